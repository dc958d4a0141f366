import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
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
  const id = await bought();
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

it("lists no lines but the caller's, whatever Gigs lists", async () => {
  const all = (gigs: Gigs): Gigs => ({
    ...gigs,
    async listSubscriptions(asked, call) {
      const others = await gigs.listSubscriptions({ ...asked, user: seedUsers.elaine }, call);
      const own = await gigs.listSubscriptions(asked, call);
      return { ...own, items: [...others.items, ...own.items], next: others.items[0]?.id ?? null };
    },
  });
  const answer = await rig.start({ gigs: all }).call('listSubscriptions');
  expect(answer.body.items.map(({ id }: { id: string }) => id)).toEqual([seedSubscriptions.jerry]);
  expect(answer.body.nextCursor).toBeNull();
});

it("lists no add-ons but the caller's on this line, whatever Gigs lists", async () => {
  const id = await bought();
  const all = (gigs: Gigs): Gigs => ({
    ...gigs,
    async listSubscriptionAddons(asked, call) {
      const { items } = await gigs.listSubscriptionAddons(asked, call);
      const own = items.filter((item) => item.id === id);
      const ofAnotherLine = own.map((item) => ({ ...item, id: 'sad_line', subscription: seedSubscriptions.elaine }));
      const ofAnotherUser = own.map((item) => ({ ...item, id: 'sad_user', user: seedUsers.elaine }));
      return { items: [...ofAnotherLine, ...own, ...ofAnotherUser], malformed: 0, next: 'sad_user' };
    },
  });
  const params = { subscription: seedSubscriptions.jerry };
  const answer = await rig.start({ gigs: all }).call('listSubscriptionAddons', { params });
  expect(answer.body.items.map(({ id }: { id: string }) => id)).toEqual([id]);
  expect(answer.body.nextCursor).toBeNull();
});

it.each([
  ['user', seedUsers.elaine],
  ['line', seedSubscriptions.elaine],
])("takes another %s's add-on for no proof that the own one ended", async (whose, other) => {
  const id = await bought();
  let reads = 0;
  const mixedUp = (gigs: Gigs): Gigs => ({
    ...gigs,
    async getSubscriptionAddon(asked, call) {
      const found = await gigs.getSubscriptionAddon(asked, call);
      if (!found || ++reads === 1) return found && { ...found, status: 'active' };
      return { ...found, status: 'ended', ...(whose === 'user' ? { user: other } : { subscription: other }) };
    },
    endSubscriptionAddon: async () => ({ kind: 'unknown', reason: 'timeout' }),
  });
  const params = { subscription: seedSubscriptions.jerry, subscriptionAddon: id };
  const answer = await rig.start({ gigs: mixedUp }).call('endSubscriptionAddon', { params });
  expect([answer.status, answer.body.code, reads]).toEqual([503, 'gigs-unavailable', 2]);
});

async function bought(): Promise<string> {
  const { body } = await rig.start().call('buyTopUp', {
    params: { subscription: seedSubscriptions.jerry },
    headers: { 'idempotency-key': randomUUID() },
    body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' }, allowRepeat: true },
  });
  return body.subscriptionAddon.id;
}
