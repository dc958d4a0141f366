import { describe, expect, it } from 'vitest';
import type { List, SubscriptionAddon } from '../../../local/gigs-sandbox/model/resources.ts';
import { kramerTopUpId, seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import type { SandboxOptions } from '../../../local/gigs-sandbox/state.ts';
import { expectError, setup } from './setup.ts';

const collection = '/projects/gigs/subscriptionAddons';
const dayMs = 86_400_000;

function shop(options?: SandboxOptions) {
  const sandbox = setup(options);
  return {
    ...sandbox,
    buy: (addon: string = seedAddons.oneGigabyte, subscription: string = seedSubscriptions.jerry) =>
      sandbox.ok<SubscriptionAddon>('POST', collection, { body: { addon, subscription } }),
    show: (id: string) => sandbox.get<SubscriptionAddon>(`${collection}/${id}`),
    listed: async (query: string) => {
      const { items } = await sandbox.get<List<SubscriptionAddon>>(`${collection}?${query}`);
      return items.map(({ id }) => id);
    },
  };
}

describe('creating a subscription add-on', () => {
  it('gives a pending one, with an id of its own each time', async () => {
    const { buy } = shop();
    const first = await buy();
    expect(first).toMatchObject({
      status: 'pending',
      subscription: seedSubscriptions.jerry,
      user: seedUsers.jerry,
      addon: { id: seedAddons.oneGigabyte },
      createdAt: '2026-03-10T12:34:56Z',
      activatedAt: null,
      canceledAt: null,
      endedAt: null,
      currentPeriod: null,
    });
    expect((await buy()).id).not.toBe(first.id);
  });

  it.each([
    ['an unknown add-on', { addon: 'add_unknown', subscription: seedSubscriptions.jerry }],
    ['an unknown subscription', { addon: seedAddons.oneGigabyte, subscription: 'sub_unknown' }],
    ['a draft', { addon: seedAddons.draft, subscription: seedSubscriptions.jerry }],
    ['an archived one', { addon: seedAddons.archived, subscription: seedSubscriptions.jerry }],
    ['one for another plan', { addon: seedAddons.elaineSmall, subscription: seedSubscriptions.jerry }],
    ['a pending subscription', { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.elainePending }],
    ['an ended subscription', { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.kramerEnded }],
    ['a restricted subscription', { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.kramerRestricted }],
    ['an initiated subscription', { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.georgeInitiated }],
    ['no add-on', { subscription: seedSubscriptions.jerry }],
    ['no subscription', { addon: seedAddons.oneGigabyte }],
    ['an empty add-on', { addon: '', subscription: seedSubscriptions.jerry }],
    ['more than there is', { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry, user: 'x' }],
    ['nothing', undefined],
  ])('refuses %s and creates nothing', async (_what, body) => {
    const { call, get } = shop();
    expectError(await call('POST', collection, { body }), 422, 'invalid');
    expect(await get('/sandbox/subscription-addons')).toEqual({ items: [] });
  });

  it('refuses what is no JSON', async () => {
    const { call } = shop();
    expectError(await call('POST', collection, { body: '{"addon":' }), 400, 'malformed');
  });

  it('lets add-ons of type other and free ones be added too', async () => {
    const { buy } = shop();
    expect(await buy(seedAddons.roamingBlock)).toMatchObject({ addon: { type: 'other' } });
    expect(await buy(seedAddons.courtesy)).toMatchObject({ addon: { price: { amount: 0 } } });
  });
});

describe('the life of a subscription add-on', () => {
  it('is pending for two seconds, active for its validity, then ended', async () => {
    const { buy, show, pass } = shop();
    const { id } = await buy();
    pass(1999);
    expect(await show(id)).toMatchObject({ status: 'pending' });
    pass(1);
    const active = {
      status: 'active',
      activatedAt: '2026-03-10T12:34:58Z',
      currentPeriod: { number: 1, start: '2026-03-10T12:34:58Z', end: '2026-03-17T12:34:58Z' },
      endedAt: null,
    };
    expect(await show(id)).toMatchObject(active);
    pass(7 * dayMs - 1);
    expect(await show(id)).toMatchObject(active);
    pass(1);
    expect(await show(id)).toMatchObject({
      status: 'ended',
      activatedAt: '2026-03-10T12:34:58Z',
      currentPeriod: null,
      endedAt: '2026-03-17T12:34:58Z',
      canceledAt: null,
    });
  });

  it('has the pending time it is told to have', async () => {
    const { buy, show, pass } = shop({ activationMs: 60_000 });
    const { id } = await buy();
    pass(59_999);
    expect(await show(id)).toMatchObject({ status: 'pending' });
    pass(1);
    expect(await show(id)).toMatchObject({ status: 'active' });
  });

  it('lasts months by the calendar', async () => {
    const { buy, show, pass } = shop();
    const { id } = await buy(seedAddons.tenGigabytes);
    pass(2000);
    expect(await show(id)).toMatchObject({ currentPeriod: { end: '2026-04-10T12:34:58Z' } });
  });

  it("goes with the subscription's period when it has no validity", async () => {
    const { buy, show, pass } = shop();
    const { id } = await buy(seedAddons.untilRenewal);
    pass(2000);
    expect(await show(id)).toMatchObject({
      status: 'active',
      currentPeriod: { number: 1, start: '2026-03-10T12:34:58Z', end: '2026-03-30T00:00:00Z' },
    });
    pass(20 * dayMs);
    expect(await show(id)).toMatchObject({ status: 'ended', endedAt: '2026-03-30T00:00:00Z' });
  });

  it('goes on when it is recurring, until it is ended', async () => {
    const { ok, buy, show, pass } = shop();
    const { id } = await buy(seedAddons.monthlyGigabyte);
    pass(2000 + 62 * dayMs);
    expect(await show(id)).toMatchObject({
      status: 'active',
      currentPeriod: { number: 3, start: '2026-05-10T12:34:58Z', end: '2026-06-10T12:34:58Z' },
    });
    expect(await ok('DELETE', `${collection}/${id}`)).toMatchObject({ status: 'ended' });
  });

  it('begins with initiated while the invoice of a Billing project is not paid', async () => {
    const { ok, buy, show, pass } = shop();
    await ok('PUT', '/sandbox/payment-delay', { body: { ms: 5000 } });
    const { id, status } = await buy();
    expect(status).toBe('initiated');
    pass(4999);
    expect(await show(id)).toMatchObject({ status: 'initiated' });
    pass(1);
    expect(await show(id)).toMatchObject({ status: 'pending' });
    pass(2000);
    expect(await show(id)).toMatchObject({ status: 'active', activatedAt: '2026-03-10T12:35:03Z' });
  });

  it('is never initiated in a project without Billing', async () => {
    const { ok } = shop();
    await ok('PUT', '/sandbox/payment-delay', { body: { ms: 5000 } });
    const body = { addon: seedAddons.vandelay, subscription: seedSubscriptions.art };
    expect(await ok('POST', '/projects/vandelay/subscriptionAddons', { body })).toMatchObject({ status: 'pending' });
  });
});

describe('ending a subscription add-on', () => {
  it('ends an active one at once, and only once', async () => {
    const { buy, call, ok, show, pass } = shop();
    const { id } = await buy();
    pass(10_000);
    const ended = {
      status: 'ended',
      currentPeriod: null,
      activatedAt: '2026-03-10T12:34:58Z',
      canceledAt: '2026-03-10T12:35:06Z',
      endedAt: '2026-03-10T12:35:06Z',
    };
    expect(await ok('DELETE', `${collection}/${id}`)).toMatchObject(ended);
    pass(10_000);
    expectError(await call('DELETE', `${collection}/${id}`), 422, 'invalid');
    expect(await show(id)).toMatchObject(ended);
  });

  it('refuses one that is pending or initiated', async () => {
    const { buy, call, ok } = shop();
    const pending = await buy();
    await ok('PUT', '/sandbox/payment-delay', { body: { ms: 5000 } });
    const initiated = await buy();
    expectError(await call('DELETE', `${collection}/${pending.id}`), 422, 'invalid');
    expectError(await call('DELETE', `${collection}/${initiated.id}`), 422, 'invalid');
  });

  it('answers 404 for one that nobody knows, or that is of another project', async () => {
    const { buy, call, pass } = shop();
    const { id } = await buy();
    pass(10_000);
    for (const path of [`${collection}/sad_unknown`, `/projects/vandelay/subscriptionAddons/${id}`]) {
      expectError(await call('GET', path), 404, 'notFound');
      expectError(await call('DELETE', path), 404, 'notFound');
    }
  });
});

describe('listing subscription add-ons', () => {
  it('leaves out the ended ones unless they are asked for, newest first', async () => {
    const { ok, buy, listed, pass } = shop();
    const ended = await buy();
    pass(3000);
    await ok('DELETE', `${collection}/${ended.id}`);
    const active = await buy();
    pass(3000);
    const pending = await buy();
    await ok('PUT', '/sandbox/payment-delay', { body: { ms: 5000 } });
    const initiated = await buy();

    expect(await listed('')).toEqual([initiated.id, pending.id, active.id]);
    expect(await listed('status=ended')).toEqual([ended.id]);
    expect(await listed('status=initiated')).toEqual([initiated.id]);
    expect(await listed('status=active,ended')).toEqual([active.id, ended.id]);
    const all = 'status=pending,initiated,active,ended';
    expect(await listed(all)).toEqual([initiated.id, pending.id, active.id, ended.id]);
  });

  it('by add-on, subscription and user, alone and together', async () => {
    const { buy, listed } = shop();
    const first = await buy(seedAddons.minutePack);
    const second = await buy(seedAddons.oneGigabyte);
    const third = await buy(seedAddons.minutePack, seedSubscriptions.elaine);
    const fourth = await buy(kramerTopUpId(7), seedSubscriptions.kramer);

    expect(await listed(`addon=${seedAddons.minutePack}`)).toEqual([third.id, first.id]);
    expect(await listed(`subscription=${seedSubscriptions.jerry}`)).toEqual([second.id, first.id]);
    expect(await listed(`user=${seedUsers.kramer}`)).toEqual([fourth.id]);
    const ofJerry = `addon=${seedAddons.minutePack}&subscription=${seedSubscriptions.jerry}&user=${seedUsers.jerry}`;
    expect(await listed(ofJerry)).toEqual([first.id]);
    expect(await listed(`user=${seedUsers.kramer}&subscription=${seedSubscriptions.jerry}`)).toEqual([]);
    expect(await listed('addon=add_unknown')).toEqual([]);
  });

  it('lags as long as it is told to, while each can be retrieved at once', async () => {
    const { ok, buy, show, listed, pass } = shop();
    await ok('PUT', '/sandbox/listing-lag', { body: { ms: 1000 } });
    const { id } = await buy();
    expect(await show(id)).toMatchObject({ id });
    pass(999);
    expect(await listed('')).toEqual([]);
    pass(1);
    expect(await listed('')).toEqual([id]);
  });
});
