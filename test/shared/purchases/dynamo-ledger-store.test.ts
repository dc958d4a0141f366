import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { createDynamoLedgerStore } from '../../../shared/purchases/dynamo-ledger-store.ts';
import { type Entry, emptyLedger, type Ledger } from '../../../shared/purchases/ledger.ts';
import { ledgerKey, pauseKey } from '../../../shared/purchases/ledger-items.ts';
import { LedgerUnavailable, LedgerUnreadable } from '../../../shared/purchases/ledger-store.ts';
import { entries, holding, minute, t0 } from './ledgers.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const soon = () => Date.now() + 5000;

let table: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  table = await startDynamoDb(0);
});
afterAll(() => table.close());

let lines = 0;

/** What a client does with a command: its name, its input, and the rest of the way to the table. */
type Carry = (command: { name: string; input: Input }, send: () => Promise<Output>) => Promise<Output>;
type Input = Readonly<Record<string, unknown>>;
interface Output {
  readonly output: Record<string, unknown>;
}

/** A store whose every command is carried by `carry`, and a subscription that nobody has used. */
function setup(carry: Carry = (_command, send) => send(), endpoint = table.url) {
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const commands: { name: string; input: Input }[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const command = { name: commandName, input: args.input as Input };
        commands.push(command);
        return (await carry(command, () => next(args) as unknown as Promise<Output>)) as never;
      },
    { step: 'initialize', name: 'carry' },
  );
  let writes = 0;
  const newWriteId = () => `write-${commands.length}-${++writes}`;
  const store = createDynamoLedgerStore({ client, table: ledgerTableName, now: Date.now, newWriteId });
  return { client, store, commands, subscription: `sub_${++lines}` };
}

const ledgerAt = (subscription: string, version: number, purchases: Record<string, Entry> = {}): Ledger => ({
  ...emptyLedger(subscription),
  version,
  purchases,
});

describe('a ledger', () => {
  it('is read as it was written, and empty before', async () => {
    const { store, subscription } = setup();
    expect(await store.read(subscription, soon())).toEqual({ ledger: emptyLedger(subscription), isPaused: false });
    const purchases = { pur_a: entries.succeeded, pur_b: entries.unknown, pur_c: entries.notPurchased };
    const stubs = { pur_d: { subscriptionAddon: null, addon: 'add_1', createdAt: t0 } };
    const ledger: Ledger = { ...ledgerAt(subscription, 1, purchases), stubs, hasArchive: true };
    expect(await store.write(ledger, soon())).toBe(true);
    expect((await store.read(subscription, soon())).ledger).toEqual(ledger);
  });

  it('is read in one request with the pause switch, consistently', async () => {
    const { store, client, commands, subscription } = setup();
    await store.read(subscription, soon());
    expect(commands).toEqual([
      {
        name: 'BatchGetItemCommand',
        input: {
          RequestItems: { [ledgerTableName]: { Keys: [ledgerKey(subscription), pauseKey], ConsistentRead: true } },
        },
      },
    ]);
    await client.send(new PutItemCommand({ TableName: ledgerTableName, Item: pauseKey }));
    expect(await store.read(subscription, soon())).toMatchObject({ isPaused: true, ledger: { version: 0 } });
  });

  it('is written over the version before its own, once', async () => {
    const { store, subscription } = setup();
    const write = (version: number) => store.write(ledgerAt(subscription, version), soon());
    expect(await write(2)).toBe(false);
    expect(await Promise.all([write(1), write(1), write(1)])).toEqual(expect.arrayContaining([true, false, false]));
    expect(await write(1)).toBe(false);
    expect(await Promise.all([write(2), write(2)])).toEqual(expect.arrayContaining([true, false]));
    expect(await write(4)).toBe(false);
    expect((await store.read(subscription, soon())).ledger.version).toBe(2);
  });

  it.each(['{"schemaVersion":2}', '{}', 'no JSON', undefined])('of another version is refused: %s', async (text) => {
    const { store, client, subscription } = setup();
    const written = { ...ledgerAt(subscription, 1), schemaVersion: 2 };
    const S = text === '{"schemaVersion":2}' ? JSON.stringify(written) : text;
    const Item = { ...ledgerKey(subscription), version: { N: '1' }, ...(S && { ledger: { S } }) };
    await client.send(new PutItemCommand({ TableName: ledgerTableName, Item }));
    await expect(store.read(subscription, soon())).rejects.toThrow(LedgerUnreadable);
  });

  it('is in the index while something is due', async () => {
    const { store, client, subscription } = setup();
    const item = async () => {
      const command = new GetItemCommand({ TableName: ledgerTableName, Key: ledgerKey(subscription) });
      return (await client.send(command)).Item;
    };
    await store.write(ledgerAt(subscription, 1, { pur_a: entries.unknown }), soon());
    expect(await item()).toMatchObject({ duePartition: { S: 'due' }, dueAt: { N: String(entries.unknown.dueAt) } });
    await store.write(ledgerAt(subscription, 2, { pur_a: entries.succeeded }), soon());
    expect(await item()).not.toHaveProperty('duePartition');
  });
});

describe('a write of which no answer comes', () => {
  it('was made, if its id is there', async () => {
    const { store, subscription } = setup(async ({ name }, send) => {
      const answer = await send();
      if (name === 'PutItemCommand') throw new Error('socket hang up');
      return answer;
    });
    expect(await store.write(ledgerAt(subscription, 1), soon())).toBe(true);
  });

  it('was made, if it failed only when it was repeated', async () => {
    const { store, subscription } = setup(async ({ name }, send) => {
      if (name === 'PutItemCommand') await send();
      return send();
    });
    expect(await store.write(ledgerAt(subscription, 1), soon())).toBe(true);
  });

  it('was not made, if it is not', async () => {
    const { store, subscription } = setup(async ({ name }, send) => {
      if (name === 'PutItemCommand') throw new Error('connect ECONNREFUSED');
      return send();
    });
    await expect(store.write(ledgerAt(subscription, 1), soon())).rejects.toThrow(LedgerUnavailable);
    expect((await store.read(subscription, soon())).ledger.version).toBe(0);
  });

  it('is looked into consistently', async () => {
    const { store, commands, subscription } = setup();
    await store.write(ledgerAt(subscription, 1), soon());
    await store.write(ledgerAt(subscription, 1), soon());
    expect(commands.at(-1)).toMatchObject({
      name: 'GetItemCommand',
      input: { Key: ledgerKey(subscription), ConsistentRead: true },
    });
  });
});

describe('what has no answer in time, or only half of one', () => {
  it('is unavailable: the table', async () => {
    const server = createServer(() => {}).listen(0);
    onTestFinished(() => void server.closeAllConnections());
    onTestFinished(() => void server.close());
    const { store } = setup(undefined, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const startedAt = Date.now();
    await expect(store.read('sub_1', startedAt + 100)).rejects.toThrow(LedgerUnavailable);
    await expect(store.write(ledgerAt('sub_1', 1), Date.now() + 100)).rejects.toThrow(LedgerUnavailable);
    await expect(
      store
        .listDue(t0, Date.now() + 100)
        [Symbol.asyncIterator]()
        .next(),
    ).rejects.toThrow(LedgerUnavailable);
    expect(Date.now() - startedAt).toBeLessThan(3000);
  });

  const half: Carry = async ({ name, input }, send) => {
    const answer = await send();
    const { RequestItems } = input as { RequestItems?: object };
    const rest =
      name === 'BatchGetItemCommand' ? { UnprocessedKeys: RequestItems } : { UnprocessedItems: RequestItems };
    return { ...answer, output: { ...answer.output, ...rest } };
  };

  it('is unavailable: a ledger', async () => {
    const { store, subscription } = setup(half);
    await expect(store.read(subscription, soon())).rejects.toThrow(LedgerUnavailable);
  });

  it('is unavailable: a copy to the archive', async () => {
    const { store, subscription } = setup(half);
    await expect(store.archive(subscription, [['pur_a', entries.refused]], soon())).rejects.toThrow(LedgerUnavailable);
  });
});

describe('the archive', () => {
  const many = Array.from({ length: 60 }, (_, index): [string, Entry] => {
    const entry = { ...entries.succeeded, ...holding(`sad_${index}`, 'answer') };
    return [`pur_${String(index).padStart(2, '0')}`, { ...entry, createdAt: t0 + Math.floor(index / 2) * minute }];
  });

  it('gives back what was put into it', async () => {
    const { store, subscription } = setup();
    await store.archive(subscription, many, soon());
    expect(await store.readArchived(subscription, 'pur_07', soon())).toEqual(many[7]?.[1]);
    expect(await store.readArchived(subscription, 'pur_none', soon())).toBeUndefined();
    expect(await store.readArchived('sub_other', 'pur_07', soon())).toBeUndefined();
    // A copy that is made again replaces the first.
    await store.archive(subscription, many.slice(0, 1), soon());
    expect(await store.listArchived(subscription, null, 100, soon())).toHaveLength(60);
  });

  it('lists page by page, newest first, each once, consistently, and no ledger', async () => {
    const { store, commands, subscription } = setup();
    await store.write(ledgerAt(subscription, 1, { pur_x: entries.succeeded }), soon());
    await store.archive(subscription, many, soon());
    const seen: string[] = [];
    let before: { createdAt: number; purchase: string } | null = null;
    for (;;) {
      const page = await store.listArchived(subscription, before, 7, soon());
      expect(page.length).toBeLessThanOrEqual(7);
      seen.push(...page.map(({ purchase }) => purchase));
      const last = page.at(-1);
      if (!last) break;
      before = { createdAt: last.entry.createdAt, purchase: last.purchase };
    }
    expect(seen).toEqual(many.map(([purchase]) => purchase).reverse());
    for (const { name, input } of commands) if (name === 'QueryCommand') expect(input['ConsistentRead']).toBe(true);
  });

  it('refuses what it does not understand', async () => {
    const { store, client, subscription } = setup();
    const Item = { ...ledgerKey(subscription), sk: { S: 'pur_a' }, entry: { S: '{}' } };
    await client.send(new PutItemCommand({ TableName: ledgerTableName, Item }));
    await expect(store.readArchived(subscription, 'pur_a', soon())).rejects.toThrow(LedgerUnreadable);
  });
});

describe('what is due', () => {
  it('is listed to its end, the longest waiting first, and nothing that is not due', async () => {
    const { store } = setup();
    const first = t0 + 365 * 24 * 60 * minute;
    const ledgers = Array.from({ length: 130 }, (_, index) =>
      ledgerAt(`sub_due_${index}`, 1, { pur_a: { ...entries.unknown, dueAt: first + ((index * 37) % 130) } }),
    );
    await Promise.all(ledgers.map((ledger) => store.write(ledger, soon())));
    const due: number[] = [];
    for await (const { subscription, dueAt } of store.listDue(first + 119, soon())) {
      if (subscription.startsWith('sub_due_')) due.push(dueAt - first);
    }
    expect(due).toEqual(Array.from({ length: 120 }, (_, index) => index));
  });
});
