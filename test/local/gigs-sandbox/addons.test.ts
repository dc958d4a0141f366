import { describe, expect, it } from 'vitest';
import type { Addon, List } from '../../../local/gigs-sandbox/model/resources.ts';
import {
  kramerTopUpCount,
  kramerTopUpId,
  seedAddons,
  seedPlans,
  seedSubscriptions,
} from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

const addon = `/projects/gigs/addons/${seedAddons.oneGigabyte}`;

async function listed(query: string): Promise<readonly Addon[]> {
  const { items } = await setup().get<List<Addon>>(`/projects/gigs/addons?limit=200&${query}`);
  return items;
}

describe('listing add-ons', () => {
  it('gives the available ones, newest first, ten of them', async () => {
    const { items } = await setup().get<List<Addon>>('/projects/gigs/addons');
    expect(items).toHaveLength(10);
    expect(items.every(({ status }) => status === 'available')).toBe(true);
    const created = items.map(({ createdAt }) => createdAt);
    expect(created).toEqual(created.toSorted().reverse());
    expect(items[0]?.id).toBe(kramerTopUpId(kramerTopUpCount));
  });

  it.each([
    ['draft', [seedAddons.kramerDraft, seedAddons.draft]],
    ['archived', [seedAddons.archived, seedAddons.kramerArchived]],
  ])('with status=%s gives those', async (status, ids) => {
    expect((await listed(`status=${status}`)).map(({ id }) => id)).toEqual(ids);
  });

  it('by plan gives those that are compatible with it, also one of two plans', async () => {
    const forJerry = await listed(`plan=${seedPlans.jerry}`);
    expect(forJerry).toHaveLength(13);
    expect(forJerry.every(({ plans }) => plans.includes(seedPlans.jerry))).toBe(true);
    const forElaine = (await listed(`plan=${seedPlans.elaine}`)).map(({ id }) => id);
    expect(forElaine).toHaveLength(5);
    expect(forElaine).toContain(seedAddons.minutePack);
    expect(await listed('plan=pln_unknown')).toEqual([]);
  });

  it('by type, provider and recurrence type, alone and together', async () => {
    expect((await listed('type=other')).map(({ id }) => id)).toEqual([seedAddons.roamingBlock]);
    expect((await listed('recurrenceType=recurring')).map(({ id }) => id)).toEqual([seedAddons.monthlyGigabyte]);
    expect(new Set((await listed('provider=p5')).map(({ provider }) => provider))).toEqual(new Set(['p5']));
    expect(await listed('provider=p5')).toHaveLength(17);
    expect(await listed('provider=p9')).toEqual([]);
    const topUps = await listed(`plan=${seedPlans.jerry}&type=topUp&recurrenceType=oneTime&provider=p5`);
    expect(topUps).toHaveLength(11);
  });
});

describe('an add-on', () => {
  it('says unlimited as null, and as -1 in the deprecated members', async () => {
    expect(await setup().get(`/projects/gigs/addons/${seedAddons.unlimitedDay}`)).toMatchObject({
      allowances: { dataBytes: null, voiceSeconds: 0, smsMessages: 0 },
      data: -1,
      voice: 0,
      sms: 0,
    });
    expect(await setup().get(`/projects/gigs/addons/${seedAddons.bundle}`)).toMatchObject({
      allowances: { dataBytes: 10_000_000_000, voiceSeconds: 30_000, smsMessages: 100 },
      data: 10_000_000_000,
      voice: 30_000,
      sms: 100,
    });
  });

  it('is the documented one, but available', async () => {
    expect(await setup().get(addon)).toMatchObject({
      id: 'add_0SNlurA049MEWV4VxLfwJc7PJtHc',
      name: '1GB Data Top-up',
      price: { amount: 999, currency: 'USD' },
      allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
      validity: { unit: 'day', value: 7 },
      plans: ['pln_0SNlurA049MEWV3V0q7gjQbM4EVo'],
      status: 'available',
      type: 'topUp',
    });
  });

  it('that nobody knows is 404 for every operation', async () => {
    const { call } = setup();
    const unknown = '/projects/gigs/addons/add_unknown';
    expectError(await call('GET', unknown), 404, 'notFound');
    expectError(await call('PATCH', unknown, { body: { name: 'x' } }), 404, 'notFound');
    expectError(await call('POST', `${unknown}/publish`), 404, 'notFound');
    expectError(await call('POST', `${unknown}/archive`), 404, 'notFound');
  });
});

describe('updating an add-on', () => {
  it('changes its name and description, each alone', async () => {
    const { ok, get } = setup();
    const before = await get<Addon>(addon);
    expect(await ok('PATCH', addon, { body: { name: 'One' } })).toEqual({ ...before, name: 'One' });
    const both = { ...before, name: 'One', description: 'A gigabyte' };
    expect(await ok('PATCH', addon, { body: { description: 'A gigabyte' } })).toEqual(both);
    expect(await get(addon)).toEqual(both);
  });

  it('takes a description away with null, but not a name', async () => {
    const { ok } = setup();
    expect(await ok('PATCH', addon, { body: { name: null, description: null } })).toMatchObject({
      name: '1GB Data Top-up',
      description: null,
    });
  });

  it.each([{ price: { amount: 1, currency: 'USD' } }, { name: '' }, { name: 7 }, [], 'text', null])(
    'refuses %j',
    async (body) => {
      const { call, get } = setup();
      const before = await get(addon);
      expectError(await call('PATCH', addon, { body: JSON.stringify(body) }), 422, 'invalid');
      expect(await get(addon)).toEqual(before);
    },
  );
});

describe('publishing and archiving', () => {
  it('sets the status, and with it what can be bought', async () => {
    const { ok, call } = setup();
    const body = { addon: seedAddons.draft, subscription: seedSubscriptions.jerry };
    const buy = () => call('POST', '/projects/gigs/subscriptionAddons', { body });
    const draft = `/projects/gigs/addons/${seedAddons.draft}`;

    expectError(await buy(), 422, 'invalid');
    expect(await ok('POST', `${draft}/publish`)).toMatchObject({ id: seedAddons.draft, status: 'available' });
    expect((await buy()).status).toBe(201);
    expect(await ok('POST', `${draft}/archive`)).toMatchObject({ status: 'archived' });
    expectError(await buy(), 422, 'invalid');
  });

  it('shows in the subscription add-ons that were bought before', async () => {
    const { ok } = setup();
    const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };
    await ok('POST', '/projects/gigs/subscriptionAddons', { body });
    await ok('POST', `${addon}/archive`);
    expect(await ok('GET', '/projects/gigs/subscriptionAddons')).toMatchObject({
      items: [{ addon: { id: seedAddons.oneGigabyte, status: 'archived' } }],
    });
  });

  it('takes no body', async () => {
    const { call } = setup();
    expectError(await call('POST', `${addon}/archive`, { body: { force: true } }), 422, 'invalid');
    expect((await call('POST', `${addon}/archive`, { body: {} })).status).toBe(200);
  });
});
