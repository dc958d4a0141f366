import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createDynamoLedgerStore } from '../../../shared/purchases/dynamo-ledger-store.ts';
import { type LedgerStore, LedgerUnavailable, LedgerUnreadable } from '../../../shared/purchases/ledger-store.ts';
import { listen } from '../../shared/gigs/servers.ts';
import { buy, expectProblem, jerry, newKey, notable, purchaseIn, readPurchase, useApi } from './setup.ts';

const api = useApi();
const unavailable = { 'retry-after': '5' };

/** A store whose method fails from its `nth` call on, before or after it did what it does. */
function failing(method: 'read' | 'write', nth: number, when: 'before' | 'after', error: Error) {
  let calls = 0;
  return (store: LedgerStore): LedgerStore => ({
    ...store,
    async [method](...given: never[]) {
      calls += 1;
      if (calls >= nth && when === 'before') throw error;
      const answer = await (store[method] as (...all: never[]) => Promise<unknown>)(...given);
      if (calls >= nth) throw error;
      return answer;
    },
  });
}

describe('a ledger that cannot be read', () => {
  it.each([new LedgerUnavailable('down'), new LedgerUnreadable('odd')])('buys nothing: %s', async (error) => {
    const instance = api.start({ store: failing('read', 1, 'before', error) });
    const key = newKey();
    const answer = await buy(instance, { key });
    expectProblem(answer, 'service-unavailable', unavailable);
    expect(JSON.stringify(answer)).not.toMatch(/down|odd|ledger/i);
    expect(await api.upstream()).toEqual([]);
    expectProblem(await readPurchase(instance, 'pur_x'), 'service-unavailable', unavailable);
    const params = { subscription: jerry.subscription };
    expectProblem(await instance.call('listPurchases', { params }), 'service-unavailable', unavailable);
    expect((await buy(api.start(), { key })).status).toBe(201);
  });

  it('leaves everything else as it is', async () => {
    const instance = api.start({ store: failing('read', 1, 'before', new LedgerUnavailable('down')) });
    const params = { subscription: jerry.subscription };
    expect((await instance.call('listSubscriptionTopUps', { params })).status).toBe(200);
    expect((await instance.call('listSubscriptionAddons', { params })).status).toBe(200);
  });

  it('is one that nobody listens to, really', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const client = new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      maxAttempts: 2,
    });
    const store = () => createDynamoLedgerStore({ client, table: 'ledgers', now: Date.now, newWriteId: randomUUID });
    expectProblem(await buy(api.start({ store, now: Date.now })), 'service-unavailable', unavailable);
    expect(await api.upstream()).toEqual([]);
  });
});

describe('a purchase whose beginning cannot be written', () => {
  it('is not sent, and its key is free', async () => {
    const key = newKey();
    const instance = api.start({ store: failing('write', 1, 'before', new LedgerUnavailable('down')) });
    expectProblem(await buy(instance, { key }), 'service-unavailable', unavailable);
    expect(await api.posts()).toBe(0);
    expect((await buy(api.start(), { key })).status).toBe(201);
  });

  it('is not sent either where it may have been written: it is settled as not bought', async () => {
    const key = newKey();
    const instance = api.start({ store: failing('write', 1, 'after', new LedgerUnavailable('down')) });
    expectProblem(await buy(instance, { key }), 'service-unavailable', unavailable);
    const again = await buy(api.start(), { key });
    expectProblem(again, 'purchase-in-progress', { location: expect.any(String), 'retry-after': '2' });
    api.clock.advance(20_000);
    expect((await buy(api.start(), { key })).status).toBe(202);
    api.clock.advance(130_000);
    expect((await buy(api.start(), { key })).body.code).toBe('purchase-not-completed');
    expect(await api.posts()).toBe(0);
  });
});

describe('a purchase whose outcome cannot be written', () => {
  it.each([
    ['accepted', 'delay', 'succeeded'],
    ['unknown', 'resetAfter', 'succeeded'],
    ['not made', 'reset', 'failed'],
  ])('is processing, and settled later: %s', async (_what, fault, settled) => {
    const key = newKey();
    const instance = api.start({ store: failing('write', 2, 'before', new LedgerUnavailable('down')) });
    await api.sandbox.fault({ method: 'POST', path: '*', fault, delayMs: 1 });
    const answer = await buy(instance, { key });
    expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 202, is: 'processing' });
    expect(notable(answer)).toEqual({ location: expect.any(String), 'retry-after': '2' });
    api.clock.advance(20_000);
    await readPurchase(api.start(), purchaseIn(answer));
    api.clock.advance(130_000);
    expect((await readPurchase(api.start(), purchaseIn(answer))).body.status).toBe(settled);
    expect(await api.posts()).toBe(1);
  });

  it('is processing also where the ledger has become one that this version does not know', async () => {
    let writes = 0;
    const instance = api.start({
      store: (store) => ({
        ...store,
        write: async (...given) => (++writes === 1 ? store.write(...given) : false),
        read: async (...given) => {
          if (writes > 1) throw new LedgerUnreadable('newer');
          return store.read(...given);
        },
      }),
    });
    const answer = await buy(instance);
    expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 202, is: 'processing' });
    expect(await api.posts()).toBe(1);
  });
});
