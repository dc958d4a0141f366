import { describe, expect, it } from 'vitest';
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
import { jsonOf, setup } from './setup.ts';

interface Items {
  readonly items: readonly { readonly id: string; readonly status?: string }[];
}

describe('projects', () => {
  it('are listed in a table for people, and as JSON for scripts', async () => {
    const { gigs } = await setup();
    const [table, list, own] = await Promise.all([
      gigs('projects', 'list'),
      gigs('projects', 'list', '--json'),
      gigs('projects', 'list', '--json', '--organization', seedOrganizations.vandelay),
    ]);
    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(/^ID +NAME +TYPE +CURRENCY$/m);
    expect(table.stdout).toMatch(/^gigs +Gigs Connect +live +USD$/m);
    expect(
      jsonOf<Items>(list)
        .items.map(({ id }) => id)
        .sort(),
    ).toEqual(Object.values(seedProjects).sort());
    expect(jsonOf<Items>(own).items.map(({ id }) => id)).toEqual([seedProjects.vandelay]);
  });

  it('are shown one by one: the one of the settings, or another', async () => {
    const { gigs } = await setup();
    const [own, other, none] = await Promise.all([
      gigs('projects', 'show'),
      gigs('projects', 'show', seedProjects.test, '--json'),
      gigs('projects', 'show', 'nobody'),
    ]);
    expect(own.stdout).toMatch(/^Payments key +set$/m);
    expect(jsonOf(other)).toMatchObject({ id: seedProjects.test, type: 'test', hasPaymentsKey: false });
    expect(none).toMatchObject({ code: 3, stdout: '' });
    expect(none.stderr).toContain('knows no project nobody');
  });
});

describe('add-ons', () => {
  it('are listed whatever their status, every page followed, and it is said how far the list is', async () => {
    const { gigs } = await setup();
    const all = await gigs('addons', 'list', '--plan', seedPlans.kramer, '--json');
    const { items } = jsonOf<Items>(all);
    expect(items).toHaveLength(kramerTopUpCount + 2);
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['available', 'draft', 'archived']));
    expect(all.stderr).toBe('200 available add-ons read, more to come\n');
  });

  it('are listed by every filter', async () => {
    const { gigs, controls } = await setup();
    const filters = ['--provider', 'p5', '--type', 'topUp', '--recurrence', 'recurring', '--status', 'available'];
    const listed = await gigs('addons', 'list', '--plan', seedPlans.jerry, ...filters, '--json');
    expect(jsonOf<Items>(listed).items.map(({ id }) => id)).toEqual([seedAddons.monthlyGigabyte]);
    const [request] = await controls.requests();
    expect(request?.query).toEqual({
      plan: seedPlans.jerry,
      provider: 'p5',
      type: 'topUp',
      recurrenceType: 'recurring',
      status: 'available',
      limit: '200',
    });
  });

  it('are listed up to a limit, over all statuses, and it is said that there are more', async () => {
    const { gigs } = await setup();
    const [few, most] = await Promise.all([
      gigs('addons', 'list', '--limit', '3', '--json'),
      gigs('addons', 'list', '--plan', seedPlans.jerry, '--limit', '14', '--json'),
    ]);
    expect(jsonOf<Items>(few).items).toHaveLength(3);
    expect(few.stderr).toContain('There are more');
    expect(jsonOf<Items>(most).items.map(({ status }) => status)).toContain('draft');
    expect(most.stderr).toContain('There are more');
  });

  it('are shown one by one, with why apps do not see them', async () => {
    const { gigs } = await setup();
    const [sold, draft, other, none] = await Promise.all([
      gigs('addons', 'show', seedAddons.bundle),
      gigs('addons', 'show', seedAddons.draft),
      gigs('addons', 'show', seedAddons.roamingBlock),
      gigs('addons', 'show', 'add_unknown'),
    ]);
    expect(sold.stdout).toMatch(/^Price +44\.99 USD$/m);
    expect(sold.stdout).toMatch(/^Gives +10 GB · 500 min · 100 SMS$/m);
    expect(sold.stdout).toMatch(/^Apps see it +yes$/m);
    expect(draft.stdout).toMatch(/^Apps see it +no: it is a draft: publish it to sell it$/m);
    expect(other.stdout).toMatch(/^Apps see it +no: it is no top-up but of another type$/m);
    expect(none).toMatchObject({ code: 3, stdout: '' });
    expect(none.stderr).toContain('has no add-on add_unknown');
  });
});

describe('the add-ons of subscriptions', () => {
  it('are listed by subscription, add-on, user and status, and shown one by one', async () => {
    const { gigs, url } = await setup();
    const bought = await fetch(`${url}/projects/gigs/subscriptionAddons`, {
      method: 'POST',
      headers: { authorization: `Bearer ${seedApiKey}` },
      body: JSON.stringify({ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry }),
    });
    const { id } = (await bought.json()) as { id: string };
    const filters = ['--user', seedUsers.jerry, '--addon', seedAddons.oneGigabyte, '--status', 'active,ended'];
    const [all, some, none, shown, unknown] = await Promise.all([
      gigs('subscription-addons', 'list'),
      gigs('subscription-addons', 'list', '--subscription', seedSubscriptions.jerry, ...filters, '--json'),
      gigs('subscription-addons', 'list', '--status', 'ended'),
      gigs('subscription-addons', 'show', id, '--json'),
      gigs('subscription-addons', 'show', 'sad_unknown'),
    ]);
    expect(all.stdout).toMatch(new RegExp(`^${id} +active +1GB Data Top-up +${seedSubscriptions.jerry} `, 'm'));
    expect(jsonOf<Items>(some).items.map((item) => item.id)).toEqual([id]);
    expect(none.stdout).toBe('None.\n');
    expect(jsonOf(shown)).toMatchObject({ id, user: seedUsers.jerry, status: 'active' });
    expect(unknown.code).toBe(3);
  });
});
