import { describe, expect, it, onTestFinished } from 'vitest';
import type { IdempotencyMode } from '../../../local/gigs-sandbox/api/idempotency.ts';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { linesOf, metricsIn } from '../../rig/embedded-metrics.ts';
import { startRig } from '../../rig/rig.ts';

const subscription = seedSubscriptions.jerry;
const path = '/projects/gigs/subscriptionAddons';
const post = { method: 'POST', path: '*/subscriptionAddons' };

/** The service with or without Gigs' key, over a Gigs that knows, ignores or refuses it. */
async function shop(setting: 'on' | 'off', idempotencyKeys: IdempotencyMode) {
  const rig = await startRig({ idempotencyKeys });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  let ahead = 0;
  const instance = rig.start({
    now: () => Date.now() + ahead,
    settings: { GIGS_IDEMPOTENCY_KEYS: setting, GIGS_POST_TIMEOUT_MS: '300', REPEAT_WINDOW_SECONDS: '0' },
  });
  const before = (await rig.sandbox.subscriptionAddons()).length;
  return {
    ...rig,
    instance,
    buy: (key = 'key-of-a-purchase-1') =>
      instance.call('buyTopUp', {
        params: { subscription },
        headers: { 'idempotency-key': key },
        body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
      }),
    read: (purchase: string) => instance.call('getPurchase', { params: { subscription, purchase } }),
    count: async () => (await rig.sandbox.subscriptionAddons()).length - before,
    posts: async () => (await rig.sandbox.requests()).filter(({ method }) => method === 'POST').length,
    async settleAfter(seconds: number) {
      ahead += seconds * 1000;
      await settleDue(instance.purchases, instance.purchases.now() + 10_000, (error) => expect.fail(error.name));
    },
  };
}

/** The same request once more past the service, with this key. */
async function postPast(gigsUrl: string, key: string) {
  const response = await fetch(`${gigsUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${seedApiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ addon: seedAddons.oneGigabyte, subscription }),
  });
  return (await response.json()) as { id: string };
}

const worlds: ['on' | 'off', IdempotencyMode][] = [
  ['off', 'known'],
  ['off', 'ignored'],
  ['off', 'refused'],
  ['on', 'known'],
  ['on', 'ignored'],
];

describe.each(worlds)('with the key switched %s, at a Gigs where it is %s', (setting, mode) => {
  it('buys once, however often it is asked', async () => {
    const { buy, count, posts } = await shop(setting, mode);
    const first = await buy();
    const again = await buy();
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(await count()).toBe(1);
    expect(await posts()).toBe(1);
  });

  it.each(['resetAfter', 'hangAfter', 'truncate'])(
    'settles a lost answer (%s) by looking, and never sends again',
    async (fault) => {
      const { buy, read, count, posts, sandbox, settleAfter } = await shop(setting, mode);
      await sandbox.fault({ ...post, fault });
      const first = await buy();
      expect([first.status, first.body.status]).toEqual([202, 'processing']);
      await settleAfter(20);
      expect((await read(first.body.id)).body.status).toBe('succeeded');
      expect((await buy()).status).toBe(201);
      expect(await count()).toBe(1);
      expect(await posts()).toBe(1);
    },
  );
});

describe('with the key switched on', () => {
  it("sends the purchase's id, so that a copy of the request does nothing", async () => {
    const { buy, count, gigsUrl } = await shop('on', 'known');
    const { body } = await buy();
    expect(body.id).toMatch(/^pur_/);
    expect((await postPast(gigsUrl, body.id)).id).toBe(body.subscriptionAddon.id);
    expect(await count()).toBe(1);
  });

  it('takes a conflict for unknown: a copy may be carried out right now', async () => {
    const { buy, read, count, sandbox, settleAfter } = await shop('on', 'known');
    await sandbox.fault({ ...post, fault: 'statusAfter', status: 409 });
    const { status, body } = await buy();
    expect([status, body.status]).toEqual([202, 'processing']);
    await settleAfter(20);
    expect((await read(body.id)).body.status).toBe('succeeded');
    expect(await count()).toBe(1);
  });

  it('tells the app the truth, and the operator at once, where the project is not approved for it', async () => {
    const { buy, read, count, instance } = await shop('on', 'refused');
    const refused = await buy();
    expect([refused.status, refused.body.code, refused.body.retryable]).toEqual([422, 'purchase-refused', false]);
    expect((await read(refused.body.purchase)).body).toMatchObject({
      status: 'failed',
      failure: { code: 'purchase-refused' },
    });
    const again = await buy();
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([422, 'true']);
    expect((await buy('key-of-a-purchase-2')).body.code).toBe('purchase-refused');
    expect(await count()).toBe(0);
    expect(linesOf(instance.log, 'gigs-refused-service')).toMatchObject([
      { level: 'error', operation: 'createSubscriptionAddon', status: 400 },
      { status: 400 },
    ]);
    expect(metricsIn(instance.log).filter((values) => values['GigsRefusedService'] === 1)).toHaveLength(2);
  });
});

describe('with the key switched off', () => {
  it('takes a conflict for a refusal', async () => {
    const { buy, count, sandbox } = await shop('off', 'known');
    await sandbox.fault({ ...post, fault: 'status', status: 409 });
    expect(await buy()).toMatchObject({ status: 422, body: { code: 'purchase-refused' } });
    expect(await count()).toBe(0);
  });
});
