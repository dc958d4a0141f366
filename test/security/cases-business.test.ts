import { beforeAll, describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { operationNames, operations } from '../../shared/contract/operations.ts';
import type { Door } from './door.ts';
import { buy, elaineSmall, gist, newKey, oneGigabyte, smsPack } from './shop.ts';
import { tally } from './tally.ts';
import { useWorld } from './world.ts';

const world = useWorld();
let door: Door;

beforeAll(async () => {
  door = await world.open();
});

async function posts(): Promise<number> {
  return (await world.sandbox.requests()).filter(({ method }) => method !== 'GET').length;
}

describe("another user's", () => {
  it('subscription: cannot be bought for, listed or read, and looks as if it were not there', async () => {
    const params = { subscription: seedSubscriptions.elaine, purchase: 'pur_a', subscriptionAddon: 'sad_a' };
    expect(gist(await buy(door, { subscription: params.subscription, body: elaineSmall }))).toBe(
      '404 subscription-not-found',
    );
    for (const operation of operationNames.filter(
      (name) => operations[name].path.includes('{subscription}') && operations[name].method !== 'POST',
    )) {
      expect((await door.call(operation, { params })).status).toBe(404);
      tally('cases tried');
    }
    expect(await posts()).toBe(0);
  });

  it('purchase and add-on: cannot be read or ended, under their subscription or under ours', async () => {
    const theirs = await buy(door, { user: 'elaine', body: elaineSmall });
    const purchase = theirs.body.id;
    const subscriptionAddon = theirs.body.subscriptionAddon.id;
    world.clock.advance(1000);
    const before = await posts();
    for (const subscription of [seedSubscriptions.elaine, seedSubscriptions.jerry]) {
      const params = { subscription, purchase, subscriptionAddon };
      for (const operation of ['getPurchase', 'getSubscriptionAddon', 'endSubscriptionAddon'] as const) {
        expect((await door.call(operation, { params })).status).toBe(404);
        tally('cases tried');
      }
    }
    expect(await posts()).toBe(before);
    const [bought] = await world.sandbox.subscriptionAddons();
    expect(bought).toMatchObject({ user: seedUsers.elaine, status: 'active' });
  });

  it('idempotency key: is another key here, and shows nothing of theirs', async () => {
    const key = newKey();
    const theirs = await buy(door, { user: 'elaine', key, body: elaineSmall });
    const ours = await buy(door, { key });
    expect(gist(ours)).toBe('201');
    expect(ours.body.id).not.toBe(theirs.body.id);
    expect(ours.headers).not.toHaveProperty('idempotent-replayed');
    // And with their body it is no replay of theirs, but a purchase of ours that is not on offer.
    expect(gist(await buy(door, { key, body: elaineSmall }))).toBe('422 idempotency-key-reused');
    expect(gist(await buy(door, { key, user: 'kramer', body: elaineSmall }))).toBe('422 top-up-unavailable');
    tally('cases tried', 3);
  });

  it('purchases of a line that changed hands: are not shown to who has it now', async () => {
    const theirs = await buy(door);
    await handOver(seedSubscriptions.jerry, seedUsers.elaine);
    const asked = {
      user: 'elaine' as const,
      params: { subscription: seedSubscriptions.jerry, purchase: theirs.body.id },
    };
    expect(gist(await door.call('getPurchase', asked))).toBe('404 purchase-not-found');
    expect((await door.call('listPurchases', asked)).body.items).toEqual([]);
    const repeat = await buy(door, { user: 'elaine', subscription: seedSubscriptions.jerry });
    expect(gist(repeat)).toBe('409 recent-purchase');
    expect(repeat.headers).not.toHaveProperty('location');
    tally('cases tried', 3);
  });

  async function handOver(subscription: string, user: string): Promise<void> {
    const response = await fetch(`${world.rig.gigsUrl}/projects/gigs/subscriptions/${subscription}`, {
      headers: { authorization: `Bearer ${world.gigsKey}` },
    });
    const body = { ...((await response.json()) as object), user: { id: user } };
    await world.sandbox.fault({
      method: 'GET',
      path: `*/${subscription}`,
      fault: 'status',
      status: 200,
      body,
      times: 9,
    });
  }
});

describe('an own subscription', () => {
  it.each([
    ['kramer', seedSubscriptions.kramerEnded],
    ['kramer', seedSubscriptions.kramerRestricted],
    ['elaine', seedSubscriptions.elainePending],
  ] as const)('of %s that is not active: 422, nothing bought', async (user, subscription) => {
    expect(gist(await buy(door, { user, subscription, body: smsPack }))).toBe('422 subscription-not-active');
    expect(await posts()).toBe(0);
    tally('cases tried');
  });
});

describe('an add-on', () => {
  it.each([
    ['a draft', seedAddons.draft],
    ['archived', seedAddons.archived],
    ['of another type', seedAddons.roamingBlock],
    ['of another plan', seedAddons.elaineLarge],
    ["of another plan's first page", seedAddons.kramerDraft],
    ['of another project', seedAddons.vandelay],
    ['a subscription', seedSubscriptions.jerry],
  ])('that is %s: 422, nothing bought', async (_what, addon) => {
    expect(gist(await buy(door, { body: { ...oneGigabyte, addon } }))).toBe('422 top-up-unavailable');
    expect(await posts()).toBe(0);
    tally('cases tried');
  });

  it.each([
    { amount: -1, currency: 'USD' },
    { amount: 9.99, currency: 'USD' },
    { amount: '999', currency: 'USD' },
    { amount: 999 },
    { amount: null, currency: 'USD' },
    null,
    999,
    { amount: 1e300, currency: 'USD' },
    { amount: 999, currency: 'usd' },
  ])('whose price at Gigs is %j: not listed, 422, a metric, nothing bought', async (price) => {
    const instance = world.start();
    const path = `/projects/gigs/addons/${seedAddons.oneGigabyte}`;
    const response = await fetch(world.rig.gigsUrl + path, { headers: { authorization: `Bearer ${world.gigsKey}` } });
    const addon = { ...((await response.json()) as object), price };
    const list = { object: 'list', items: [addon], moreItemsAfter: null };
    await world.sandbox.fault({ method: 'GET', path, fault: 'status', status: 200, body: addon });
    await world.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'status', status: 200, body: list });
    const params = { subscription: seedSubscriptions.jerry };
    expect((await instance.call('listSubscriptionTopUps', { params })).body.items).toEqual([]);
    expect(instance.log.join()).toContain('"AddonWithoutPrice":1');
    const answer = await instance.call('buyTopUp', {
      params,
      headers: { 'idempotency-key': newKey() },
      body: oneGigabyte,
    });
    expect(gist(answer)).toBe('422 top-up-unavailable');
    expect(await posts()).toBe(0);
    tally('cases tried', 2);
  });

  it.each([
    [{ amount: 998, currency: 'USD' }, '409 price-changed'],
    [{ amount: 0, currency: 'USD' }, '409 price-changed'],
    [{ amount: 999, currency: 'EUR' }, '409 price-changed'],
    [{ amount: Number.MAX_SAFE_INTEGER, currency: 'USD' }, '409 price-changed'],
    [{ amount: 9.99, currency: 'USD' }, '400 invalid-request'],
    [{ amount: -999, currency: 'USD' }, '400 invalid-request'],
    [{ amount: '999', currency: 'USD' }, '400 invalid-request'],
    [{ amount: 999, currency: 'usd' }, '400 invalid-request'],
    [{ amount: 999, currency: 'USDX' }, '400 invalid-request'],
    [{ amount: 999, currency: 'USD', discount: 100 }, '400 invalid-request'],
    [{ amount: 999 }, '400 invalid-request'],
    [[999, 'USD'], '400 invalid-request'],
    ['9.99 USD', '400 invalid-request'],
    [null, '400 invalid-request'],
  ])('for a price of %j: %s, nothing bought', async (price, expected) => {
    expect(gist(await buy(door, { body: { ...oneGigabyte, price } }))).toBe(expected);
    expect(await posts()).toBe(0);
    tally('cases tried');
  });
});

describe('a body', () => {
  // The members of Gigs' own objects, and what other APIs take.
  it.each([
    ...[
      'user',
      'project',
      'provider',
      'status',
      'metadata',
      'discount',
      'createdAt',
      'subscription',
      'id',
      'object',
      'quantity',
      'count',
    ],
    ...[
      'currentPeriod',
      'organization',
      'legal',
      'billing',
      'voucher',
      'plans',
      'type',
      'allowances',
      'validity',
      'recurrenceType',
    ],
    ...[
      'activationTrigger',
      'data',
      'dataUnit',
      'sms',
      'voice',
      'sim',
      'phoneNumber',
      'isAdmin',
      'role',
      'scope',
      'allow_repeat',
      'ALLOWREPEAT',
    ],
  ])('with the member %s: 400, nothing asked', async (name) => {
    const value = name === 'user' ? seedUsers.elaine : 'x';
    const { result, upstream } = await world.during(() => buy(door, { body: { ...oneGigabyte, [name]: value } }));
    expect({ gist: gist(result), upstream }).toEqual({ gist: '400 invalid-request', upstream: [] });
    tally('cases tried');
  });

  it('that is good: exactly two members go to Gigs', async () => {
    await buy(door, { body: { ...oneGigabyte, allowRepeat: true } });
    const sent = (await world.sandbox.requests()).filter(({ method }) => method === 'POST').map(({ body }) => body);
    expect(sent).toEqual([{ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry }]);
    tally('cases tried');
  });
});

describe('a method', () => {
  const targets = operationNames.map((name) =>
    operations[name].path.replace(/\{subscription\}/, seedSubscriptions.jerry).replace(/\{\w+\}/g, 'x'),
  );

  it.each(['PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'FOO', 'get', 'PROPFIND', 'LINK'])(
    '%s on every path: 404, nothing asked',
    async (method) => {
      for (const target of targets) {
        const { result, upstream } = await world.during(() => door.send({ method, target }));
        // What is no method of HTTP at all is no request either.
        expect({ target, isRefused: [400, 404].includes(result.status), upstream }).toEqual({
          target,
          isRefused: true,
          upstream: [],
        });
        tally('cases tried');
      }
    },
  );

  it.each(['POST', 'DELETE'])('%s where no operation has it: 404, nothing asked', async (method) => {
    const own = operationNames
      .filter((name) => operations[name].method === method)
      .map((name) => operations[name].path);
    for (const name of operationNames) {
      if (own.some((path) => path === operations[name].path)) continue;
      const target = operations[name].path.replace(/\{\w+\}/g, 'x');
      const { result, upstream } = await world.during(() => door.send({ method, target }));
      expect({ target, status: result.status, upstream }).toEqual({ target, status: 404, upstream: [] });
      tally('cases tried');
    }
  });

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override', '_method'])(
    'by the header %s: ignored',
    async (name) => {
      const bought = await buy(door);
      world.clock.advance(1000);
      const target = `/v1/subscriptions/${seedSubscriptions.jerry}/addons/${bought.body.subscriptionAddon.id}`;
      const answer = await door.send({ target, headers: { [name]: 'DELETE' } });
      expect({ status: answer.status, addon: answer.body.status }).toEqual({ status: 200, addon: 'active' });
      expect(await posts()).toBe(1);
      tally('cases tried');
    },
  );
});

describe('who leaves in mid-purchase', () => {
  it('finds the same purchase when they come again', async () => {
    await world.sandbox.fault({ method: 'POST', path: '*', fault: 'delay', delayMs: 200 });
    const key = newKey();
    const left = new AbortController();
    const request = fetch(`${door.url}/v1/subscriptions/${seedSubscriptions.jerry}/purchases`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await door.token('jerry')}`,
        'idempotency-key': key,
        'content-type': 'application/json',
      },
      body: JSON.stringify(oneGigabyte),
      signal: left.signal,
    }).catch(() => 'left');
    await expect.poll(posts).toBe(1);
    left.abort();
    expect(await request).toBe('left');
    const running = await buy(door, { key });
    expect(['409 purchase-in-progress', '201']).toContain(gist(running));
    await expect.poll(async () => gist(await buy(door, { key }))).toBe('201');
    expect(await posts()).toBe(1);
    tally('cases tried');
  });
});
