import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { seedApiKey, seedPlans, seedProjects } from '../../../local/gigs-sandbox/seed.ts';
import type { TopUp } from '../../../shared/contract/schemas.ts';
import { connectGigs } from '../../../shared/gigs/connect.ts';
import { createFetchOverHttp } from '../../../shared/gigs/fetch-over-http.ts';
import { type Catalogue, createCatalogue } from '../../../shared/top-ups/catalogue.ts';
import { createDynamoSharedCatalogue } from '../../../shared/top-ups/dynamo-shared-catalogue.ts';
import type { Section } from '../report/section.ts';
import { PlentifulGigs } from '../world/plentiful-gigs.ts';
import { offTheWire, SimulatedTable, type WireItem } from '../world/simulated-table.ts';
import { type BenchContext, times } from './context.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const minutes = 5;
const instanceCounts = [1, 10, 100, 1000];

interface Fleet {
  readonly instances: number;
  readonly requests: number;
  readonly callsOfGigs: number;
  readonly callsPerMinute: number;
}

/** Catalogues as so many instances would have them, with one clock that the benchmark sets. */
interface Instances {
  readonly catalogues: readonly Catalogue[];
  add(): Catalogue;
  list(catalogue: Catalogue): Promise<readonly TopUp[]>;
  advance(ms: number): void;
}

/** How often a fleet of instances asks Gigs for a plan, and whether it lists while Gigs is down. */
export async function measureCatalogue(context: BenchContext): Promise<Section> {
  await using gigs = await PlentifulGigs.start(context.world.addresses.gigs);
  await using table = await SimulatedTable.start();
  const fleets: Fleet[] = [];
  for (const instances of instanceCounts) {
    context.say(`catalogue: ${instances} instances`);
    fleets.push(await burst(context, gigs, table, instances));
  }
  context.say('catalogue: a day without Gigs');
  const outage = await dayWithoutGigs(context, gigs, table);
  const most = Math.max(...fleets.map(({ callsPerMinute }) => callsPerMinute));
  const least = Math.min(...fleets.map(({ callsPerMinute }) => callsPerMinute));
  return {
    title: 'Catalogue',
    text: [
      `Bursts of 10,000 listings of one plan at once, spread over instances of the catalogue that share a table, one burst in each of ${minutes} minutes of a clock that the benchmark sets. Without the second level each instance would ask Gigs once a minute.`,
      'In the day without Gigs, five instances list every ten minutes from the minute in which Gigs was last asked until 24 hours after it went down; one of them is replaced by a new one every hour, which knows nothing but the table.',
    ],
    tables: [
      {
        caption: 'Calls of Gigs as the number of instances grows',
        columns: ['instances', 'listings', 'calls of Gigs', 'per minute', 'without sharing, per minute'],
        rows: fleets.map(({ instances, requests, callsOfGigs, callsPerMinute }) => [
          instances.toLocaleString('en-US'),
          requests.toLocaleString('en-US'),
          String(callsOfGigs),
          String(callsPerMinute),
          instances.toLocaleString('en-US'),
        ]),
      },
      {
        caption: 'Listings while Gigs is down for 24 hours',
        columns: ['', 'listings', 'answered'],
        rows: [['five instances, one new every hour', String(outage.asked), String(outage.answered)]],
      },
    ],
    charts: [
      {
        kind: 'lines',
        name: 'catalogue-calls',
        title: 'Calls of Gigs per minute for one plan',
        unit: 'calls per minute',
        xLabel: 'instances',
        x: instanceCounts,
        lines: [
          { label: 'this service', values: fleets.map(({ callsPerMinute }) => callsPerMinute) },
          { label: 'a memory per instance', values: instanceCounts },
        ],
      },
    ],
    targets: [
      {
        aim: 'Calls of Gigs per minute do not grow with the instances (1 to 1,000, bursts of 10,000)',
        measured: `${least} to ${most}`,
        isMet: most <= 2,
      },
      {
        aim: 'Listing stays at 100 % in an outage of Gigs of 24 h',
        measured: `${outage.answered} of ${outage.asked}`,
        isMet: outage.answered === outage.asked,
      },
    ],
    figures: { fleets, outage },
  };
}

function startInstances(gigs: { url: string }, table: SimulatedTable, count: number): Instances {
  let time = Date.parse('2026-11-21T12:00:00Z');
  const now = () => time;
  const client = clientOf(table);
  const add = () =>
    createCatalogue({
      gigs: connectGigs({
        apiUrl: gigs.url,
        project: seedProjects.gigs,
        keys: { current: async () => seedApiKey, refused: async () => null },
        getTimeoutMs: 2500,
        postTimeoutMs: 6000,
        now,
        random: () => 0,
        fetch: createFetchOverHttp(),
        observe: () => {},
      }),
      shared: createDynamoSharedCatalogue({ client, table: 'ledgers', now, keepSeconds: 86_400, onFailure: () => {} }),
      now,
      freshSeconds: 60,
      staleSeconds: 86_400,
      onUnfit: () => {},
    });
  return {
    catalogues: Array.from({ length: count }, add),
    add,
    list: (catalogue) => catalogue.topUpsOf(seedPlans.jerry, { answerBy: time + 9000 }),
    advance(ms) {
      time += ms;
    },
  };
}

/** A client without sockets: a thousand instances have a thousand processors, and this process has not. */
function clientOf(table: SimulatedTable): DynamoDBClient {
  async function send(command: { readonly input: object; readonly constructor: { readonly name: string } }) {
    const answer = table.run(command.constructor.name.replace(/Command$/, ''), command.input);
    if (!answer)
      throw Object.assign(new Error('The condition is not met'), { name: 'ConditionalCheckFailedException' });
    return 'Item' in answer && answer.Item ? { Item: offTheWire(answer.Item as WireItem) } : answer;
  }
  return { send } as unknown as DynamoDBClient;
}

async function burst(
  context: BenchContext,
  gigs: PlentifulGigs,
  table: SimulatedTable,
  instances: number,
): Promise<Fleet> {
  table.clear();
  gigs.requests = 0;
  const fleet = startInstances(gigs, table, instances);
  const perMinute = Math.max(times(context, 10_000), instances);
  let requests = 0;
  for (let minute = 0; minute < minutes; minute++) {
    const listings = Array.from({ length: perMinute }, (_, index) =>
      fleet.list(fleet.catalogues[index % instances] as Catalogue),
    );
    requests += (await Promise.all(listings)).length;
    fleet.advance(minuteMs);
  }
  return { instances, requests, callsOfGigs: gigs.requests, callsPerMinute: gigs.requests / minutes };
}

async function dayWithoutGigs(context: BenchContext, gigs: PlentifulGigs, table: SimulatedTable) {
  table.clear();
  const down = { url: 'http://127.0.0.1:9' }; // Nobody listens there.
  const before = startInstances(gigs, table, 1);
  await before.list(before.catalogues[0] as Catalogue);
  const { catalogues, add, list, advance } = startInstances(down, table, 5);
  const fleet = [...catalogues];
  // Gigs was last asked just before the first list ran out of its freshness, and went down then.
  advance(minuteMs - 1);
  const stepMs = context.share < 1 ? hourMs : 10 * minuteMs;
  let asked = 0;
  let answered = 0;
  for (let passedMs = 0; passedMs <= 24 * hourMs; passedMs += stepMs) {
    if (passedMs % hourMs === 0) fleet[(passedMs / hourMs) % fleet.length] = add();
    const lists = await Promise.all(fleet.map((catalogue) => list(catalogue).catch(() => [])));
    asked += lists.length;
    answered += lists.filter((topUps) => topUps.length > 0).length;
    advance(stepMs);
  }
  return { asked, answered };
}
