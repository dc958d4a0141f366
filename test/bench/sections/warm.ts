import { randomUUID } from 'node:crypto';
import { type Round, runLoop } from '../measure/loop.ts';
import { sharesOf } from '../measure/profile.ts';
import { helloWorld, ours } from '../measure/subjects.ts';
import { figure, megabytes } from '../report/format.ts';
import type { Section, Table } from '../report/section.ts';
import { type Summary, summaryOf } from '../report/statistics.ts';
import { PlentifulGigs } from '../world/plentiful-gigs.ts';
import { listingEvent, purchaseEvent } from '../world/requests.ts';
import { functionEnvironment } from '../world/world.ts';
import { type BenchContext, times } from './context.ts';

interface Warm {
  readonly name: string;
  readonly listing: Summary;
  readonly purchase: Summary | null;
}

/** What a call takes of the processor once everything is loaded, and whether memory grows with the calls. */
export async function measureWarm(context: BenchContext): Promise<Section> {
  await using gigs = await PlentifulGigs.start(context.world.addresses.gigs);
  const env = functionEnvironment({ ...context.world.addresses, gigs: gigs.url });
  const warm = await warmCalls(context, env);
  const listing = new Map(warm.map((one) => [one.name, one.listing.median]));
  const ratio = (listing.get(ours) ?? Number.NaN) / (listing.get(helloWorld) ?? Number.NaN);
  context.say('warm: profile of a purchase');
  const profile = await profileOfPurchases(context, env);
  context.say('warm: memory over many requests');
  const memory = await memoryOver(context, env);
  const [first, last] = [memory[0], memory.at(-1)] as [Memory, Memory];
  const growth = last.heapBytes - first.heapBytes;
  return {
    title: 'Warm calls',
    text: [
      'Processor time per call in one process, in a loop around the handler: the listing of a plan with ten top-ups from a warm catalogue (the peers keep theirs for a minute too), and a purchase. Listings alternate between the functions, round by round.',
      'A purchase here is one of ten thousand on lines of their own. Its processor time is spent on three reads and one write at Gigs and three calls of DynamoDB.',
    ],
    tables: [
      tableOf(warm),
      {
        caption: 'Where the processor time of a purchase goes, by V8’s sampling profiler',
        columns: ['', 'share'],
        rows: profile.slice(0, 12).map(([place, share]) => [place, `${figure(share * 100)} %`]),
      },
      {
        caption: 'Memory after so many listings by 1,000 users in one process, MB, after a collection',
        columns: ['requests', 'heap', 'resident'],
        rows: memory.map(({ requests, heapBytes, residentBytes }) => [
          requests.toLocaleString('en-US'),
          megabytes(heapBytes),
          megabytes(residentBytes),
        ]),
      },
    ],
    charts: [
      {
        kind: 'bars',
        name: 'warm-listing',
        title: 'Processor time of a warm listing of ten top-ups',
        unit: 'µs',
        bars: warm.map(({ name, listing: { median, lowerQuartile, upperQuartile } }) => ({
          label: name,
          value: median,
          from: lowerQuartile,
          to: upperQuartile,
        })),
        mark: { label: '2 × hello world', value: 2 * (listing.get(helloWorld) ?? 0) },
      },
    ],
    targets: [
      {
        aim: 'Processor time of a warm listing of ten top-ups ≤ 2 × Hono’s hello world',
        measured: `${figure(ratio)} ×`,
        isMet: ratio <= 2,
      },
      {
        aim: 'Memory at the end of 100,000 requests as after the first 1,000',
        measured: `${growth >= 0 ? '+' : ''}${figure(growth / 1000)} kB of heap (${megabytes(first.heapBytes)} MB before)`,
        isMet: growth < 0.05 * first.heapBytes,
      },
    ],
    figures: { warm, profile, memory },
  };
}

type Env = Readonly<Record<string, string>>;

async function warmCalls(context: BenchContext, env: Env): Promise<Warm[]> {
  const measured = context.subjects.map((subject) => ({
    subject,
    listings: [] as number[],
    purchases: [] as number[],
  }));
  const cpuOf = (rounds: readonly Round[]) => rounds.map(({ cpuMicroseconds }) => cpuMicroseconds);
  for (let turns = 0; turns < times(context, 3); turns++) {
    for (const { subject, listings, purchases } of measured) {
      context.say(`warm: ${subject.name}`);
      const calls = times(context, 4000);
      const listed = await runLoop(subject, env, { event: listingEvent(), warmUp: calls, rounds: 5, calls });
      listings.push(...cpuOf(listed.rounds));
      if (subject.doesTheJob) purchases.push(...cpuOf((await runLoop(subject, env, purchaseOrder(context))).rounds));
    }
  }
  return measured.map(({ subject, listings, purchases }) => ({
    name: subject.name,
    listing: summaryOf(listings),
    purchase: purchases.length > 0 ? summaryOf(purchases) : null,
  }));
}

function purchaseOrder(context: BenchContext) {
  const calls = times(context, 150);
  // Lines of its own for each process, on which nothing was bought before.
  const vary = { parameter: 'subscription', prefix: `sub_${randomUUID().slice(0, 8)}_`, count: 100_000 } as const;
  return { event: purchaseEvent(undefined, false), vary, warmUp: calls, rounds: 3, calls };
}

async function profileOfPurchases(context: BenchContext, env: Env): Promise<[string, number][]> {
  const service = context.subjects.find(({ name }) => name === ours);
  if (!service) return [];
  const { profile } = await runLoop(service, env, {
    ...purchaseOrder(context),
    calls: times(context, 400),
    rounds: 1,
    profile: true,
  });
  return profile ? sharesOf(profile) : [];
}

interface Memory extends Round {
  readonly requests: number;
}

async function memoryOver(context: BenchContext, env: Env): Promise<Memory[]> {
  const service = context.subjects.find(({ name }) => name === ours);
  if (!service) return [];
  const every = 1000;
  const { rounds } = await runLoop(service, env, {
    event: listingEvent(),
    users: 1000,
    warmUp: 0,
    rounds: times(context, 100),
    calls: every,
  });
  return rounds
    .map((round, index) => ({ ...round, requests: (index + 1) * every }))
    .filter(
      ({ requests }) => requests === every || requests % (10 * every) === 0 || requests === rounds.length * every,
    );
}

function tableOf(warm: readonly Warm[]): Table {
  const hello = warm.find(({ name }) => name === helloWorld)?.listing.median ?? Number.NaN;
  const cell = (summary: Summary | null) =>
    summary ? `${figure(summary.median)} (${figure(summary.lowerQuartile)} – ${figure(summary.upperQuartile)})` : '–';
  return {
    caption: 'Processor time per call, µs: median (quartiles)',
    columns: ['', 'listing', '× hello world', 'purchase'],
    rows: warm.map(({ name, listing, purchase }) => [
      name,
      cell(listing),
      figure(listing.median / hello),
      cell(purchase),
    ]),
  };
}
