import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kramerTopUpId, seedAddons, seedPlans, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames } from '../../shared/contract/operations.ts';
import type { DeployedFunction } from '../lambda-runtime/deployed-function.ts';
import type { Asked } from '../rig/event.ts';
import { type Assembly, synthesizeByCommand } from './assembly.ts';
import { call, startWorld } from './deployed.ts';

// Processes are started here by the dozen, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let assembly: Assembly;

beforeAll(async () => {
  assembly = await synthesizeByCommand('test');
}, 120_000);

afterAll(() => assembly[Symbol.asyncDispose]());

const subscription = seedSubscriptions.jerry;
const price = { amount: 999, currency: 'USD' };

function buy(key: string, body: object = { addon: seedAddons.oneGigabyte, price }, line: string = subscription): Asked {
  return { params: { subscription: line }, headers: { 'idempotency-key': key }, body };
}

describe('the asset that would be deployed', () => {
  it('is the bundle, and neither its source maps nor any package', async () => {
    for (const { folder } of [assembly.api, assembly.settlement]) {
      const files = await readdir(folder, { recursive: true });
      expect(files.filter((file) => !/^(index\.mjs|chunks|chunks\/[\w.-]+\.mjs)$/.test(file))).toEqual([]);
      expect(files).toContain('index.mjs');
    }
  });

  it('serves every operation of the contract, cold and warm, with the permissions that it has', async () => {
    await using world = await startWorld();
    await using api = world.start('api', assembly.api);
    const answered: Partial<Record<OperationName, number>> = {};
    async function expectAnswer(operation: OperationName, asked: Asked, status: number) {
      const answer = await call(api, operation, asked);
      answered[operation] = answer.status;
      expect([operation, answer.status, answer.body]).toEqual([operation, status, expect.anything()]);
      return answer.body;
    }

    await expectAnswer('getHealth', { claims: null }, 200);
    await expectAnswer('getOpenApi', { claims: null }, 200);
    await expectAnswer('getProblem', { params: { code: 'price-changed' }, claims: null }, 200);
    await expectAnswer('getProject', {}, 200);
    await expectAnswer('listSubscriptions', {}, 200);
    await expectAnswer('listPlanTopUps', { params: { plan: seedPlans.jerry } }, 200);
    await expectAnswer('listSubscriptionTopUps', { params: { subscription } }, 200);
    const purchase = await expectAnswer('buyTopUp', buy('a-key-of-one-purchase'), 201);
    const replay = await call(api, 'buyTopUp', buy('a-key-of-one-purchase'));
    expect([replay.status, replay.headers['idempotent-replayed'], replay.body]).toEqual([201, 'true', purchase]);
    await expectAnswer('getPurchase', { params: { subscription, purchase: purchase.id } }, 200);
    await expectAnswer('listPurchases', { params: { subscription } }, 200);
    await expectAnswer('listSubscriptionAddons', { params: { subscription } }, 200);
    const params = { subscription, subscriptionAddon: purchase.subscriptionAddon.id };
    await expect.poll(async () => (await call(api, 'getSubscriptionAddon', { params })).body.status).toBe('active');
    await expectAnswer('getSubscriptionAddon', { params }, 200);
    await expectAnswer('endSubscriptionAddon', { params }, 200);

    expect(Object.keys(answered).sort()).toEqual([...operationNames].sort());
    expect(api.coldStarts()).toBe(1);
    expect(assembly.api.actions).toEqual(expect.arrayContaining([...world.actions]));
  });

  it('settles every minute, cold and warm, with the permissions that it has', async () => {
    await using world = await startWorld();
    await using settlement = world.start('settlement', assembly.settlement);
    await settlement.invoke({ source: 'aws.events' });
    await settlement.invoke({ source: 'aws.events' });
    expect(settlement.coldStarts()).toBe(1);
    expect(settlement.lines.filter((line) => line.includes('"SettlementRun":1'))).toHaveLength(2);
    expect(assembly.settlement.actions).toEqual(expect.arrayContaining([...world.actions]));
  });

  it('is killed at its time limit, and what it had sent is settled by the other function, once', async () => {
    await using world = await startWorld();
    const settings = { TAKEOVER_GRACE_SECONDS: '1', SETTLE_AFTER_SECONDS: '1', GIGS_POST_TIMEOUT_MS: '3000' };
    await using api = world.start('api', assembly.api, { settings, timeoutMs: 7000 });
    await using settlement = world.start('settlement', assembly.settlement, { settings });
    const before = (await world.sandbox.subscriptionAddons()).length;
    await world.sandbox.fault({ method: 'POST', path: '**/subscriptionAddons', fault: 'hangAfter' });

    const cut = expect(call(api, 'buyTopUp', buy('a-key-that-is-cut-off'))).rejects.toMatchObject({
      code: 'timed-out',
    });
    const made = async () => (await world.sandbox.subscriptionAddons()).length - before;
    await expect.poll(made, { timeout: 4000, interval: 20 }).toBe(1);
    api.freeze();
    await cut;

    await settlement.invoke({ source: 'aws.events' });
    const again = await call(api, 'buyTopUp', buy('a-key-that-is-cut-off'));
    expect([again.status, again.body.status, again.headers['idempotent-replayed']]).toEqual([201, 'succeeded', 'true']);
    expect(await made()).toBe(1);
    expect(api.coldStarts()).toBe(2);
  });
});

describe('the Gigs key', () => {
  it.each([
    ['the secret does not exist', null],
    ['the secret has no value', ''],
  ])('is not set where %s: buying says so, sends nothing, and an alarm hears of it', async (_name, secret) => {
    await using world = await startWorld(secret);
    await using api = world.start('api', assembly.api);
    await using settlement = world.start('settlement', assembly.settlement);
    const refused = await call(api, 'buyTopUp', buy('a-key-before-the-key'));
    expect([refused.status, refused.body.code, refused.body.retryable]).toEqual([503, 'service-unavailable', true]);
    expect(refused.headers['retry-after']).toMatch(/^\d+$/);
    expect(await world.sandbox.requests()).toEqual([]);
    await settlement.invoke({});
    expect(settlement.lines.join('\n')).toContain('"GigsKeyUnavailable":1');
  });

  it('is used as soon as it is set, without a new start; the same Idempotency-Key then buys', async () => {
    await using world = await startWorld('');
    await using api = world.start('api', assembly.api);
    expect((await call(api, 'buyTopUp', buy('a-key-before-the-key'))).status).toBe(503);
    await world.setSecret('{"key":"gpk_sandbox","expiresAt":"2099-01-01T00:00:00Z"}');
    const bought = async () => (await call(api, 'buyTopUp', buy('a-key-before-the-key'))).status;
    await expect.poll(bought, { timeout: 5000, interval: 200 }).toBe(201);
    expect(api.coldStarts()).toBe(1);
  });

  it('is rotated under load without a deploy: no purchase fails, none is made twice', async () => {
    await using world = await startWorld('gpk_first');
    await world.setKeys(['gpk_first']);
    const settings = { PURCHASE_LIMIT_PER_DAY: '1000', USER_REQUESTS_PER_MINUTE: '0' };
    await using api = world.start('api', assembly.api, { settings, concurrency: 3 });
    const before = (await world.sandbox.subscriptionAddons()).length;
    const buyers = lines.map((line) => buyer(api, line));

    await Promise.all(buyers.map((each) => each.buy(5)));
    // The careful way: both keys are good for a while.
    await world.setKeys(['gpk_first', 'gpk_second']);
    await Promise.all([world.setSecret('gpk_second'), ...buyers.map((each) => each.buy(5))]);
    // The other way: the key in use is revoked at once.
    const underLoad = Promise.all(buyers.map((each) => each.buy(15)));
    await world.setSecret('gpk_third');
    await world.setKeys(['gpk_third']);
    await underLoad;

    const bought = buyers.flatMap(({ purchases }) => purchases);
    expect(bought).toHaveLength(lines.length * 25);
    expect(new Set(bought).size).toBe(bought.length);
    expect((await world.sandbox.subscriptionAddons()).length - before).toBe(bought.length);
    for (const { user, subscription: line } of lines) {
      const { body } = await call(api, 'listPurchases', { user, params: { subscription: line }, query: 'limit=100' });
      expect(body.items.filter(({ status }: { status: string }) => status !== 'succeeded')).toEqual([]);
    }
    expect(api.lines.join('\n')).not.toContain('gpk_');
    expect(buyers.flatMap(({ refusals }) => refusals).filter((code) => !mayBeRefused.has(code))).toEqual([]);
  });
});

const mayBeRefused = new Set(['gigs-unavailable', 'service-unavailable']);

const lines = [
  { user: 'jerry', subscription: seedSubscriptions.jerry, addon: seedAddons.oneGigabyte, price },
  { user: 'elaine', subscription: seedSubscriptions.elaine, addon: seedAddons.elaineSmall, price: null },
  { user: 'kramer', subscription: seedSubscriptions.kramer, addon: kramerTopUpId(1), price: null },
] as const;

/** Buys one after another, each with a key of its own that is tried again after a 503 and nothing else. */
function buyer(api: DeployedFunction, { user, subscription: line, addon }: (typeof lines)[number]) {
  const purchases: string[] = [];
  const refusals: string[] = [];
  let count = 0;

  async function shownPrice() {
    const { body } = await call(api, 'listSubscriptionTopUps', { user, params: { subscription: line } });
    return body.items.find(({ id }: { id: string }) => id === addon).price;
  }

  async function buyOne(key: string, body: object): Promise<string> {
    for (let tries = 0; tries < 50; tries++) {
      const answer = await call(api, 'buyTopUp', { ...buy(key, body, line), user });
      if (answer.status === 201) return answer.body.id;
      refusals.push(answer.body.code);
      if (answer.status !== 503) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`${key} could not buy: ${refusals.join(', ')}`);
  }

  return {
    purchases,
    refusals,
    async buy(times: number) {
      const body = { addon, price: await shownPrice(), allowRepeat: true };
      for (let n = 0; n < times; n++) purchases.push(await buyOne(`key-of-${user}-number-${count++}`, body));
    },
  };
}
