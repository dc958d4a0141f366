import type { AddonRecord } from '../model/addon.ts';
import { kramerTopUpCount, kramerTopUpId, seedAddons, seedPlans } from '../seed.ts';
import { europe, japan } from './plans.ts';

const nothing = { dataBytes: 0, voiceSeconds: 0, smsMessages: 0 };
const megabytes = (count: number) => ({ ...nothing, dataBytes: count * 1_000_000 });
const data = (gigabytes: number) => megabytes(gigabytes * 1000);
const days = (value: number) => ({ unit: 'day', value }) as const;
const months = (value: number) => ({ unit: 'month', value }) as const;
const usd = (amount: number) => ({ amount, currency: 'USD' });
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const firstCreatedAt = Date.parse('2021-01-21T19:12:28Z');
const hourMs = 3_600_000;

type Own = Pick<AddonRecord, 'id' | 'name' | 'description' | 'price' | 'allowances' | 'validity'> &
  Partial<AddonRecord>;

/** One-time top-ups of a plan that are available and count from their creation, unless they say otherwise. */
function addons(plan: string, provider: string, list: readonly Own[]): AddonRecord[] {
  return list.map((own, index) => ({
    activationTrigger: 'creation',
    coverage: null,
    createdAt: firstCreatedAt + index * hourMs,
    metadata: {},
    plans: [plan],
    provider,
    recurrenceType: 'oneTime',
    status: 'available',
    type: 'topUp',
    ...own,
  }));
}

const jerryAddons: readonly Own[] = [
  {
    id: seedAddons.oneGigabyte,
    name: '1GB Data Top-up',
    description: '1 GB of data for a week.',
    price: usd(999),
    allowances: data(1),
    validity: days(7),
    metadata: { shelf: 'data' },
  },
  {
    id: seedAddons.archived,
    name: '1GB Data Top-up (2020)',
    description: 'Replaced by a better one.',
    price: usd(1299),
    allowances: data(1),
    validity: days(7),
    status: 'archived',
  },
  {
    id: seedAddons.courtesy,
    name: '100MB Courtesy Data',
    description: 'On the house: enough to find your way home.',
    price: usd(0),
    allowances: megabytes(100),
    validity: days(1),
  },
  {
    id: seedAddons.smsPack,
    name: '100 SMS',
    description: '100 texts, for 30 days.',
    price: usd(299),
    allowances: { ...nothing, smsMessages: 100 },
    validity: days(30),
  },
  {
    id: seedAddons.minutePack,
    name: '500 Minutes',
    description: '500 minutes of calls, for 30 days.',
    price: usd(899),
    allowances: { ...nothing, voiceSeconds: 30_000 },
    validity: days(30),
    plans: [seedPlans.jerry, seedPlans.elaine],
  },
  {
    id: seedAddons.unlimitedDay,
    name: 'Unlimited Day',
    description: 'All the data you can use until this time tomorrow.',
    price: usd(699),
    allowances: { ...nothing, dataBytes: null },
    validity: days(1),
    activationTrigger: 'usageStarted',
  },
  {
    id: seedAddons.untilRenewal,
    name: '2GB Until Renewal',
    description: '2 GB that last as long as your plan period does.',
    price: usd(1299),
    allowances: data(2),
    validity: null,
  },
  {
    id: seedAddons.threeGigabytes,
    name: '3GB Data Top-up',
    description: '3 GB of data for two weeks.',
    price: usd(1999),
    allowances: data(3),
    validity: days(14),
  },
  {
    id: seedAddons.fiveGigabytes,
    name: '5GB Data Top-up',
    description: null,
    price: usd(2499),
    allowances: data(5),
    validity: days(30),
  },
  {
    id: seedAddons.tenGigabytes,
    name: '10GB Data Top-up',
    description: '10 GB of data for a month.',
    price: usd(3999),
    allowances: data(10),
    validity: months(1),
  },
  {
    id: seedAddons.bundle,
    name: 'Everything Bundle',
    description: '10 GB of data, 500 minutes and 100 texts for a month.',
    price: usd(4499),
    allowances: { ...data(10), voiceSeconds: 30_000, smsMessages: 100 },
    validity: months(1),
    metadata: { shelf: 'bundles', badge: 'Best value' },
  },
  {
    id: seedAddons.europeTravel,
    name: '2GB Europe Travel',
    description: '2 GB to use in Europe for ten days. Restart your phone when you land.',
    price: usd(1499),
    allowances: data(2),
    validity: days(10),
    coverage: europe,
    activationTrigger: 'networkLatch',
  },
  {
    id: seedAddons.monthlyGigabyte,
    name: '1GB Every Month',
    description: '1 GB on top of your plan, renewed every month until you end it.',
    price: usd(799),
    allowances: data(1),
    validity: months(1),
    recurrenceType: 'recurring',
  },
  {
    id: seedAddons.roamingBlock,
    name: 'No Roaming',
    description: 'Disable international roaming.',
    price: usd(0),
    allowances: nothing,
    validity: null,
    type: 'other',
  },
  {
    id: seedAddons.draft,
    name: '20GB Data Top-up',
    description: '20 GB of data for a month.',
    price: usd(6999),
    allowances: data(20),
    validity: months(1),
    status: 'draft',
  },
];

const elaineAddons: readonly Own[] = [
  {
    id: seedAddons.elaineSmall,
    name: '500MB Europe',
    description: '500 MB for three days.',
    price: eur(299),
    allowances: megabytes(500),
    validity: days(3),
  },
  {
    id: seedAddons.elaineMedium,
    name: '2GB Europe',
    description: '2 GB for ten days.',
    price: eur(799),
    allowances: data(2),
    validity: days(10),
  },
  {
    id: seedAddons.elaineLarge,
    name: '10GB Europe',
    description: '10 GB for a month.',
    price: eur(1999),
    allowances: data(10),
    validity: months(1),
  },
  {
    id: seedAddons.elaineJapan,
    name: '3GB Japan',
    description: '3 GB to use in Japan for a week.',
    price: { amount: 1200, currency: 'JPY' },
    allowances: data(3),
    validity: days(7),
    coverage: japan,
    activationTrigger: 'networkLatch',
  },
];

function kramerAddons(): Own[] {
  const topUps = Array.from({ length: kramerTopUpCount }, (_, index): Own => {
    const number = index + 1;
    return {
      id: kramerTopUpId(number),
      name: `${number * 100} MB`,
      description: null,
      price: usd(49 + number * 50),
      allowances: megabytes(number * 100),
      validity: days(1 + (index % 30)),
    };
  });
  const retired = { description: null, price: usd(1), allowances: megabytes(100), validity: days(1) };
  return [
    { ...retired, id: seedAddons.kramerArchived, name: 'Trial', status: 'archived' },
    ...topUps,
    { ...retired, id: seedAddons.kramerDraft, name: 'Penny data', status: 'draft' },
  ];
}

/** New records, oldest first: the sandbox changes them. */
export function gigsAddons(): AddonRecord[] {
  return [
    ...addons(seedPlans.jerry, 'p5', jerryAddons),
    ...addons(seedPlans.elaine, 'p5', elaineAddons),
    ...addons(seedPlans.kramer, 'p4', kramerAddons()),
  ].sort((one, other) => one.createdAt - other.createdAt);
}

export function vandelayAddons(): AddonRecord[] {
  const importer = {
    id: seedAddons.vandelay,
    name: '1GB for Importers',
    description: null,
    price: usd(1500),
    allowances: data(1),
    validity: days(7),
  };
  return addons(seedPlans.vandelay, 'p4', [importer]);
}

export function testAddons(): AddonRecord[] {
  const free = {
    id: seedAddons.test,
    name: 'Test top-up',
    description: null,
    price: usd(100),
    allowances: data(1),
    validity: days(1),
  };
  return addons(seedPlans.test, 'test', [free]);
}
