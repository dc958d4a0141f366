/**
 * Answers as Gigs' pages "Projects", "Add-ons" and "Subscription add-ons" show them, and a subscription as its page
 * describes one.
 */

export const addon = {
  object: 'addon',
  id: 'add_0SNlurA049MEWV4VxLfwJc7PJtHc',
  allowances: { dataBytes: 10_000_000_000, voiceSeconds: 30_000, smsMessages: 100 },
  createdAt: '2021-01-21T19:12:28Z',
  description: 'Disable international roaming.',
  name: '1GB Data Top-up',
  plans: ['pln_0SNlurA049MEWV3V0q7gjQbM4EVo'],
  price: { amount: 999, currency: 'USD' },
  provider: 'p5',
  recurrenceType: 'oneTime',
  status: 'available',
  type: 'topUp',
  validity: { unit: 'day', value: 7 },
  data: 10_000_000_000,
  dataUnit: 'byte',
  sms: 100,
  smsUnit: 'message',
  voice: 30_000,
  voiceUnit: 'second',
};

export const subscriptionAddon = {
  object: 'subscriptionAddon',
  id: 'sad_0SNlurA049MEWV2UNWPbDfW5B40U',
  addon,
  currentPeriod: { number: 1, start: '2021-01-21T19:32:13Z', end: '2021-02-20T19:38:34Z' },
  status: 'pending',
  subscription: 'sub_0SNlurA049MEWV2gSfSxi00xlPIi',
  user: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d',
  activatedAt: '2021-01-15T12:36:57Z',
  canceledAt: '2021-01-22T19:39:53Z',
  createdAt: '2021-01-15T12:30:28Z',
  endedAt: '2021-01-30T23:12:28Z',
};

export const subscription = {
  object: 'subscription',
  id: 'sub_0SNlurA049MEWV2gSfSxi00xlPIi',
  status: 'active',
  user: { object: 'user', id: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d', email: 'jerry@example.com' },
  plan: { object: 'plan', id: 'pln_0SNlurA049MEWV3V0q7gjQbM4EVo', name: 'Basic' },
  phoneNumber: '+12345678900',
  currentPeriod: { number: 1, start: '2021-01-21T19:32:13Z', end: '2021-02-20T19:38:34Z' },
  createdAt: '2021-01-15T12:30:28Z',
};

export const project = {
  object: 'project',
  id: 'gigs',
  billing: { advanceInvoicingDays: 7, currency: 'USD', paymentBehavior: 'manual', taxBehavior: 'exclusive' },
  consent: { deliveryMethods: ['emailLink'] },
  createdAt: '2021-01-21T19:32:13.0Z',
  image: 'https://a.gigscdn.net/p/gigs/icon.png',
  legal: { name: 'Gigs Inc.', city: 'New York City', country: 'US' },
  locales: ['en-US'],
  name: 'Gigs Connect',
  organization: { object: 'organization', id: 'org_0SNlurA04kOdemVEMVZQBF', name: 'Gigs' },
  payments: { currency: 'USD', mode: 'live' },
  subscriptionOwner: 'user',
  support: { email: 'support@gigs.com', phoneNumber: '+12345678900' },
  type: 'live',
  billable: true,
};

export const credentials = { object: 'projectCredentials', paymentsKey: 'pk_test_XXooYYauvdEDq12NiTphI7sa' };

export function page(items: readonly unknown[], moreItemsAfter: string | null = null) {
  return { object: 'list', items, moreItemsAfter, moreItemsBefore: null };
}

export function errorBody(type: string, code?: string) {
  return { object: 'error', type, message: 'Text that stays here', ...(code === undefined ? {} : { code }) };
}
