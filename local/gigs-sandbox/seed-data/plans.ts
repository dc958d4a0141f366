import type { Coverage, Plan } from '../model/resources.ts';
import { seedPlans } from '../seed.ts';

const gigabyte = 1_000_000_000;

const unitedStates: Coverage = {
  object: 'coverage',
  id: 'cov_0SNlurA049MEWVcXFRbABlwHxCAe',
  name: 'United States',
  countries: ['US'],
};

export const europe: Coverage = {
  object: 'coverage',
  id: 'cov_0SNlurA049MEWV7RgwiurzJejt4n',
  name: 'Europe',
  countries: ['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'GB', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE'],
};

export const japan: Coverage = {
  object: 'coverage',
  id: 'cov_0SNlurA049MEWVHJecDpXSIfoyEF',
  name: 'Japan',
  countries: ['JP'],
};

/** A plan that renews every 30 days; the named members are what differs from one to the next. */
function plan(own: Pick<Plan, 'id' | 'name' | 'description' | 'price' | 'provider' | 'allowances' | 'coverage'>): Plan {
  return {
    object: 'plan',
    ...own,
    metadata: {},
    createdAt: '2021-01-21T19:12:28Z',
    image: null,
    limits: {},
    requirements: { address: 'present', 'user.birthday': 'none', 'user.fullName': 'present', device: 'none' },
    simTypes: ['eSIM', 'pSIM'],
    status: 'available',
    validity: { unit: 'day', value: 30, type: 'recurring', minimumPeriods: 1 },
  };
}

export const jerryPlan = plan({
  id: seedPlans.jerry,
  name: 'Gigs Connect 5 GB',
  description: '5 GB of data with unlimited calls and texts.',
  price: { amount: 2500, currency: 'USD' },
  provider: 'p5',
  allowances: { dataBytes: 5 * gigabyte, voiceSeconds: null, smsMessages: null },
  coverage: unitedStates,
});

export const elainePlan = plan({
  id: seedPlans.elaine,
  name: 'Gigs Connect Europe',
  description: '3 GB of data, 300 minutes and 100 texts all over Europe.',
  price: { amount: 1490, currency: 'EUR' },
  provider: 'p5',
  allowances: { dataBytes: 3 * gigabyte, voiceSeconds: 18_000, smsMessages: 100 },
  coverage: europe,
});

export const kramerPlan = plan({
  id: seedPlans.kramer,
  name: 'Gigs Connect Pay As You Like',
  description: null,
  price: { amount: 0, currency: 'USD' },
  provider: 'p4',
  allowances: { dataBytes: 0, voiceSeconds: 0, smsMessages: 0 },
  coverage: unitedStates,
});

export const vandelayPlan = plan({
  id: seedPlans.vandelay,
  name: 'Importer',
  description: 'For those who import.',
  price: { amount: 3000, currency: 'USD' },
  provider: 'p4',
  allowances: { dataBytes: 10 * gigabyte, voiceSeconds: null, smsMessages: null },
  coverage: unitedStates,
});

export const testPlan = plan({
  id: seedPlans.test,
  name: 'Test plan',
  description: null,
  price: { amount: 100, currency: 'USD' },
  provider: 'test',
  allowances: { dataBytes: gigabyte, voiceSeconds: 600, smsMessages: 10 },
  coverage: unitedStates,
});
