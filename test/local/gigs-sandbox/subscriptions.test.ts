import { describe, expect, it } from 'vitest';
import type { List, Subscription } from '../../../local/gigs-sandbox/model/resources.ts';
import {
  extraSubscriptionId,
  extraUserId,
  seedAddons,
  seedPlans,
  seedSubscriptions,
  seedUsers,
} from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

const dayMs = 86_400_000;

async function listed(query: string): Promise<string[]> {
  const { items } = await setup().get<List<Subscription>>(`/projects/gigs/subscriptions?${query}`);
  return items.map(({ id }) => id);
}

describe('listing subscriptions', () => {
  it('leaves out the ended ones unless they are asked for', async () => {
    expect(await listed(`user=${seedUsers.kramer}`)).toEqual([
      seedSubscriptions.kramerRestricted,
      seedSubscriptions.kramer,
    ]);
    expect(await listed(`user=${seedUsers.kramer}&status=ended`)).toEqual([seedSubscriptions.kramerEnded]);
    expect(await listed(`user=${seedUsers.kramer}&status=active,ended`)).toEqual([
      seedSubscriptions.kramer,
      seedSubscriptions.kramerEnded,
    ]);
    expect(await listed('')).toHaveLength(6);
  });

  it('of extra users, each with an active one that can buy what Jerry can', async () => {
    const { get, ok } = setup({ extraUsers: 3 });
    const { items } = await get<List<Subscription>>(`/projects/gigs/subscriptions?user=${extraUserId(3)}`);
    expect(items).toMatchObject([{ id: extraSubscriptionId(3), status: 'active', plan: { id: seedPlans.jerry } }]);
    const body = { addon: seedAddons.oneGigabyte, subscription: extraSubscriptionId(3) };
    expect(await ok('POST', '/projects/gigs/subscriptionAddons', { body })).toMatchObject({ user: extraUserId(3) });
    expect((await get<List<Subscription>>('/projects/gigs/subscriptions')).items).toHaveLength(9);
  });

  it.each([
    ['pending', [seedSubscriptions.elainePending]],
    ['initiated', [seedSubscriptions.georgeInitiated]],
    ['restricted', [seedSubscriptions.kramerRestricted]],
    ['active', [seedSubscriptions.kramer, seedSubscriptions.elaine, seedSubscriptions.jerry]],
  ])('with status=%s gives those', async (status, ids) => {
    expect(await listed(`status=${status}`)).toEqual(ids);
  });

  it('by user, plan and SIM', async () => {
    expect(await listed(`user=${seedUsers.jerry}`)).toEqual([seedSubscriptions.jerry]);
    expect(await listed(`plan=${seedPlans.elaine}`)).toEqual([seedSubscriptions.elaine]);
    expect(await listed(`sim=${seedSubscriptions.jerry.replace('sub_', 'sim_')}`)).toEqual([seedSubscriptions.jerry]);
    expect(await listed(`user=${seedUsers.elaine}&plan=${seedPlans.jerry}`)).toEqual([seedSubscriptions.elainePending]);
    expect(await listed('user=usr_unknown')).toEqual([]);
  });
});

describe('a subscription', () => {
  it('has its user and its plan as objects, and a period only while it is active', async () => {
    const { get } = setup();
    expect(await get(`/projects/gigs/subscriptions/${seedSubscriptions.jerry}`)).toMatchObject({
      status: 'active',
      user: { object: 'user', id: seedUsers.jerry, fullName: 'Jerry Seinfeld' },
      plan: { object: 'plan', id: seedPlans.jerry },
      currentPeriod: { number: 3, start: '2026-02-28T00:00:00Z', end: '2026-03-30T00:00:00Z' },
    });
    for (const id of [seedSubscriptions.kramerEnded, seedSubscriptions.elainePending]) {
      expect(await get(`/projects/gigs/subscriptions/${id}`)).toMatchObject({ currentPeriod: null });
    }
  });

  it('is renewed when its period is over', async () => {
    const { get, pass } = setup();
    pass(30 * dayMs);
    expect(await get(`/projects/gigs/subscriptions/${seedSubscriptions.jerry}`)).toMatchObject({
      currentPeriod: { number: 4, start: '2026-03-30T00:00:00Z', end: '2026-04-29T00:00:00Z' },
    });
  });

  it('that nobody knows is 404', async () => {
    expectError(await setup().call('GET', '/projects/gigs/subscriptions/sub_unknown'), 404, 'notFound');
  });
});
