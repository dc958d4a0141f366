import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  kramerTopUpCount,
  seedAddons,
  seedApiKey,
  seedOrganizations,
  seedPlans,
  seedProjects,
  seedSubscriptions,
  seedUsers,
} from '../../../local/gigs-sandbox/seed.ts';
import { type RunningGigsSandbox, startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { connectGigsAdministration } from '../../../shared/gigs/administration.ts';
import { subscriptionAddonStatuses } from '../../../shared/gigs/subscription-addons.ts';
import { addon } from './recorded.ts';
import { keys, setup, within } from './setup.ts';

let sandbox: RunningGigsSandbox;
beforeAll(async () => {
  sandbox = await startGigsSandbox({ activationMs: 0 });
});
afterAll(() => sandbox.close());
beforeEach(() => control('reset'));

async function control(name: string, body?: object): Promise<{ items: Record<string, unknown>[] }> {
  const method = name === 'reset' || body !== undefined ? 'POST' : 'GET';
  const response = await fetch(`${sandbox.url}/sandbox/${name}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? { items: [] } : JSON.parse(text);
}

const connect = (texts: readonly string[] = [seedApiKey]) => setup(sandbox.url, { keys: keys(...texts) });
const call = () => within(15_000);
const wish = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry, idempotencyKey: null };

describe('what the service does at Gigs', () => {
  it('reads the project and its credentials', async () => {
    const { gigs } = connect();
    expect(await gigs.getProject(call())).toMatchObject({ id: seedProjects.gigs, payments: { currency: 'USD' } });
    expect(await gigs.getProjectCredentials(call())).toEqual({ paymentsKey: expect.stringMatching(/^pk_/) });
  });

  it('reads every page of the top-ups for a plan', async () => {
    const { gigs } = connect();
    const first = await gigs.listPlanTopUps({ plan: seedPlans.kramer, after: null }, call());
    const second = await gigs.listPlanTopUps({ plan: seedPlans.kramer, after: first.next }, call());
    expect([first.items.length, first.malformed, second.malformed, second.next]).toEqual([200, 0, 0, null]);
    expect(first.items.length + second.items.length).toBe(kramerTopUpCount);
    const items = [...first.items, ...second.items];
    expect(
      items.every(
        ({ status, type, plans, price }) =>
          status === 'available' && type === 'topUp' && price && plans.includes(seedPlans.kramer),
      ),
    ).toBe(true);
    expect(new Set(items.map(({ id }) => id)).size).toBe(kramerTopUpCount);
  });

  it('reads an add-on, whatever its status, and none that is not there', async () => {
    const { gigs } = connect();
    expect(await gigs.getAddon(seedAddons.oneGigabyte, call())).toMatchObject({
      name: '1GB Data Top-up',
      price: { amount: 999, currency: 'USD' },
      status: 'available',
    });
    expect(await gigs.getAddon(seedAddons.draft, call())).toMatchObject({ status: 'draft' });
    expect(await gigs.getAddon(seedAddons.unlimitedDay, call())).toMatchObject({ allowances: { dataBytes: null } });
    expect(await gigs.getAddon('add_unknown', call())).toBeUndefined();
    expect(await gigs.getAddon(seedAddons.vandelay, call())).toBeUndefined();
  });

  it('reads the subscriptions of a user, and one', async () => {
    const { gigs } = connect();
    const { items, next } = await gigs.listSubscriptions({ user: seedUsers.elaine, after: null, limit: 1 }, call());
    expect(items).toHaveLength(1);
    const rest = await gigs.listSubscriptions({ user: seedUsers.elaine, after: next, limit: 1 }, call());
    expect([...items, ...rest.items].map(({ id }) => id).sort()).toEqual(
      [seedSubscriptions.elaine, seedSubscriptions.elainePending].sort(),
    );
    expect(await gigs.getSubscription(seedSubscriptions.jerry, call())).toMatchObject({
      status: 'active',
      user: { id: seedUsers.jerry },
      plan: { id: seedPlans.jerry },
    });
    expect(await gigs.getSubscription(seedSubscriptions.art, call())).toBeUndefined();
  });

  it('buys, finds what it bought, and ends it', async () => {
    const { gigs } = connect();
    const bought = await gigs.createSubscriptionAddon(wish, call());
    if (bought.kind !== 'answered') return expect.unreachable(bought.kind);
    expect(bought.value).toMatchObject({
      subscription: wish.subscription,
      user: seedUsers.jerry,
      addon: { id: wish.addon },
    });
    const { id } = bought.value;
    const query = { subscription: wish.subscription, addon: wish.addon, after: null, limit: 200 };
    const listed = await gigs.listSubscriptionAddons({ ...query, statuses: subscriptionAddonStatuses }, call());
    expect(listed.items.map((item) => item.id)).toContain(id);
    expect(await gigs.getSubscriptionAddon(id, call())).toMatchObject({ id, status: 'active', endedAt: null });
    expect(await gigs.endSubscriptionAddon(id, call())).toMatchObject({
      kind: 'answered',
      value: { id, status: 'ended' },
    });
    expect(await gigs.endSubscriptionAddon(id, call())).toMatchObject({ kind: 'refused', status: 422 });
    const active = await gigs.listSubscriptionAddons({ ...query, statuses: ['active'] }, call());
    expect(active.items.map((item) => item.id)).not.toContain(id);
    expect(await gigs.getSubscriptionAddon('sad_unknown', call())).toBeUndefined();
  });

  it.each([
    ['archived', { addon: seedAddons.archived }],
    ['for another plan', { addon: seedAddons.elaineSmall }],
    ['unknown', { addon: 'add_unknown' }],
  ])('is refused an add-on that is %s, and nothing is bought', async (_name, other) => {
    const before = await control('subscription-addons');
    expect(await connect().gigs.createSubscriptionAddon({ ...wish, ...other }, call())).toMatchObject({
      kind: 'refused',
    });
    expect(await control('subscription-addons')).toEqual(before);
  });

  it('does only what the allow-list says, all of it understood by Gigs', async () => {
    const { gigs } = connect();
    await gigs.getProject(call());
    await gigs.getProjectCredentials(call());
    await gigs.listPlanTopUps({ plan: seedPlans.jerry, after: null }, call());
    await gigs.getAddon(seedAddons.courtesy, call());
    await gigs.listSubscriptions({ user: seedUsers.jerry, after: null, limit: 100 }, call());
    await gigs.getSubscription(seedSubscriptions.jerry, call());
    await gigs.createSubscriptionAddon(wish, call());
    const { items } = await control('requests');
    expect(items.every(({ status }) => Number(status) < 300)).toBe(true);
  });
});

describe('what Gigs does when it is not well', () => {
  const before = { reset: 'connection-lost', status: 'server-error', redirect: 'redirect' } as const;
  const after = {
    resetAfter: 'connection-lost',
    statusAfter: 'server-error',
    hangAfter: 'timeout',
    truncate: 'connection-lost',
    malformed: 'unreadable',
  } as const;

  it.each(Object.entries({ ...before, ...after, hang: 'timeout' }))(
    '%s: a purchase is unknown, and sent once',
    async (fault, reason) => {
      const count = async () => (await control('subscription-addons')).items.length;
      const countBefore = await count();
      await control('faults', { method: 'POST', path: '*/subscriptionAddons', fault });
      const { gigs } = setup(sandbox.url, { keys: keys(seedApiKey), postTimeoutMs: 700 });
      expect(await gigs.createSubscriptionAddon(wish, call())).toEqual({ kind: 'unknown', reason });
      expect(await count()).toBe(countBefore + (fault in after ? 1 : 0));
      const { items } = await control('requests');
      expect(items.filter(({ method }) => method === 'POST')).toHaveLength(1);
    },
  );

  it.each(['reset', 'status', 'truncate'])('%s: a read is made once more', async (fault) => {
    await control('faults', { method: 'GET', path: '*', fault });
    const { gigs, events } = connect();
    expect(await gigs.getAddon(seedAddons.oneGigabyte, call())).toMatchObject({ id: seedAddons.oneGigabyte });
    expect(events).toHaveLength(2);
  });

  it('does not know the key: a read takes the next one, a purchase is not done', async () => {
    expect(await connect(['gpk_old', seedApiKey]).gigs.getProject(call())).toMatchObject({ id: seedProjects.gigs });
    const { gigs } = connect(['gpk_old', seedApiKey]);
    expect(await gigs.createSubscriptionAddon(wish, call())).toMatchObject({
      kind: 'not-done',
      reason: 'unauthenticated',
    });
    expect(await gigs.createSubscriptionAddon(wish, call())).toMatchObject({ kind: 'answered' });
  });
});

describe('what an operator does at Gigs', () => {
  const administration = () => connectGigsAdministration(connect().connection);

  it('lists projects, add-ons and subscription add-ons by every filter', async () => {
    const admin = administration();
    const projects = await admin.listProjects({ organization: seedOrganizations.gigs, limit: 200 }, call());
    expect(projects.items.map(({ id }) => id)).toContain(seedProjects.gigs);
    const filters = {
      plan: seedPlans.jerry,
      status: 'draft',
      type: 'topUp',
      recurrenceType: 'oneTime',
      limit: 200,
    } as const;
    expect(await admin.listAddons(filters, call())).toMatchObject({ items: [{ id: seedAddons.draft }], next: null });
    expect((await admin.listAddons({ provider: 'p5', limit: 3 }, call())).items).toHaveLength(3);
    const all = await admin.listAllSubscriptionAddons({ user: seedUsers.jerry, statuses: ['ended', 'active'] }, call());
    expect(all.malformed).toBe(0);
    const page = await admin.listAddons({ limit: 2 }, call());
    const next = await admin.listAddons({ limit: 2, after: page.next }, call());
    const back = await admin.listAddons({ limit: 2, before: next.items[0]?.id ?? '' }, call());
    expect(back.items).toEqual(page.items);
  });

  it('publishes, renames and archives an add-on', async () => {
    const admin = administration();
    const { draft } = seedAddons;
    expect(await admin.publishAddon(draft, call())).toMatchObject({ kind: 'answered', value: { status: 'available' } });
    const change = { description: 'For the weekend', status: 'archived' };
    expect(await admin.updateAddon(draft, change, call())).toMatchObject({
      kind: 'answered',
      value: { status: 'available', description: 'For the weekend' },
    });
    expect(await admin.archiveAddon(draft, call())).toMatchObject({ kind: 'answered', value: { status: 'archived' } });
    const { items } = await control('requests');
    expect(items.map(({ method, body }) => [method, body])).toContainEqual([
      'PATCH',
      { description: 'For the weekend' },
    ]);
  });

  it('is unknown where Gigs answers with another add-on', async () => {
    await control('faults', { method: 'POST', path: '*/publish', fault: 'status', status: 200, body: addon });
    expect(await administration().publishAddon(seedAddons.draft, call())).toEqual({
      kind: 'unknown',
      reason: 'unreadable',
    });
  });

  it('cannot be done by what answers an app', () => {
    const files = ['functions', 'shared'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
    );
    const importers = files.filter(
      (file) => file.endsWith('.ts') && readFileSync(file, 'utf8').includes("/administration.ts'"),
    );
    expect(files).toContain('shared/gigs/administration.ts');
    expect(importers).toEqual([]);
  });
});
