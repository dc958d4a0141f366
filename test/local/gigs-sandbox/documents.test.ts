import { describe, expect, it } from 'vitest';
import type { SubscriptionAddon } from '../../../local/gigs-sandbox/model/resources.ts';
import { seedAddons, seedProjects, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import {
  addonSchema,
  credentialsSchema,
  listSchema,
  projectSchema,
  subscriptionAddonSchema,
  subscriptionSchema,
} from './schemas.ts';
import { expectShape, setup } from './setup.ts';

const addon = `/addons/${seedAddons.oneGigabyte}`;
const allStatuses = 'status=pending,initiated,active,ended';

describe('every operation answers as the documents say', () => {
  it.each([
    ['GET', '', projectSchema],
    ['GET', '/credentials', credentialsSchema],
    ['GET', '/addons?limit=200', listSchema(addonSchema)],
    ['GET', '/addons?limit=200&status=draft', listSchema(addonSchema)],
    ['GET', '/addons?limit=200&status=archived', listSchema(addonSchema)],
    ['GET', addon, addonSchema],
    ['PATCH', addon, addonSchema, { name: '1GB Data Top-up', description: 'Disable international roaming.' }],
    ['POST', `${addon}/publish`, addonSchema],
    ['POST', `${addon}/archive`, addonSchema],
    [
      'POST',
      '/subscriptionAddons',
      subscriptionAddonSchema,
      { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry },
    ],
    ['GET', '/subscriptionAddons', listSchema(subscriptionAddonSchema)],
    ['GET', '/subscriptions?status=pending,initiated,active,restricted,ended', listSchema(subscriptionSchema)],
    ['GET', `/subscriptions/${seedSubscriptions.jerry}`, subscriptionSchema],
  ])('%s /projects/{project}%s', async (method, path, schema, body?: object) => {
    const answer = await setup().call(method, `/projects/gigs${path}`, body ? { body } : {});
    expect(answer.status).toBe(path === '/subscriptionAddons' && method === 'POST' ? 201 : 200);
    expectShape(answer.body, schema);
  });

  it('GET /projects, and each of them by itself', async () => {
    const { get } = setup();
    expectShape(await get('/projects'), listSchema(projectSchema));
    for (const project of Object.values(seedProjects)) {
      expectShape(await get(`/projects/${project}`), projectSchema);
      expectShape(await get(`/projects/${project}/credentials`), credentialsSchema);
      expectShape(await get(`/projects/${project}/addons`), listSchema(addonSchema));
      expectShape(await get(`/projects/${project}/subscriptions`), listSchema(subscriptionSchema));
    }
  });

  it.each(['initiated', 'pending', 'active', 'ended'] as const)(
    'a subscription add-on that is %s, by id and in a list',
    async (status) => {
      const { ok, get, pass } = setup();
      await ok('PUT', '/sandbox/payment-delay', { body: { ms: 1000 } });
      const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };
      const { id } = await ok<SubscriptionAddon>('POST', '/projects/gigs/subscriptionAddons', { body });
      if (status !== 'initiated') pass(1000);
      if (status === 'active' || status === 'ended') pass(2000);
      if (status === 'ended') {
        expectShape(await ok('DELETE', `/projects/gigs/subscriptionAddons/${id}`), subscriptionAddonSchema);
      }
      const shown = await get<SubscriptionAddon>(`/projects/gigs/subscriptionAddons/${id}`);
      expect(shown.status).toBe(status);
      expectShape(shown, subscriptionAddonSchema);
      const list = await get(`/projects/gigs/subscriptionAddons?${allStatuses}`);
      expectShape(list, listSchema(subscriptionAddonSchema));
      expect(list).toMatchObject({ items: [{ id, status }] });
    },
  );

  it('shows the documented project exactly as the document does', async () => {
    expect(await setup().get('/projects/gigs')).toEqual({
      object: 'project',
      id: 'gigs',
      billing: { advanceInvoicingDays: 7, currency: 'USD', paymentBehavior: 'manual', taxBehavior: 'exclusive' },
      consent: { deliveryMethods: ['emailLink'] },
      createdAt: '2021-01-21T19:32:13Z',
      image: 'https://a.gigscdn.net/p/gigs/icon.png',
      legal: {
        name: 'Gigs Inc.',
        city: 'New York City',
        country: 'US',
        line1: '129 West 81st Street',
        line2: 'Apartment 5A',
        postalCode: '10024',
        state: 'NY',
      },
      locales: ['en-US'],
      name: 'Gigs Connect',
      organization: {
        object: 'organization',
        id: 'org_0SNlurA04kOdemVEMVZQBF',
        createdAt: '2021-02-01T13:21:30Z',
        name: 'Gigs',
      },
      payments: { currency: 'USD', mode: 'live' },
      subscriptionOwner: 'user',
      support: { email: 'support@gigs.com', phoneNumber: '+12345678900' },
      type: 'live',
      billable: true,
    });
  });
});
