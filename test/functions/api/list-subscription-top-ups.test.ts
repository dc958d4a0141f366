import { describe, expect, it } from 'vitest';
import { seedAddons, seedPlans, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { expectProblem, jerry, useApi } from './setup.ts';

const api = useApi();
const params = { subscription: jerry.subscription };

describe("the top-ups of the user's subscription", () => {
  it("are those of its plan, and are nobody else's business", async () => {
    const instance = api.start();
    const answer = await instance.call('listSubscriptionTopUps', { params });
    const ofPlan = await instance.call('listPlanTopUps', { params: { plan: jerry.plan } });
    expect(answer.body).toEqual(ofPlan.body);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('etag');
    expect(await api.upstream()).toEqual([
      `GET /projects/gigs/subscriptions/${jerry.subscription}`,
      'GET /projects/gigs/addons',
    ]);
  });

  it('may be of several currencies and plans', async () => {
    const elaine = { params: { subscription: seedSubscriptions.elaine }, user: 'elaine' } as const;
    const { body } = await api.start().call('listSubscriptionTopUps', elaine);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([
      seedAddons.elaineSmall,
      seedAddons.elaineMedium,
      seedAddons.minutePack,
      seedAddons.elaineJapan,
      seedAddons.elaineLarge,
    ]);
  });

  it('are also shown while the subscription is not active', async () => {
    const restricted = { params: { subscription: seedSubscriptions.kramerRestricted }, user: 'kramer' } as const;
    const { body } = await api.start().call('listSubscriptionTopUps', restricted);
    expect(body.items).toHaveLength(12);
  });

  it('are those that the plan has by now', async () => {
    await api.sandbox.fault({
      method: 'GET',
      path: `*/${jerry.subscription}`,
      fault: 'status',
      status: 200,
      body: {
        id: jerry.subscription,
        status: 'active',
        user: { id: seedUsers.jerry },
        plan: { id: seedPlans.elaine, name: 'Europe' },
      },
    });
    const { body } = await api.start().call('listSubscriptionTopUps', { params });
    expect(body.items).toHaveLength(5);
  });
});

describe('given that Gigs does not answer', () => {
  it('does not show what is known of the plan: nobody can say whose subscription it is', async () => {
    const instance = api.start();
    await instance.call('listSubscriptionTopUps', { params });
    await api.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 500, times: 100 });
    expectProblem(await instance.call('listSubscriptionTopUps', { params }), 'gigs-unavailable', {
      'retry-after': '5',
    });
  });

  it('shows what is known where only the add-ons cannot be read', async () => {
    const instance = api.start({ settings: { CATALOGUE_FRESH_SECONDS: '0' } });
    const before = await instance.call('listSubscriptionTopUps', { params });
    await api.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'reset', times: 100 });
    expect((await instance.call('listSubscriptionTopUps', { params })).body).toEqual(before.body);
  });
});
