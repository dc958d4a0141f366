import type { Project } from '../model/resources.ts';
import { seedOrganizations, seedProjects } from '../seed.ts';

/** The example of Gigs' Projects page, member by member. */
export const gigsProject: Project = {
  object: 'project',
  id: seedProjects.gigs,
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
    id: seedOrganizations.gigs,
    createdAt: '2021-02-01T13:21:30Z',
    name: 'Gigs',
  },
  payments: { currency: 'USD', mode: 'live' },
  subscriptionOwner: 'user',
  support: { email: 'support@gigs.com', phoneNumber: '+12345678900' },
  type: 'live',
  billable: true,
};

/** A live project of another organization, with Gigs Payments but without the Billing API. */
export const vandelayProject: Project = {
  object: 'project',
  id: seedProjects.vandelay,
  billing: null,
  consent: null,
  createdAt: '2022-05-02T08:15:00Z',
  image: null,
  legal: {
    name: 'Vandelay Industries LLC',
    city: 'New York City',
    country: 'US',
    line1: '1344 Queens Boulevard',
    line2: '',
    postalCode: '11101',
    state: 'NY',
  },
  locales: ['en-US', 'es-US'],
  name: 'Vandelay Mobile',
  organization: {
    object: 'organization',
    id: seedOrganizations.vandelay,
    createdAt: '2022-05-01T09:00:00Z',
    name: 'Vandelay Industries',
  },
  payments: { currency: 'USD', mode: 'live' },
  subscriptionOwner: 'company',
  support: { email: 'help@vandelay.example', phoneNumber: null },
  type: 'live',
  billable: true,
};

/** A test project in which everything that may be null is. */
export const testProject: Project = {
  object: 'project',
  id: seedProjects.test,
  billing: null,
  consent: null,
  createdAt: '2023-03-14T15:09:26Z',
  image: null,
  legal: null,
  locales: ['en-US'],
  name: 'Gigs Connect (test)',
  organization: gigsProject.organization,
  payments: null,
  subscriptionOwner: 'user',
  support: null,
  type: 'test',
  billable: false,
};
