import { describe, expect, it } from 'vitest';
import type { List, Project } from '../../../local/gigs-sandbox/model/resources.ts';
import { seedAddons, seedOrganizations, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

const idsOf = ({ items }: List<Project>) => items.map(({ id }) => id);

describe('projects', () => {
  it('are listed newest first', async () => {
    expect(idsOf(await setup().get('/projects'))).toEqual(['gigs-test', 'vandelay', 'gigs']);
  });

  it('can be filtered by organization', async () => {
    const { get } = setup();
    expect(idsOf(await get(`/projects?organization=${seedOrganizations.vandelay}`))).toEqual(['vandelay']);
    expect(idsOf(await get(`/projects?organization=${seedOrganizations.gigs}`))).toEqual(['gigs-test', 'gigs']);
    expect(idsOf(await get('/projects?organization=org_unknown'))).toEqual([]);
  });

  it('tell their publishable key, or that they have none', async () => {
    const { get } = setup();
    expect(await get('/projects/gigs/credentials')).toEqual({
      object: 'projectCredentials',
      paymentsKey: 'pk_test_XXooYYauvdEDq12NiTphI7sa',
    });
    expect(await get('/projects/vandelay/credentials')).toMatchObject({ paymentsKey: null });
  });

  it('have everything null in the test project that may be', async () => {
    const nothing = { billing: null, consent: null, image: null, legal: null, payments: null, support: null };
    expect(await setup().get('/projects/gigs-test')).toMatchObject({ type: 'test', ...nothing });
  });
});

describe('one project shows nothing of another', () => {
  it.each([
    `/projects/vandelay/addons/${seedAddons.oneGigabyte}`,
    `/projects/gigs/addons/${seedAddons.vandelay}`,
    `/projects/gigs/addons/${seedAddons.test}`,
    `/projects/vandelay/subscriptions/${seedSubscriptions.jerry}`,
    `/projects/gigs/subscriptions/${seedSubscriptions.art}`,
    '/projects/kruger-industrial',
    '/projects/kruger-industrial/credentials',
    '/projects/GIGS',
    '/projects/gigs%2Faddons',
  ])('GET %s is 404', async (path) => {
    expectError(await setup().call('GET', path), 404, 'notFound');
  });

  it.each([
    `/projects/gigs/subscriptions?user=${seedUsers.art}`,
    `/projects/vandelay/subscriptions?user=${seedUsers.jerry}`,
    `/projects/vandelay/subscriptionAddons?user=${seedUsers.jerry}`,
  ])('GET %s is empty', async (path) => {
    const { ok, get } = setup();
    const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };
    await ok('POST', '/projects/gigs/subscriptionAddons', { body });
    expect(await get(path)).toMatchObject({ items: [] });
  });

  it("neither a purchase for another project's subscription, nor one of its add-on", async () => {
    const { call } = setup();
    const buy = (addon: string, subscription: string) =>
      call('POST', '/projects/gigs/subscriptionAddons', { body: { addon, subscription } });
    expectError(await buy(seedAddons.vandelay, seedSubscriptions.jerry), 422, 'invalid');
    expectError(await buy(seedAddons.vandelay, seedSubscriptions.art), 422, 'invalid');
  });
});
