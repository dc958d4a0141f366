import { seedAddons, seedPlans, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import type { OperationName } from '../../shared/contract/operations.ts';
import type { ProblemCode } from '../../shared/contract/problems.ts';
import { purchaseIdOf } from '../../shared/purchases/purchase-id.ts';

/** Whose an id is, seen from Jerry. */
export const idKinds = ['own', "another's", "another project's", 'missing', 'of another type', 'malformed'] as const;
export type IdKind = (typeof idKinds)[number];

/** Where ids stand. `addon` is in the body, the others are in the path. */
export type Slot = 'subscription' | 'plan' | 'addon' | 'purchase' | 'subscriptionAddon' | 'code';

type Kinds = Readonly<Partial<Record<Slot, IdKind>>>;
type Expected = number | ProblemCode;

export interface Row {
  readonly slots: readonly Slot[];
  /** What a valid token gets for ids of these kinds, none of them malformed: the status of a success, or a problem. */
  readonly expected: (kinds: Kinds) => Expected;
}

/** What was bought before, by id. */
export interface Bought {
  readonly purchase: string;
  readonly subscriptionAddon: string;
}

const ifOwnSubscription = ({ subscription }: Kinds, then: Expected): Expected =>
  subscription === 'own' ? then : 'subscription-not-found';

function addonOfSubscription(kinds: Kinds): Expected {
  return ifOwnSubscription(kinds, kinds.subscriptionAddon === 'own' ? 200 : 'addon-not-found');
}

/** The rows of the authorization matrix. An operation without one does not compile. */
export const rows: Readonly<Record<OperationName, Row>> = {
  getHealth: { slots: [], expected: () => 200 },
  getOpenApi: { slots: [], expected: () => 200 },
  getProblem: {
    slots: ['code'],
    expected: ({ code }) => (code === 'own' || code === "another's" ? 200 : 'not-found'),
  },
  getProject: { slots: [], expected: () => 200 },
  listSubscriptions: { slots: [], expected: () => 200 },
  // A plan is nobody's: what it offers is shown to every user, and one that is not there offers nothing.
  listPlanTopUps: { slots: ['plan'], expected: () => 200 },
  listSubscriptionTopUps: { slots: ['subscription'], expected: (kinds) => ifOwnSubscription(kinds, 200) },
  buyTopUp: {
    slots: ['subscription', 'addon'],
    expected: (kinds) => ifOwnSubscription(kinds, kinds.addon === 'own' ? 201 : 'top-up-unavailable'),
  },
  getPurchase: {
    slots: ['subscription', 'purchase'],
    expected: ({ subscription, purchase }) =>
      subscription === 'own' && purchase === 'own' ? 200 : 'purchase-not-found',
  },
  listPurchases: { slots: ['subscription'], expected: (kinds) => ifOwnSubscription(kinds, 200) },
  listSubscriptionAddons: { slots: ['subscription'], expected: (kinds) => ifOwnSubscription(kinds, 200) },
  getSubscriptionAddon: { slots: ['subscription', 'subscriptionAddon'], expected: addonOfSubscription },
  endSubscriptionAddon: { slots: ['subscription', 'subscriptionAddon'], expected: addonOfSubscription },
};

/** Every way to fill some slots with kinds of ids. */
export function fillingsOf(slots: readonly Slot[]): Kinds[] {
  const [first, ...others] = slots;
  if (first === undefined) return [{}];
  return idKinds.flatMap((kind) => fillingsOf(others).map((filling) => ({ [first]: kind, ...filling })));
}

/** The ids of each kind, once Jerry and Elaine have bought something. */
export function idsOf(jerry: Bought, elaine: Bought): Readonly<Record<Slot, Readonly<Record<IdKind, string>>>> {
  const malformed = '%2e%2e';
  return {
    subscription: {
      own: seedSubscriptions.jerry,
      "another's": seedSubscriptions.elaine,
      "another project's": seedSubscriptions.art,
      missing: 'sub_0SNlurA049MEWV0000000000000000',
      'of another type': seedAddons.oneGigabyte,
      malformed,
    },
    plan: {
      own: seedPlans.jerry,
      "another's": seedPlans.elaine,
      "another project's": seedPlans.vandelay,
      missing: 'pln_0SNlurA049MEWV0000000000000000',
      'of another type': seedSubscriptions.elaine,
      malformed,
    },
    addon: {
      own: seedAddons.smsPack,
      "another's": seedAddons.elaineSmall,
      "another project's": seedAddons.vandelay,
      missing: 'add_0SNlurA049MEWV0000000000000000',
      'of another type': seedPlans.jerry,
      malformed: '../addons',
    },
    purchase: {
      own: jerry.purchase,
      "another's": elaine.purchase,
      "another project's": purchaseIdOf(seedUsers.art, seedSubscriptions.art, 'key-of-somebody-else'),
      missing: `pur_${'0'.repeat(32)}`,
      'of another type': jerry.subscriptionAddon,
      malformed,
    },
    subscriptionAddon: {
      own: jerry.subscriptionAddon,
      "another's": elaine.subscriptionAddon,
      "another project's": 'sad_0SNlurA049MEWVvandelay00000000',
      missing: 'sad_0SNlurA049MEWV0000000000000000',
      'of another type': jerry.purchase,
      malformed,
    },
    code: {
      own: 'price-changed',
      "another's": 'internal-error',
      "another project's": 'problem-of-another-api',
      missing: 'no-such-code',
      'of another type': seedSubscriptions.jerry,
      malformed,
    },
  };
}
