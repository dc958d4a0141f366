import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import type { Gigs } from '../../../shared/gigs/gigs.ts';
import { type Rig, startRig } from '../../rig/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const elaine = { subscription: seedSubscriptions.elainePending, user: 'elaine' } as const;

// The client refuses such answers itself. Here it is taken for one that does not: who owns what hangs on it.
it('takes no line for another of the same user', async () => {
  const mixedUp = (gigs: Gigs): Gigs => ({
    ...gigs,
    getSubscription: (_asked, call) => gigs.getSubscription(seedSubscriptions.elaine, call),
  });
  const params = { subscription: elaine.subscription };
  const answer = await rig.start({ gigs: mixedUp }).call('listSubscriptionTopUps', { params, user: elaine.user });
  expect([answer.status, answer.body.code]).toEqual([404, 'subscription-not-found']);
});

it('takes no add-on for another of the same line', async () => {
  const bought = await rig.start().call('buyTopUp', {
    params: { subscription: seedSubscriptions.jerry },
    headers: { 'idempotency-key': 'key-of-a-purchase-1' },
    body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
  });
  const { id } = bought.body.subscriptionAddon;
  const mixedUp = (gigs: Gigs): Gigs => ({
    ...gigs,
    getSubscriptionAddon: (_asked, call) => gigs.getSubscriptionAddon(id, call),
  });
  const instance = rig.start({ gigs: mixedUp });
  const read = (subscriptionAddon: string) =>
    instance.call('getSubscriptionAddon', { params: { subscription: seedSubscriptions.jerry, subscriptionAddon } });
  expect((await read(id)).status).toBe(200);
  const answer = await read('sad_of_somebody');
  expect([answer.status, answer.body.code]).toEqual([404, 'addon-not-found']);
});
