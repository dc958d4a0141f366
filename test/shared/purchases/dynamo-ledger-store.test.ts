import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type AttributeValue, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { connectTable } from '../../../shared/connect-table.ts';
import { usualArchiveRule } from '../../../shared/purchases/archive.ts';
import { createDynamoLedgerStore } from '../../../shared/purchases/dynamo-ledger-store.ts';
import { emptyLedger, type Ledger } from '../../../shared/purchases/ledger.ts';
import { archivedKey, ledgerItem, ledgerKey, pauseKey } from '../../../shared/purchases/ledger-items.ts';
import { type LedgerStore, LedgerUnavailable, LedgerUnreadable } from '../../../shared/purchases/ledger-store.ts';
import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import { createMemoryLedgerStore, MemoryTable } from '../../rig/memory-ledger-store.ts';
import { settledKey, settledLedger } from '../../rig/settled-ledger.ts';
import { TableProxy } from '../../rig/table-proxy.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const soon = () => Date.now() + 10_000;

let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let proxy: TableProxy;
let direct: DynamoDBClient;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(0);
  proxy = await TableProxy.start(dynamoDb.url);
  direct = new DynamoDBClient({ endpoint: dynamoDb.url, region: 'local', credentials });
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', proxy.url);
  vi.stubEnv('AWS_REGION', 'local');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => proxy.forget());
afterAll(async () => {
  vi.unstubAllEnvs();
  direct.destroy();
  await proxy[Symbol.asyncDispose]();
  await dynamoDb.close();
});

/** The store as the functions have it, with the time limits of the deployed one. */
function connectedStore(): LedgerStore {
  return connectTable({
    table: ledgerTableName,
    keepCatalogueSeconds: 60,
    now: Date.now,
    onCatalogueFailure: () => {},
  }).store;
}

/** A subscription that no other test knows. */
function newSubscription(): string {
  return `sub_${randomUUID().slice(0, 18)}`;
}

function next(ledger: Ledger, dueAt?: number): Ledger {
  const { purchases } = settledLedger({ ...shown, subscription: ledger.subscription, count: 1, dueAt: dueAt ?? null });
  return { ...ledger, version: ledger.version + 1, purchases };
}

const shown = { user: 'usr_a', addon: 'add_1', newestAt: Date.UTC(2026, 10, 21), betweenMs: 1000 };

async function pause(): Promise<void> {
  await direct.send(new PutItemCommand({ TableName: ledgerTableName, Item: pauseKey }));
}

const twin = new MemoryTable(usualArchiveRule, () => {});
const kinds = [
  { name: 'DynamoDB', open: connectedStore, pause },
  {
    name: 'its twin in memory',
    open: () => createMemoryLedgerStore(twin, async ({ effect }) => effect(), randomUUID),
    pause: async () => {
      twin.isPaused = true;
    },
  },
];

describe.each(kinds)('ledgers in $name', ({ open, pause }) => {
  it('an unknown subscription has an empty ledger', async () => {
    const subscription = newSubscription();
    const { ledger } = await open().read(subscription, soon());
    expect(ledger).toEqual(emptyLedger(subscription));
  });

  it('gives back what was written', async () => {
    const store = open();
    const first = next(emptyLedger(newSubscription()));
    expect(await store.write(first, soon())).toBe(true);
    expect((await store.read(first.subscription, soon())).ledger).toEqual(first);
    const second = next(first);
    expect(await store.write(second, soon())).toBe(true);
    expect((await store.read(first.subscription, soon())).ledger).toEqual(second);
  });

  it('writes only over the version before', async () => {
    const store = open();
    const first = next(emptyLedger(newSubscription()));
    const late = { ...next(emptyLedger(first.subscription)), hasArchive: true };
    expect(await store.write({ ...first, version: 2 }, soon())).toBe(false);
    expect(await store.write(first, soon())).toBe(true);
    expect(await store.write(late, soon())).toBe(false);
    expect(await store.write({ ...first, version: 3 }, soon())).toBe(false);
    expect((await store.read(first.subscription, soon())).ledger).toEqual(first);
  });

  it('lets one of many who write at once through', async () => {
    const store = open();
    const first = next(emptyLedger(newSubscription()));
    const written = await Promise.all(Array.from({ length: 20 }, () => store.write(first, soon())));
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  it('finds an archived purchase again, and only there', async () => {
    const store = open();
    const subscription = newSubscription();
    const entries = Object.entries(settledLedger({ ...shown, subscription, count: 30 }).purchases);
    await store.archive(subscription, entries, soon());
    const [id, entry] = entries[7] ?? [];
    expect(await store.readArchived(subscription, id ?? '', soon())).toEqual(entry);
    expect(await store.readArchived(subscription, 'pur_unknown', soon())).toBeUndefined();
    expect(await store.readArchived(newSubscription(), id ?? '', soon())).toBeUndefined();
  });

  it('lists archived purchases newest first, each once, page by page, also when all began at once', async () => {
    const store = open();
    const subscription = newSubscription();
    const entries = Object.entries(settledLedger({ ...shown, subscription, count: 60, betweenMs: 0 }).purchases);
    const newer = Object.entries(
      settledLedger({ ...shown, user: 'usr_b', subscription, count: 5, newestAt: shown.newestAt + 9000 }).purchases,
    );
    await store.archive(subscription, [...entries, ...newer], soon());
    await store.write(next(emptyLedger(subscription)), soon());
    const listed: string[] = [];
    let before: Parameters<LedgerStore['listArchived']>[1] = null;
    for (;;) {
      const page = await store.listArchived(subscription, before, 7, soon());
      listed.push(...page.map(({ purchase }) => purchase));
      const last = page.at(-1);
      if (page.length < 7 || !last) break;
      before = { createdAt: last.entry.createdAt, purchase: last.purchase };
    }
    const byId = (all: typeof entries) =>
      all
        .map(([id]) => id)
        .sort()
        .reverse();
    expect(listed).toEqual([...newer.map(([id]) => id).reverse(), ...byId(entries)]);
  });

  it('lists what is due, the longest waiting first, over many pages, and nothing that is not', async () => {
    const store = open();
    const dueAts = Array.from({ length: 230 }, (_, index) => 1_000_000 + ((index * 7919) % 230) * 1000);
    const subscriptions = new Map(dueAts.map((dueAt) => [newSubscription(), dueAt]));
    for (const [subscription, dueAt] of subscriptions)
      await store.write(next(emptyLedger(subscription), dueAt), soon());
    await store.write(next(emptyLedger(newSubscription())), soon());
    const now = 1_200_000;
    const listed: { subscription: string; dueAt: number }[] = [];
    for await (const each of store.listDue(now, soon())) listed.push(each);
    const mine = listed.filter(({ subscription }) => subscriptions.has(subscription));
    const expected = [...subscriptions].filter(([, dueAt]) => dueAt <= now).sort(([, a], [, b]) => a - b);
    expect(mine).toEqual(expected.map(([subscription, dueAt]) => ({ subscription, dueAt })));
  });

  it('drops a ledger from the index when nothing of it is due any more', async () => {
    const store = open();
    const first = next(emptyLedger(newSubscription()), 5);
    await store.write(first, soon());
    await store.write({ ...next(first), version: 2 }, soon());
    for await (const { subscription } of store.listDue(100_000, soon()))
      expect(subscription).not.toBe(first.subscription);
  });

  it('tells with the ledger that buying is paused', async () => {
    const store = open();
    expect((await store.read('sub_1', soon())).isPaused).toBe(false);
    await pause();
    expect((await store.read('sub_1', soon())).isPaused).toBe(true);
  });
});

it('reads what was written last, whatever it reads', async () => {
  const store = connectedStore();
  const first = next(emptyLedger(newSubscription()));
  await store.write(first, soon());
  await store.write(first, soon());
  await store.read(first.subscription, soon());
  await store.readArchived(first.subscription, 'pur_1', soon());
  await store.listArchived(first.subscription, null, 1, soon());
  const reads = proxy.seen.filter(({ operation }) => operation !== 'PutItem');
  expect(reads.map(({ operation, isConsistent }) => [operation, isConsistent])).toEqual([
    ['GetItem', true],
    ['BatchGetItem', true],
    ['GetItem', true],
    ['Query', true],
  ]);
});

describe('given a connection that is cut', () => {
  it('a put that was made and is repeated by the client counts as made', async () => {
    const first = next(emptyLedger(newSubscription()));
    proxy.makeTrouble('PutItem', 'cut after');
    expect(await connectedStore().write(first, soon())).toBe(true);
    expect(proxy.operations()).toEqual(['PutItem', 'PutItem', 'GetItem']);
  });

  it('a put that was made and whose every answer is lost counts as made', async () => {
    const first = next(emptyLedger(newSubscription()));
    proxy.makeTrouble('PutItem', 'cut after', { times: 3 });
    expect(await connectedStore().write(first, soon())).toBe(true);
  });

  it('a put that lost its race, and whose answer was lost too, counts as lost', async () => {
    const store = connectedStore();
    const first = next(emptyLedger(newSubscription()));
    await store.write({ ...first, hasArchive: true }, soon());
    proxy.makeTrouble('PutItem', 'cut after');
    expect(await store.write(first, soon())).toBe(false);
  });

  it('a put that was made and written over before it was looked for counts as lost, which is safe', async () => {
    const store = connectedStore();
    const first = next(emptyLedger(newSubscription()));
    const second = { ...next(first), version: 2 };
    proxy.makeTrouble('PutItem', {
      cutAfter: async () => {
        await direct.send(new PutItemCommand({ TableName: ledgerTableName, Item: ledgerItem(second, 'another') }));
      },
    });
    expect(await store.write(first, soon())).toBe(false);
  });

  it('a put that never arrived is not made, and nobody is told that it was', async () => {
    const store = connectedStore();
    const first = next(emptyLedger(newSubscription()));
    proxy.makeTrouble('PutItem', 'cut before', { times: 3 });
    await expect(store.write(first, soon())).rejects.toThrow(LedgerUnavailable);
    expect((await store.read(first.subscription, soon())).ledger.version).toBe(0);
  });

  it('a put of which nothing can be learnt is neither made nor lost', async () => {
    const first = next(emptyLedger(newSubscription()));
    proxy.makeTrouble('PutItem', 'cut after', { times: 3 });
    proxy.makeTrouble('GetItem', 'cut before', { times: 3 });
    await expect(connectedStore().write(first, soon())).rejects.toThrow(LedgerUnavailable);
  });
});

describe('given a table that does not answer', () => {
  it('a request is tried again after a second', async () => {
    const store = connectedStore();
    const first = next(emptyLedger(newSubscription()));
    proxy.makeTrouble('PutItem', 'silence');
    expect(await store.write(first, soon())).toBe(true);
    expect(proxy.operations()).toEqual(['PutItem', 'PutItem']);
  });

  const line = 'sub_silent';
  const copied = Object.entries(settledLedger({ ...shown, subscription: line, count: 1 }).purchases);
  /** Each with a text that is in its own request and in no other: those of the test before may still arrive. */
  const calls: [
    name: string,
    operation: string,
    containing: string,
    call: (store: LedgerStore, by: number) => Promise<unknown>,
  ][] = [
    ['read', 'BatchGetItem', line, (store, by) => store.read(line, by)],
    ['write', 'PutItem', line, (store, by) => store.write(next(emptyLedger(line)), by)],
    ['readArchived', 'GetItem', 'pur_silent', (store, by) => store.readArchived(line, 'pur_silent', by)],
    ['archive', 'BatchWriteItem', line, (store, by) => store.archive(line, copied, by)],
    ['listArchived', 'Query', line, (store, by) => store.listArchived(line, null, 1, by)],
    ['listDue', 'Query', 'duePartition', (store, by) => store.listDue(1, by)[Symbol.asyncIterator]().next()],
  ];
  it.each(calls)('%s gives up when its time is over', async (_name, operation, containing, call) => {
    proxy.makeTrouble(operation, 'silence', { containing });
    const answerBy = Date.now() + 200;
    await expect(call(connectedStore(), answerBy)).rejects.toThrow(LedgerUnavailable);
    expect(Date.now()).toBeGreaterThanOrEqual(answerBy - 20);
  });

  it.each(calls)('%s gives up at once when there is no time left', async (_name, _operation, _containing, call) => {
    await expect(call(connectedStore(), Date.now() - 1)).rejects.toThrow(LedgerUnavailable);
  });
});

describe('given a table that does a part of what it was asked', () => {
  it('a ledger that was not read is not taken for an empty one', async () => {
    const subscription = newSubscription();
    const unread = { [ledgerTableName]: { Keys: [ledgerKey(subscription)] } };
    proxy.makeTrouble('BatchGetItem', { answer: { Responses: { [ledgerTableName]: [] }, UnprocessedKeys: unread } });
    await expect(connectedStore().read(subscription, soon())).rejects.toThrow(LedgerUnavailable);
  });

  it('purchases that were not copied do not count as archived', async () => {
    const subscription = newSubscription();
    const entries = Object.entries(settledLedger({ ...shown, subscription, count: 3 }).purchases);
    const left = [{ PutRequest: { Item: archivedKey(subscription, 'pur_1') } }];
    proxy.makeTrouble('BatchWriteItem', { answer: { UnprocessedItems: { [ledgerTableName]: left } } });
    await expect(connectedStore().archive(subscription, entries, soon())).rejects.toThrow(LedgerUnavailable);
  });
});

describe('given an item that this version does not understand', () => {
  async function put(subscription: string, ledger: AttributeValue): Promise<void> {
    const item = { ...ledgerKey(subscription), version: { N: '1' }, writeId: { S: 'w' }, ledger };
    await direct.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));
  }

  it.each([
    ['a later schema', (ledger: Ledger) => JSON.stringify({ ...ledger, schemaVersion: 2 })],
    ['a state that it does not know', (ledger: Ledger) => JSON.stringify(ledger).replace('"succeeded"', '"refunded"')],
    ['no JSON', () => '{'],
    ['nothing', () => ' '],
  ])('%s is refused, never guessed', async (_what, written) => {
    const subscription = newSubscription();
    const text = written(next(emptyLedger(subscription)));
    for (const ledger of [{ B: gzipSync(text) }, { B: Buffer.from(text) }, { S: text }]) {
      await put(subscription, ledger);
      await expect(connectedStore().read(subscription, soon())).rejects.toThrow(LedgerUnreadable);
    }
  });

  it('a ledger that 0.1.0 wrote, without compressing it, is understood', async () => {
    const subscription = newSubscription();
    const ledger = next(emptyLedger(subscription));
    await put(subscription, { S: JSON.stringify(ledger) });
    expect((await connectedStore().read(subscription, soon())).ledger).toEqual(ledger);
  });

  it('an archived purchase is refused too', async () => {
    const subscription = newSubscription();
    const id = purchaseIdOf('usr_a', subscription, settledKey(0));
    const item = { ...archivedKey(subscription, id), createdAtKey: { S: '1' }, entry: { S: '{}' } };
    await direct.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));
    const store = createDynamoLedgerStore({
      client: direct,
      table: ledgerTableName,
      now: Date.now,
      newWriteId: randomUUID,
    });
    await expect(store.readArchived(subscription, id, soon())).rejects.toThrow(LedgerUnreadable);
    await expect(store.listArchived(subscription, null, 5, soon())).rejects.toThrow(LedgerUnreadable);
  });
});
