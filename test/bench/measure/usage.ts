import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans } from '../../../local/gigs-sandbox/seed.ts';
import { summaryOf } from '../report/statistics.ts';
import type { BenchContext } from '../sections/context.ts';
import { type DelayingProxy, startDelayingProxy } from '../world/delaying-proxy.ts';
import { listingEvent, purchaseEvent } from '../world/requests.ts';
import { functionEnvironment } from '../world/world.ts';
import { type Instance, startInstance } from './instance.ts';
import { ours, type Subject } from './subjects.ts';

/** What one call of a warm function uses that AWS charges for. */
export interface Usage {
  readonly seconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly answerBytes: number;
  readonly logBytes: number;
  readonly callsOfGigs: number;
}

/** Where a plan's top-ups come from, and a purchase on a line with some purchases or with many. */
export interface UsageOfSubject {
  readonly fromMemory: Usage;
  /** Only where instances share what they know. */
  readonly fromTable: Usage | null;
  readonly fromGigs: Usage;
  readonly purchase: Usage;
  /** Only where a purchase has to do with earlier ones. */
  readonly purchaseAfterMany: Usage | null;
}

export const some = 10;
export const many = 60;

/** The time that others take to answer. */
export const latencyMs = { get: 100, post: 300, dynamoDb: 5 } as const;

/** Calls a function in each of these ways, with everybody else as far away as usual, and counts. */
export async function usageOf(context: BenchContext, subject: Subject): Promise<UsageOfSubject> {
  await context.world.reset();
  await using network = await startNetwork(context);
  await using one = await network.start(subject);
  await using other = await network.start(subject);
  // Each has its key and its code by then.
  for (const instance of [one, other]) await instance.invoke(listingEvent(seedPlans.elaine));
  const fromGigs = await network.usage(one, listingEvent());
  const fromTable = subject.name === ours ? await network.usage(other, listingEvent()) : null;
  const fromMemory = await network.usage(one, listingEvent());
  const purchaseAfter = async (purchases: number) => {
    const buy = () => network.usage(one, purchaseEvent(undefined, subject.name === ours));
    network.isFar = false;
    while (bought < purchases) bought += await buy().then(() => 1);
    network.isFar = true;
    bought += 3;
    return middle([await buy(), await buy(), await buy()]);
  };
  let bought = 0;
  const purchase = await purchaseAfter(some);
  const purchaseAfterMany = subject.name === ours ? await purchaseAfter(many) : null;
  return { fromMemory, fromTable, fromGigs, purchase, purchaseAfterMany };
}

interface Network extends AsyncDisposable {
  /** Whether answers take their time. */
  isFar: boolean;
  start(subject: Subject): Promise<Instance>;
  usage(instance: Instance, event: unknown): Promise<Usage>;
}

async function startNetwork({ world }: BenchContext): Promise<Network> {
  const { gigs, dynamoDb, secretsManager } = world.addresses;
  const delayOf = (ms: number) => (network.isFar ? ms : 0);
  const gigsProxy = await startDelayingProxy(gigs, (method) =>
    delayOf(method === 'GET' ? latencyMs.get : latencyMs.post),
  );
  const tableProxy = await startDelayingProxy(dynamoDb, () => delayOf(latencyMs.dynamoDb));
  const env = functionEnvironment({ gigs: gigsProxy.url, dynamoDb: tableProxy.url, secretsManager });
  const network: Network = {
    isFar: true,
    start: ({ folder, file }) => startInstance({ folder, file, env, countsLog: true }),
    usage: (instance, event) => measure(instance, event, gigsProxy, tableProxy),
    async [Symbol.asyncDispose]() {
      await Promise.all([gigsProxy[Symbol.asyncDispose](), tableProxy[Symbol.asyncDispose]()]);
    },
  };
  return network;
}

async function measure(instance: Instance, event: unknown, gigs: DelayingProxy, table: DelayingProxy): Promise<Usage> {
  await sleep(20); // What the call before wrote has arrived.
  gigs.take();
  table.take();
  const logBefore = instance.logBytes();
  const startedAt = performance.now();
  const answer = (await instance.invoke(event)) as { statusCode: number; body: string };
  const seconds = (performance.now() - startedAt) / 1000;
  if (answer.statusCode >= 300) throw new Error(`Answered ${answer.statusCode}: ${answer.body}`);
  await sleep(20);
  const operations = table.take();
  const unitsOf = (kind: RegExp) =>
    operations.filter(({ what }) => kind.test(what)).reduce((sum, { units }) => sum + units, 0);
  return {
    seconds,
    writeUnits: unitsOf(/Put|Update|Write|Delete/),
    readUnits: unitsOf(/Get|Query/),
    answerBytes: Buffer.byteLength(JSON.stringify(answer)),
    logBytes: instance.logBytes() - logBefore,
    callsOfGigs: gigs.take().length,
  };
}

function middle(usages: readonly Usage[]): Usage {
  const names = Object.keys(usages[0] ?? {}) as (keyof Usage)[];
  const entries = names.map((name) => [name, summaryOf(usages.map((usage) => usage[name])).median]);
  return Object.fromEntries(entries) as unknown as Usage;
}
