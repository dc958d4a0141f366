import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { createDynamoLedgerStore } from '../../../shared/purchases/dynamo-ledger-store.ts';
import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import { dayMs } from '../../../shared/purchases/rules.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { type Instance, startRig } from '../../rig/rig.ts';
import { settledKey, settledLedger } from '../../rig/settled-ledger.ts';
import { TableProxy } from '../../rig/table-proxy.ts';

const addon = seedAddons.oneGigabyte;
const price = { amount: 999, currency: 'USD' };
const line = { user: seedUsers.jerry, subscription: seedSubscriptions.jerry };
const params = { subscription: line.subscription };

const operationNames = [
  'buy',
  'buy with the same key',
  'buy with the newest settled key',
  'read',
  'list the newest',
] as const;
type OperationName = (typeof operationNames)[number];

type Cost = Readonly<Record<OperationName, { readonly requests: readonly string[]; readonly kilobytes: number }>>;

/** What each operation asks of the table, for a line with so many purchases. */
async function costWith(count: number): Promise<Cost> {
  await using rig = await startRig();
  const dynamoDb = await startDynamoDb(0);
  await using proxy = await TableProxy.start(dynamoDb.url);
  const client = new DynamoDBClient({
    endpoint: proxy.url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const store = createDynamoLedgerStore({ client, table: ledgerTableName, now: Date.now, newWriteId: randomUUID });
  const instance = rig.start({ store: () => store });

  // The newest 60 as a busy line leaves them, which the settlement then sees to.
  const all = settledLedger({ ...line, addon, count, newestAt: Date.now() - 2 * dayMs, betweenMs: 3_600_000 });
  const entries = Object.entries(all.purchases);
  const old = entries.slice(0, -60);
  for (let from = 0; from < old.length; from += 1000) {
    const parts = Array.from({ length: 8 }, (_, part) => old.slice(from + part * 125, from + (part + 1) * 125));
    await Promise.all(parts.map((part) => store.archive(line.subscription, part, Date.now() + 60_000)));
  }
  const purchases = Object.fromEntries(entries.slice(-60));
  await store.write({ ...all, version: 1, purchases, hasArchive: old.length > 0 }, Date.now() + 10_000);
  await settleDue(instance.purchases, Date.now() + 60_000, () => {});

  const cost = await costOf(instance, proxy, count);
  client.destroy();
  await dynamoDb.close();
  return cost;
}

async function costOf(instance: Instance, proxy: TableProxy, count: number): Promise<Cost> {
  const buy = (key: string) =>
    instance.call('buyTopUp', { params, headers: { 'idempotency-key': key }, body: { addon, price } });
  const read = (key: string) =>
    instance.call('getPurchase', { params: { ...params, purchase: purchaseIdOf(line.user, line.subscription, key) } });
  const operations: Record<OperationName, () => Promise<{ status: number }>> = {
    buy: () => buy('a-new-key-0123456789'),
    'buy with the same key': () => buy('a-new-key-0123456789'),
    'buy with the newest settled key': () => buy(settledKey(count - 1)),
    read: () => read(settledKey(count - 1)),
    'list the newest': () => instance.call('listPurchases', { params, query: 'limit=20' }),
  };
  async function measure(name: OperationName): Promise<Cost[OperationName]> {
    proxy.forget();
    const { status } = await operations[name]();
    expect(status, name).toBeLessThan(300);
    const bytes = proxy.seen.reduce((sum, { bytesSent, bytesReceived }) => sum + bytesSent + bytesReceived, 0);
    return { requests: proxy.operations(), kilobytes: bytes / 1024 };
  }
  return {
    buy: await measure('buy'),
    'buy with the same key': await measure('buy with the same key'),
    'buy with the newest settled key': await measure('buy with the newest settled key'),
    read: await measure('read'),
    'list the newest': await measure('list the newest'),
  };
}

describe('given a line with 10,000 purchases', () => {
  let ten: Cost;
  let sixty: Cost;
  let many: Cost;
  beforeAll(async () => {
    [ten, sixty, many] = [await costWith(10), await costWith(60), await costWith(10_000)];
    for (const [purchases, cost] of Object.entries({ 10: ten, 60: sixty, 10000: many })) {
      const figures = Object.entries(cost).map(([name, { requests, kilobytes }]) => {
        return `${name}: ${requests.length} requests, ${kilobytes.toFixed(1)} KB`;
      });
      console.log(`a line with ${purchases} purchases: ${figures.join('; ')}`);
    }
  }, 120_000);

  it.each(operationNames)('%s asks the table for what it asks with 60', (name) => {
    expect(many[name].requests).toEqual(sixty[name].requests);
  });

  it.each(operationNames)('%s asks for no more than one look into the archive beyond what it asks with 10', (name) => {
    const inArchive = name === 'list the newest' ? 'Query' : 'GetItem';
    expect(many[name].requests.filter((request) => request !== inArchive)).toEqual(ten[name].requests);
    expect(many[name].requests.length).toBeLessThanOrEqual(ten[name].requests.length + 1);
  });

  it.each(operationNames)('%s moves as much as with 60, but for a page of the archive', (name) => {
    const pageKilobytes = name === 'list the newest' ? 32 : 0;
    expect(many[name].kilobytes).toBeLessThan(sixty[name].kilobytes * 1.02 + pageKilobytes);
  });

  it('its ledger item stays small, whatever was ever bought', () => {
    expect(many.read.kilobytes).toBeLessThan(80);
  });
});
