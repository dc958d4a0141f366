import { runLoop } from '../measure/loop.ts';
import { ours, type Subject } from '../measure/subjects.ts';
import { figure } from '../report/format.ts';
import type { LineChart, Section, Table, Target } from '../report/section.ts';
import { summaryOf } from '../report/statistics.ts';
import { itemsWithPurchases } from '../world/ledgers.ts';
import { PlentifulGigs } from '../world/plentiful-gigs.ts';
import { listingEvent, purchaseEvent } from '../world/requests.ts';
import { SimulatedTable } from '../world/simulated-table.ts';
import { functionEnvironment } from '../world/world.ts';
import { type BenchContext, times } from './context.ts';

/** What is measured at one size. */
interface Point {
  readonly size: number;
  /** Of processor time, in microseconds, by what was called. */
  readonly cpu: Readonly<Record<string, number>>;
  readonly bytes?: number;
}

interface Grown {
  readonly what: string;
  readonly points: readonly Point[];
  /** The size from which a purchase must not cost more. */
  readonly flatFrom: number;
}

const lines = 40;

/** What a listing and a purchase cost as there is more of everything. */
export async function measureGrowth(context: BenchContext): Promise<Section> {
  await using gigs = await PlentifulGigs.start(context.world.addresses.gigs);
  await using table = await SimulatedTable.start();
  const bench = new GrowthBench(context, gigs, table);
  const grown = [await bench.purchases(), await bench.addons(), await bench.subscriptions()];
  return {
    title: 'Growth',
    text: [
      'Processor time of one call of the function, with a Gigs and a table in memory that have as much in them as is said. A listing is “warm” when the catalogue has the plan and “missed” when it is read from Gigs, packed and shared. Item sizes are those in the table.',
      'A purchase reads one page of at most 200 earlier objects of the same add-on as its baseline, so its cost rises until there are so many and then no more. The ledger item keeps 50 settled purchases; an archive of any size costs one more read. A ledger item is compressed.',
    ],
    tables: grown.map(tableOf),
    charts: grown.map(chartOf),
    targets: grown.map(targetOf),
    figures: grown,
  };
}

/** Beyond a page of what Gigs lists, nothing may cost more; half as much again is noise on a busy machine. */
function targetOf({ what, points, flatFrom }: Grown): Target {
  const [from, last] = [points.find(({ size }) => size === flatFrom), points.at(-1)] as [Point, Point];
  const [before, after] = [from, last].map(({ cpu }) => cpu['purchase'] ?? Number.NaN) as [number, number];
  return {
    aim: `A purchase costs the same from ${flatFrom.toLocaleString('en-US')} to ${last.size.toLocaleString('en-US')} ${what}`,
    measured: `${figure(before)} → ${figure(after)} µs`,
    isMet: after < 1.5 * before,
  };
}

class GrowthBench {
  readonly #context: BenchContext;
  readonly #gigs: PlentifulGigs;
  readonly #table: SimulatedTable;

  constructor(context: BenchContext, gigs: PlentifulGigs, table: SimulatedTable) {
    this.#context = context;
    this.#gigs = gigs;
    this.#table = table;
  }

  async purchases(): Promise<Grown> {
    const points: Point[] = [];
    for (const size of [1, 10, 100, 1000, 10_000]) {
      this.#say(`${size} purchases per subscription`);
      this.#table.clear();
      this.#gigs.heldPerSubscription = size;
      const prefix = `sub_p${size}_`;
      let bytes = 0;
      for (let line = 0; line < lines; line++) {
        const [ledger, ...archived] = itemsWithPurchases(`${prefix}${line}`, size);
        bytes = ledger?.['ledger']?.B?.byteLength ?? 0;
        for (const item of [ledger, ...archived]) if (item) this.#table.put(item);
      }
      points.push({ size, cpu: { purchase: await this.#purchase(prefix, lines) }, bytes });
    }
    this.#gigs.heldPerSubscription = 0;
    return { what: 'purchases per subscription', points, flatFrom: 1000 };
  }

  async addons(): Promise<Grown> {
    const points: Point[] = [];
    for (const size of [1, 10, 100, 1000]) {
      this.#say(`${size} add-ons per plan`);
      this.#table.clear();
      this.#gigs.addonsPerPlan = size;
      const warm = await this.#cpuOf({ event: listingEvent(), calls: 1000 });
      const missed = await this.#cpuOf({
        event: listingEvent(),
        vary: { parameter: 'plan', prefix: 'pln_', count: 100_000 },
        calls: size > 100 ? 10 : 60,
      });
      const shared = [...this.#table.items.values()].map(({ snapshot }) => snapshot?.B?.length ?? 0);
      const cpu = {
        'listing, warm': warm,
        'listing, missed': missed,
        purchase: await this.#purchase(`sub_a${size}_`, 1e5),
      };
      points.push({ size, cpu, bytes: Math.max(...shared) * 0.75 });
    }
    this.#gigs.addonsPerPlan = 10;
    return { what: 'add-ons per plan', points, flatFrom: 1 };
  }

  async subscriptions(): Promise<Grown> {
    const points: Point[] = [];
    for (const size of [1, 1000, 1_000_000]) {
      this.#say(`${size} subscriptions`);
      this.#table.clear();
      this.#table.everySubscription = (subscription) => itemsWithPurchases(subscription, 3)[0];
      const prefix = `sub_s${size}_`;
      const listing = await this.#cpuOf({ event: listingEvent(), calls: 1000 });
      points.push({ size, cpu: { 'listing, warm': listing, purchase: await this.#purchase(prefix, size) } });
      this.#table.everySubscription = undefined;
    }
    return { what: 'subscriptions', points, flatFrom: 1 };
  }

  #say(what: string): void {
    this.#context.say(`growth: ${what}`);
  }

  async #purchase(prefix: string, count: number): Promise<number> {
    return this.#cpuOf({ event: purchaseEvent(), vary: { parameter: 'subscription', prefix, count }, calls: 60 });
  }

  async #cpuOf(order: Pick<Parameters<typeof runLoop>[2], 'event' | 'vary' | 'calls'>): Promise<number> {
    const { gigs, dynamoDb, secretsManager } = {
      ...this.#context.world.addresses,
      gigs: this.#gigs.url,
      dynamoDb: this.#table.url,
    };
    const env = functionEnvironment({ gigs, dynamoDb, secretsManager });
    const service = this.#context.subjects.find(({ name }) => name === ours) as Subject;
    const calls = times(this.#context, order.calls);
    const { rounds } = await runLoop(service, env, { ...order, calls, warmUp: calls, rounds: 3 });
    return summaryOf(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)).median;
  }
}

function tableOf({ what, points }: Grown): Table {
  const called = Object.keys(points[0]?.cpu ?? {});
  const hasBytes = points.some(({ bytes }) => bytes !== undefined);
  return {
    caption: `Processor time, µs, by the number of ${what}`,
    columns: [what, ...called, ...(hasBytes ? ['item, kB'] : [])],
    rows: points.map(({ size, cpu, bytes }) => [
      size.toLocaleString('en-US'),
      ...called.map((name) => figure(cpu[name] ?? Number.NaN)),
      ...(hasBytes ? [figure((bytes ?? 0) / 1000)] : []),
    ]),
  };
}

function chartOf({ what, points }: Grown): LineChart {
  const called = Object.keys(points[0]?.cpu ?? {});
  return {
    kind: 'lines',
    name: `growth-${what.replaceAll(' ', '-')}`,
    title: `Processor time by ${what}`,
    unit: 'µs',
    xLabel: what,
    x: points.map(({ size }) => size),
    lines: called.map((label) => ({ label, values: points.map(({ cpu }) => cpu[label] ?? Number.NaN) })),
  };
}
