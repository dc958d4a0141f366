import { execFileSync } from 'node:child_process';
import { startInstance } from '../measure/instance.ts';
import { helloWorld, ours, type Subject } from '../measure/subjects.ts';
import { figure } from '../report/format.ts';
import type { BarChart, Section, Table, Target } from '../report/section.ts';
import { type Summary, summaryOf } from '../report/statistics.ts';
import { listingEvent, purchaseEvent } from '../world/requests.ts';
import { functionEnvironment } from '../world/world.ts';
import { type BenchContext, times } from './context.ts';

type Job = 'listing' | 'purchase';

interface ColdStart {
  readonly subject: Subject;
  readonly wallMs: Summary;
  /** Of all threads. Null where the machine does not tell. */
  readonly cpuMs: Summary | null;
}

/** From the start of a process to its first answer, the secret read and everything loaded that it takes. */
export async function measureColdStarts(context: BenchContext): Promise<Section> {
  const found: { node: string; job: Job; starts: ColdStart[] }[] = [];
  for (const binary of context.nodes) {
    const node = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
    for (const job of ['listing', 'purchase'] as const) {
      context.say(`cold start, ${job}, Node ${node}`);
      found.push({ node, job, starts: await coldStarts(context, job, binary) });
    }
  }
  return {
    title: 'Cold start',
    text: [
      'From the start of a process under a Lambda Runtime API to its first answer: Node itself, the bundle, reading the secret, asking Gigs. Nothing is shared from earlier instances: this service finds no catalogue of others in the table, and writes its own there. Runs of all are interleaved. Processor time is that of all threads and depends less on what else the machine does.',
    ],
    tables: found.map(({ node, job, starts }) => tableOf(`First ${job}, Node ${node}`, starts)),
    charts: found.map(({ node, job, starts }) => chartOf(node, job, starts)),
    targets: found.filter(({ job }) => job === 'listing').flatMap(({ node, starts }) => targetsOf(node, starts)),
    figures: found,
  };
}

async function coldStarts(context: BenchContext, job: Job, node: string): Promise<ColdStart[]> {
  const measured = context.subjects
    .filter(({ doesTheJob }) => doesTheJob || job === 'listing')
    .map((subject) => ({ subject, wallMs: [] as number[], cpuMs: [] as (number | null)[] }));
  for (let runs = 0; runs < times(context, 15); runs++) {
    for (const { subject, wallMs, cpuMs } of measured) {
      await context.world.reset();
      const start = await firstAnswer(context, subject, job, node);
      wallMs.push(start.wallMs);
      cpuMs.push(start.cpuMs);
    }
  }
  return measured.map(({ subject, wallMs, cpuMs }) => {
    const known = cpuMs.filter((ms) => ms !== null);
    return { subject, wallMs: summaryOf(wallMs), cpuMs: known.length > 0 ? summaryOf(known) : null };
  });
}

async function firstAnswer({ world }: BenchContext, { folder, file }: Subject, job: Job, node: string) {
  const env = functionEnvironment(world.addresses);
  await using instance = await startInstance({ folder, file, env, node });
  await instance.invoke(job === 'listing' ? listingEvent() : purchaseEvent(undefined, false));
  return { wallMs: performance.now() - instance.startedAt, cpuMs: instance.cpuMs() };
}

function tableOf(caption: string, starts: readonly ColdStart[]): Table {
  const hello = starts.find(({ subject }) => subject.name === helloWorld)?.wallMs.median;
  return {
    caption: `${caption}: milliseconds, median of ${starts[0]?.wallMs.count} starts`,
    columns: ['', 'median', 'quartiles', 'least', 'processor', ...(hello ? ['× hello world'] : [])],
    rows: starts.map(({ subject, wallMs, cpuMs }) => [
      subject.name,
      figure(wallMs.median),
      `${figure(wallMs.lowerQuartile)} – ${figure(wallMs.upperQuartile)}`,
      figure(wallMs.least),
      cpuMs ? figure(cpuMs.median) : '–',
      ...(hello ? [figure(wallMs.median / hello)] : []),
    ]),
  };
}

function chartOf(node: string, job: Job, starts: readonly ColdStart[]): BarChart {
  const hello = starts.find(({ subject }) => subject.name === helloWorld)?.wallMs.median;
  return {
    kind: 'bars',
    name: `cold-${job}-node-${node.split('.')[0]?.replace('v', '')}`,
    title: `Cold start to the first ${job}, Node ${node}`,
    unit: 'ms',
    bars: starts.map(({ subject, wallMs }) => ({
      label: subject.name,
      value: wallMs.median,
      from: wallMs.lowerQuartile,
      to: wallMs.upperQuartile,
    })),
    ...(hello && { mark: { label: '1.5 × hello world', value: 1.5 * hello } }),
  };
}

function targetsOf(node: string, starts: readonly ColdStart[]): Target[] {
  const of = (name: string) => starts.find(({ subject }) => subject.name === name)?.wallMs.median ?? Number.NaN;
  const ratio = of(ours) / of(helloWorld);
  const peers = starts.filter(({ subject }) => subject.doesTheJob && subject.name !== ours);
  const fastest = peers.reduce((best, peer) => (peer.wallMs.median < best.wallMs.median ? peer : best));
  return [
    {
      aim: `Cold listing ≤ 1.5 × Hono's hello world, Node ${node}`,
      measured: `${figure(ratio)} ×`,
      isMet: ratio <= 1.5,
    },
    {
      aim: `Cold listing faster than every peer that does the same, Node ${node}`,
      measured: `${figure(of(ours))} ms; the fastest peer (${fastest.subject.name}) ${figure(fastest.wallMs.median)} ms`,
      isMet: of(ours) < fastest.wallMs.median,
    },
  ];
}
