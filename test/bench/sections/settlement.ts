import { join } from 'node:path';
import { projectRoot } from '../../../tools/function-bundles.ts';
import { startInstance } from '../measure/instance.ts';
import { figure } from '../report/format.ts';
import type { BarChart, Section } from '../report/section.ts';
import { startDelayingProxy } from '../world/delaying-proxy.ts';
import { itemWithUndecided } from '../world/ledgers.ts';
import { PlentifulGigs } from '../world/plentiful-gigs.ts';
import { SimulatedTable } from '../world/simulated-table.ts';
import { functionEnvironment } from '../world/world.ts';
import type { BenchContext } from './context.ts';

interface Settled {
  readonly undecided: number;
  readonly latencies: boolean;
  readonly runs: number;
  readonly seconds: number;
  readonly perSecond: number;
}

/** How fast the settlement function decides purchases whose outcome is not known. */
export async function measureSettlement(context: BenchContext): Promise<Section> {
  await using gigs = await PlentifulGigs.start(context.world.addresses.gigs);
  await using table = await SimulatedTable.start();
  const settled: Settled[] = [];
  const sizes: [number, boolean][] = [
    [0, true],
    [100, true],
    [Math.ceil(1000 * context.share), true],
    [Math.ceil(10_000 * context.share), false],
  ];
  for (const [undecided, latencies] of sizes) {
    context.say(`settlement: ${undecided} undecided purchases`);
    settled.push(await settle(context, gigs, table, undecided, latencies));
  }
  const withLatencies = settled.filter(({ latencies }) => latencies).at(-1) as Settled;
  const perMinute = withLatencies.perSecond * 60;
  return {
    title: 'Settlement',
    text: [
      'The settlement function as it is deployed, invoked until nothing is due: each undecided purchase takes a read of its ledger, a write that claims the look, a listing at Gigs and a write. Eight ledgers are worked on side by side. With latencies, Gigs answers after 100 ms and DynamoDB after 5 ms.',
      `With these latencies a run of 48 s (a minute less what is kept back to end in) decides ${figure(withLatencies.perSecond * 48)} purchases, so 10,000 that became undecided at once are decided within ${Math.ceil(10_000 / (withLatencies.perSecond * 48))} runs of one a minute.`,
    ],
    tables: [
      {
        caption: 'Undecided purchases, and how long it takes until none is left',
        columns: ['undecided', 'latencies', 'seconds', 'per second'],
        rows: settled.map(({ undecided, latencies, seconds, perSecond }) => [
          undecided.toLocaleString('en-US'),
          latencies ? 'yes' : 'none',
          figure(seconds),
          undecided === 0 ? '–' : figure(perSecond),
        ]),
      },
    ],
    charts: [throughput(settled)],
    targets: [
      {
        aim: 'Settlement keeps up with 1,000 purchases that become undecided in a minute',
        measured: `${figure(perMinute)} a minute`,
        isMet: perMinute >= 1000,
      },
    ],
    figures: settled,
  };
}

function throughput(settled: readonly Settled[]): BarChart {
  return {
    kind: 'bars',
    name: 'settlement-throughput',
    title: 'Undecided purchases that are decided',
    unit: 'a second',
    bars: settled
      .filter(({ undecided }) => undecided > 0)
      .map(({ undecided, latencies, perSecond }) => ({
        label: `${undecided.toLocaleString('en-US')}, ${latencies ? 'with' : 'without'} latencies`,
        value: perSecond,
      })),
  };
}

async function settle(
  context: BenchContext,
  gigs: PlentifulGigs,
  table: SimulatedTable,
  undecided: number,
  latencies: boolean,
): Promise<Settled> {
  table.clear();
  await using slowGigs = await startDelayingProxy(gigs.url, () => 100);
  await using slowTable = await startDelayingProxy(table.url, () => 5);
  const { secretsManager } = context.world.addresses;
  const near = { gigs: gigs.url, dynamoDb: table.url, secretsManager };
  const far = { gigs: slowGigs.url, dynamoDb: slowTable.url, secretsManager };
  await using instance = await startInstance({
    folder: join(projectRoot, 'dist', 'settlement'),
    file: 'index.mjs',
    env: functionEnvironment(latencies ? far : near),
    timeoutMs: 60_000,
  });
  // Loaded before the clock starts: a schedule of one a minute keeps the function warm.
  await instance.invoke({});
  for (let number = 0; number < undecided; number++) table.put(itemWithUndecided(`sub_u${number}`, number));
  const startedAt = performance.now();
  let runs = 0;
  for (let due = table.countDue(); due > 0; ) {
    await instance.invoke({});
    runs += 1;
    const left = table.countDue();
    if (left >= due) throw new Error(`${left} purchases are due and none of them is settled`);
    due = left;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { undecided, latencies, runs, seconds, perSecond: undecided / seconds };
}
