import { describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { LedgerUnavailable } from '../../../shared/purchases/ledger-store.ts';
import type { Answered, Instance } from '../../rig/rig.ts';
import {
  buy,
  expectProblem,
  jerry,
  newKey,
  notable,
  oneGigabyte,
  purchaseIn,
  readPurchase,
  smsPack,
  useApi,
} from './setup.ts';

const api = useApi();
const post = { method: 'POST', path: '*/subscriptionAddons' };
const get = { method: 'GET', fault: 'status' };

describe('the same request again', () => {
  it('is answered as the first time, in the present state, and says that it is a replay', async () => {
    const key = newKey();
    const first = await buy(api.start(), { key });
    const before = (await api.upstream()).length;
    const again = await buy(api.start(), { key });
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body });
    expect(notable(again)).toEqual({ ...notable(first), 'idempotent-replayed': 'true' });
    expect((await api.upstream()).length).toBe(before);
  });

  it('is the same with a quoted key, other white space, other order, other permission to repeat', async () => {
    const instance = api.start();
    const key = newKey();
    const first = await buy(instance, { key });
    const same = [
      { key: `"${key}"` },
      { key, body: '{ "price":{"currency" : "USD","amount":\n9.99e2},\t"addon":"add_0SNlurA049MEWV4VxLfwJc7PJtHc" }' },
      { key, body: { ...oneGigabyte, allowRepeat: true } },
      { key, body: { ...oneGigabyte, allowRepeat: false } },
    ];
    for (const wish of same) {
      const again = await buy(instance, wish);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
    expect(await api.posts()).toBe(1);
  });

  it('shows a purchase of yesterday, which no limit or window knows any more', async () => {
    const instance = api.start();
    const key = newKey();
    const first = await buy(instance, { key });
    api.clock.advance(25 * 3_600_000);
    expect((await buy(instance, { key })).body).toEqual(first.body);
    expect(await api.posts()).toBe(1);
  });
});

describe('another body with the same key', () => {
  it.each([
    ['another add-on', smsPack],
    ['another amount', { ...oneGigabyte, price: { amount: 1000, currency: 'USD' } }],
    ['another currency', { ...oneGigabyte, price: { amount: 999, currency: 'EUR' } }],
  ])('is refused, and changes nothing: %s', async (_what, body) => {
    const instance = api.start();
    const key = newKey();
    const first = await buy(instance, { key });
    const before = (await api.upstream()).length;
    const answer = await buy(instance, { key, body });
    expectProblem(answer, 'idempotency-key-reused');
    expect(answer.body).not.toHaveProperty('purchase');
    expect((await api.upstream()).length).toBe(before);
    expect((await buy(instance, { key })).body).toEqual(first.body);
  });
});

describe('a key', () => {
  it('belongs to its user: another one on the same line makes another purchase', async () => {
    const instance = api.start({ settings: { REPEAT_WINDOW_SECONDS: '0' } });
    const key = newKey();
    const first = await buy(instance, { key });
    const body = {
      id: jerry.subscription,
      status: 'active',
      user: { id: seedUsers.elaine },
      plan: { id: jerry.plan, name: '' },
    };
    await api.sandbox.fault({ ...get, path: `*/${jerry.subscription}`, status: 200, body });
    const other = await buy(instance, { key, user: 'elaine', body: smsPack });
    // Gigs says that the object is Jerry's, so a person must look: but it is a purchase of its own.
    expect(other.status).toBe(202);
    expect(other.body.id).not.toBe(first.body.id);
    expect(await api.posts()).toBe(2);
  });

  it('of somebody else is nothing to those who are not on the line', async () => {
    const instance = api.start();
    const key = newKey();
    await buy(instance, { key });
    expectProblem(await buy(instance, { key, user: 'elaine' }), 'subscription-not-found');
  });

  it('belongs to its subscription', async () => {
    const instance = api.start();
    const key = newKey();
    const price = { amount: 899, currency: 'USD' };
    const body = { addon: 'add_0SNlurA049MEWVr1gzGvuqH4CIi3', price };
    const elaine = { key, user: 'elaine', body } as const;
    expect((await buy(instance, { ...elaine, subscription: seedSubscriptions.elaine })).status).toBe(201);
    expectProblem(
      await buy(instance, { ...elaine, subscription: seedSubscriptions.elainePending }),
      'subscription-not-active',
    );
  });
});

describe('while the first request is still running', () => {
  async function running<Result>(instance: Instance, key: string, meanwhile: () => Promise<Result>) {
    await api.sandbox.fault({ ...post, fault: 'delay', delayMs: 150 });
    const first = buy(instance, { key });
    while ((await api.posts()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const result = await meanwhile();
    return { first: await first, result };
  }

  it('the same request is told to wait, and where to look', async () => {
    const instance = api.start();
    const key = newKey();
    const { first, result } = await running(instance, key, () => buy(api.start(), { key }));
    const location = `/v1/subscriptions/${jerry.subscription}/purchases/${first.body.id}`;
    expectProblem(result, 'purchase-in-progress', { location, 'retry-after': '2' });
    expect((await buy(instance, { key })).headers['idempotent-replayed']).toBe('true');
    expect(await api.posts()).toBe(1);
  });

  it('another body with its key is refused, and another key for its add-on too', async () => {
    const instance = api.start();
    const key = newKey();
    const { first, result } = await running(instance, key, async () => [
      await buy(instance, { key, body: smsPack }),
      await buy(instance),
    ]);
    const [reused, unresolved] = result as [Answered, Answered];
    expectProblem(reused, 'idempotency-key-reused');
    expectProblem(unresolved, 'purchase-unresolved', {
      location: first.headers['location'],
      'retry-after': expect.stringMatching(/^1[5-7]$/),
    });
  });

  it('a GET shows it as processing', async () => {
    const instance = api.start();
    const key = newKey();
    const { first, result } = await running(instance, key, async () => {
      const inProgress = await buy(instance, { key });
      return readPurchase(instance, purchaseIn(inProgress));
    });
    expect(result.body).toMatchObject({ id: first.body.id, status: 'processing', subscriptionAddon: null });
    expect(notable(result)).toEqual({ 'retry-after': '2' });
    expect(first.status).toBe(201);
  });
});

describe('after the first worker died between sending and recording', () => {
  it('the key waits until it cannot be alive any more, then finds what was bought', async () => {
    let isDead = false;
    const dying = api.start({
      store: (store) => ({
        ...store,
        async write(ledger, answerBy) {
          if (isDead) throw new LedgerUnavailable('dead');
          isDead = true;
          return store.write(ledger, answerBy);
        },
      }),
    });
    const key = newKey();
    const first = await buy(dying, { key });
    expect({ status: first.status, is: first.body.status }).toEqual({ status: 202, is: 'processing' });

    const alive = api.start();
    const location = first.headers['location'];
    expectProblem(await buy(alive, { key }), 'purchase-in-progress', { location, 'retry-after': '2' });
    api.clock.advance(17_000);
    const settled = await buy(alive, { key });
    expect({ status: settled.status, is: settled.body.status }).toEqual({ status: 201, is: 'succeeded' });
    expect(await api.posts()).toBe(1);
    expect(await api.bought()).toBe(1);
  });
});

describe('whatever else is true', () => {
  type Known = { key: string; purchase: string; status: number; code?: string };
  const limited = { settings: { PURCHASE_LIMIT_PER_DAY: '1' } };

  const outcomes: Record<string, (key: string) => Promise<Known>> = {
    async succeeded(key) {
      const answer = await buy(api.start(), { key });
      return { key, purchase: purchaseIn(answer), status: 201 };
    },
    async declined(key) {
      await api.sandbox.fault({ ...post, fault: 'status', status: 402 });
      const answer = await buy(api.start(), { key });
      return { key, purchase: purchaseIn(answer), status: 402, code: 'payment-declined' };
    },
    async refused(key) {
      await api.sandbox.fault({ ...post, fault: 'status', status: 422 });
      const answer = await buy(api.start(), { key });
      return { key, purchase: purchaseIn(answer), status: 422, code: 'purchase-refused' };
    },
    async unknown(key) {
      await api.sandbox.fault({ ...post, fault: 'reset' });
      const answer = await buy(api.start(), { key });
      return { key, purchase: purchaseIn(answer), status: 202 };
    },
    async notCompleted(key) {
      await api.sandbox.fault({ ...post, fault: 'reset' });
      const answer = await buy(api.start(), { key });
      await buy(api.start(), { key });
      api.clock.advance(130_000);
      await buy(api.start(), { key });
      return { key, purchase: purchaseIn(answer), status: 502, code: 'purchase-not-completed' };
    },
  };

  const disturbances: Record<string, () => Promise<void>> = {
    'buying is paused': () => api.pause(),
    'Gigs is down': () => api.sandbox.fault({ ...get, path: '*', status: 503, times: 1000 }),
    'the line is gone': () => api.sandbox.fault({ ...get, path: '*/subscriptions/*', status: 404, times: 1000 }),
    'the add-on is gone': () => api.sandbox.fault({ ...get, path: '*/addons/*', status: 404, times: 1000 }),
    'Gigs refuses the service': () => api.sandbox.fault({ ...get, path: '*', status: 401, times: 1000 }),
    'the add-on costs more by now': async () => {
      const price = { amount: 1, currency: 'USD' };
      const body = { id: oneGigabyte.addon, name: '', status: 'available', type: 'topUp', plans: [jerry.plan], price };
      await api.sandbox.fault({ ...get, path: '*/addons/*', status: 200, body, times: 1000 });
    },
    'the limit is used up': async () => {},
  };

  const cases = Object.keys(outcomes).flatMap((outcome) =>
    Object.keys(disturbances).map((what) => ({ outcome, what })),
  );

  it.each(cases)('a known key is answered from the ledger: $outcome, $what', async ({ outcome, what }) => {
    const known = await outcomes[outcome]?.(newKey());
    if (!known) throw new Error(outcome);
    const posts = await api.posts();
    await disturbances[what]?.();
    const answer = await buy(api.start(limited), { key: known.key });
    expect({ status: answer.status, purchase: purchaseIn(answer) }).toEqual({
      status: known.status,
      purchase: known.purchase,
    });
    if (known.code) expect(answer.body).toMatchObject({ code: known.code, purchase: known.purchase });
    expect(answer.headers['idempotent-replayed']).toBe(known.status === 202 ? undefined : 'true');
    expectProblem(await buy(api.start(limited), { key: known.key, body: smsPack }), 'idempotency-key-reused');
    expect(await api.posts()).toBe(posts);
  });
});
