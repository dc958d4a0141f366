import { describe, expect, it } from 'vitest';
import { kramerTopUpCount, kramerTopUpId, seedAddons, seedPlans } from '../../../local/gigs-sandbox/seed.ts';
import type { Instance } from '../../rig/rig.ts';
import { expectProblem, jerry, useApi } from './setup.ts';

const api = useApi();

function list(instance: Instance, plan: string = jerry.plan, headers: Record<string, string> = {}) {
  return instance.call('listPlanTopUps', { params: { plan }, headers });
}

describe("a plan's top-ups", () => {
  it('are shown as the contract says, and nothing else of them', async () => {
    const { body } = await list(api.start());
    expect(body.items.find(({ id }: { id: string }) => id === seedAddons.oneGigabyte)).toEqual({
      id: seedAddons.oneGigabyte,
      name: '1GB Data Top-up',
      description: '1 GB of data for a week.',
      price: { amount: 999, currency: 'USD' },
      allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
      validity: { unit: 'day', value: 7 },
      recurrenceType: 'oneTime',
      activationTrigger: 'creation',
    });
    expect(body.nextCursor).toBeNull();
  });

  it('are all that can be bought and nothing else, by price', async () => {
    const { body } = await list(api.start());
    const ids = body.items.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([
      seedAddons.courtesy,
      seedAddons.smsPack,
      seedAddons.unlimitedDay,
      seedAddons.monthlyGigabyte,
      seedAddons.minutePack,
      seedAddons.oneGigabyte,
      seedAddons.untilRenewal,
      seedAddons.europeTravel,
      seedAddons.threeGigabytes,
      seedAddons.fiveGigabytes,
      seedAddons.tenGigabytes,
      seedAddons.bundle,
    ]);
    expect(body.items).toContainEqual(
      expect.objectContaining({ id: seedAddons.courtesy, price: { amount: 0, currency: 'USD' } }),
    );
    expect(body.items).toContainEqual(
      expect.objectContaining({ allowances: { dataBytes: null, voiceSeconds: 0, smsMessages: 0 } }),
    );
    expect(body.items).toContainEqual(expect.objectContaining({ id: seedAddons.untilRenewal, validity: null }));
  });

  it('are read from every page of Gigs, and sorted as one list', async () => {
    const { body } = await list(api.start(), seedPlans.kramer);
    const numbers = Array.from({ length: kramerTopUpCount }, (_, index) => index + 1);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(numbers.map(kramerTopUpId));
    expect(body.items.length).toBeGreaterThan(200);
    expect(body.nextCursor).toBeNull();
    const requests = await api.sandbox.requests();
    expect(requests.map(({ query }) => query)).toEqual([
      { plan: seedPlans.kramer, status: 'available', type: 'topUp', limit: '200' },
      { plan: seedPlans.kramer, status: 'available', type: 'topUp', limit: '200', after: expect.any(String) },
    ]);
  });

  it('of the same price are sorted by id', async () => {
    await listed([addon('add_b', 100), addon('add_C', 100), addon('add_a', 100), addon('add_z', 99)]);
    const { body } = await list(api.start());
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['add_z', 'add_C', 'add_a', 'add_b']);
  });

  it.each(['pln_nobody-knows', 'x', seedAddons.oneGigabyte])(
    'are none for a plan that Gigs does not know: %s',
    async (plan) => {
      const answer = await list(api.start(), plan);
      expect({ status: answer.status, body: answer.body }).toEqual({
        status: 200,
        body: { items: [], nextCursor: null },
      });
    },
  );

  it.each([404, 422, 400])('are none where Gigs refuses the plan with %s', async (status) => {
    await api.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'status', status });
    expect((await list(api.start(), 'pln_odd')).body).toEqual({ items: [], nextCursor: null });
  });

  it('are not those of another plan, status or type, should Gigs list them', async () => {
    await listed([
      addon('add_good', 1),
      addon('add_draft', 1, { status: 'draft' }),
      addon('add_later', 1, { status: 'retired' }),
      addon('add_other', 1, { type: 'other' }),
      addon('add_new', 1, { type: 'bundle' }),
      addon('add_elsewhere', 1, { plans: [seedPlans.elaine] }),
      addon('add_nowhere', 1, { plans: null }),
    ]);
    const { body } = await list(api.start());
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['add_good']);
  });

  it.each([
    null,
    undefined,
    { amount: -1, currency: 'USD' },
    { amount: 9.99, currency: 'USD' },
    { amount: '999', currency: 'USD' },
    { amount: 999 },
    { amount: 999, currency: 'dollars' },
    { amount: 2 ** 53, currency: 'USD' },
  ])('leave out one of price %o, and count it', async (price) => {
    await listed([addon('add_good', 1), addon('add_bad', 1, { price })]);
    const instance = api.start();
    const { body } = await list(instance);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['add_good']);
    expect(instance.log.map((line) => JSON.parse(line).AddonWithoutPrice).filter(Boolean)).toEqual([1]);
  });

  it('are unknown where Gigs says something new', async () => {
    const news = { validity: { unit: 'week', value: 2 }, recurrenceType: 'sometimes', activationTrigger: 'wish' };
    await listed([addon('add_new', 1, news)]);
    expect((await list(api.start())).body.items).toMatchObject([
      { validity: { unit: 'unknown', value: 2 }, recurrenceType: 'unknown', activationTrigger: 'unknown' },
    ]);
  });
});

describe('an app that asks again', () => {
  it('may keep the answer for a minute, and hears that nothing changed', async () => {
    const instance = api.start();
    const first = await list(instance);
    const etag = first.headers['etag'] ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(first.headers['cache-control']).toBe('private, max-age=60');
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, `"other",W/${etag} `, '*']) {
      const again = await list(instance, jerry.plan, { 'if-none-match': value });
      expect({ status: again.status, body: again.body }).toEqual({ status: 304, body: '' });
      expect(again.headers).toMatchObject({ etag, 'cache-control': 'private, max-age=60' });
      expect(again.headers).not.toHaveProperty('content-type');
    }
  });

  it.each(['"other"', 'W/"other"', '', 'etag', '"*"', 'w/*'])('hears the list for If-None-Match: %s', async (value) => {
    const answer = await list(api.start(), jerry.plan, { 'if-none-match': value });
    expect(answer.status).toBe(200);
  });

  it('hears the new list once it changed', async () => {
    const instance = api.start({ settings: { CATALOGUE_FRESH_SECONDS: '0' } });
    const { headers } = await list(instance);
    await listed([addon('add_new', 1)]);
    const answer = await list(instance, jerry.plan, { 'if-none-match': headers['etag'] ?? '' });
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).not.toBe(headers['etag']);
  });
});

describe('given that Gigs does not answer', () => {
  const down = () => api.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 503, times: 1000 });

  it('serves what it knows for as long as the settings say, with the same headers', async () => {
    const settings = { CATALOGUE_FRESH_SECONDS: '60', CATALOGUE_STALE_SECONDS: '3600' };
    const instance = api.start({ settings });
    const before = await list(instance);
    await down();
    api.clock.advance(3_590_000);
    const stale = await list(instance);
    expect(stale.body).toEqual(before.body);
    expect(stale.headers).toMatchObject({ etag: before.headers['etag'], 'cache-control': 'private, max-age=60' });
    // Stale time begins when freshness ends.
    api.clock.advance(80_000);
    expectProblem(await list(instance), 'gigs-unavailable', { 'retry-after': '5' });
  });

  it('says so where it knows nothing', async () => {
    await down();
    expectProblem(await list(api.start()), 'gigs-unavailable', { 'retry-after': '5' });
  });

  it('says so where a later page does not come', async () => {
    await api.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'delay', delayMs: 1 });
    await down();
    expectProblem(await list(api.start(), seedPlans.kramer), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

function addon(id: string, amount: number, members: Record<string, unknown> = {}) {
  return {
    object: 'addon',
    id,
    name: id,
    description: null,
    status: 'available',
    type: 'topUp',
    plans: [jerry.plan],
    price: { amount, currency: 'USD' },
    allowances: { dataBytes: 1, voiceSeconds: 0, smsMessages: 0 },
    validity: null,
    recurrenceType: 'oneTime',
    ...members,
  };
}

/** The next list of add-ons at Gigs is this one. */
function listed(items: readonly unknown[]): Promise<void> {
  const body = { object: 'list', items, moreItemsAfter: null, moreItemsBefore: null };
  return api.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'status', status: 200, body });
}
