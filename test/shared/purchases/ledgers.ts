import type { TopUp } from '../../../shared/contract/schemas.ts';
import type { GigsSubscriptionAddon } from '../../../shared/gigs/subscription-addons.ts';
import type { Listing } from '../../../shared/purchases/candidates.ts';
import { type Change, type Entry, emptyLedger, type Ledger, ledgerSchema } from '../../../shared/purchases/ledger.ts';
import type { PurchaseRules } from '../../../shared/purchases/rules.ts';
import { toBoughtAddon } from '../../../shared/purchases/subscription-addon.ts';

/** When the purchases of these tests begin; every other time is told from it. */
export const t0 = Date.parse('2026-11-21T12:00:00Z');
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const subscription = 'sub_0SNlurA049MEWV2gSfSxi00xlPIi';
export const user = 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d';

export const rules: PurchaseRules = {
  limitPerDay: 10,
  repeatWindowSeconds: 30,
  settleAfterSeconds: 120,
  settleListingGapSeconds: 30,
  takeoverGraceSeconds: 10,
  sendsIdempotencyKey: false,
};

/** The last moment at which the request of a purchase begun at `t0` may leave, and what follows from it. */
export const deadline = t0 + 6 * second;
export const takeoverFrom = deadline + rules.takeoverGraceSeconds * second;
export const settledFrom = deadline + rules.settleAfterSeconds * second;

export function topUpOf(id = 'add_1'): TopUp {
  return {
    id,
    name: '1GB Data Top-up',
    description: null,
    price: { amount: 999, currency: 'USD' },
    allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
    validity: { unit: 'day', value: 7 },
    recurrenceType: 'oneTime',
    activationTrigger: null,
  };
}

/** A subscription add-on as the client gives it. */
export function objectOf(id: string, given: Partial<Omit<GigsSubscriptionAddon, 'addon'>> & { addon?: string } = {}) {
  const { addon = 'add_1', ...rest } = given;
  return {
    id,
    status: 'active',
    subscription,
    user,
    currentPeriod: null,
    createdAt: new Date(t0 + second).toISOString(),
    activatedAt: null,
    canceledAt: null,
    endedAt: null,
    ...rest,
    addon: { id: addon, details: null },
  } satisfies GigsSubscriptionAddon;
}

export function listingOf(ids: readonly (string | GigsSubscriptionAddon)[], beganAt: number): Listing {
  return { beganAt, items: ids.map((item) => (typeof item === 'string' ? objectOf(item) : item)) };
}

const before = { ids: ['sad_before'], isWhole: true };

const dispatching: Entry = {
  user,
  addon: topUpOf(),
  fingerprint: 'fingerprint',
  state: 'dispatching',
  epoch: 1,
  deadline,
  baseline: before,
  firstEmptyAt: null,
  lastListedAt: null,
  looks: 0,
  dueAt: takeoverFrom,
  subscriptionAddon: null,
  proof: null,
  failure: null,
  createdAt: t0,
  updatedAt: t0,
  settledAt: null,
};

const settled = { baseline: null, dueAt: null, updatedAt: t0 + 2 * second, settledAt: t0 + 2 * second };

/** An entry begun at `t0` as it usually is in its state. */
export const entries = {
  dispatching,
  unknown: { ...dispatching, state: 'unknown', dueAt: t0 + 21 * second },
  review: { ...dispatching, state: 'review', dueAt: t0 + 3 * minute, updatedAt: t0 + 3 * minute },
  succeeded: { ...dispatching, ...settled, state: 'succeeded', ...holding('sad_1', 'answer') },
  refused: {
    ...dispatching,
    ...settled,
    state: 'refused',
    failure: { code: 'payment-declined', declineReason: 'paymentCardDeclined' },
  },
  /** Its audits are still to come. */
  notPurchased: {
    ...dispatching,
    state: 'not-purchased',
    failure: { code: 'purchase-not-completed', declineReason: null },
    settledAt: t0 + 3 * minute,
    updatedAt: t0 + 3 * minute,
    dueAt: t0 + 18 * minute,
  },
  /** Its audits have been made. */
  audited: {
    ...dispatching,
    state: 'not-purchased',
    failure: { code: 'purchase-not-completed', declineReason: null },
    settledAt: t0 + 3 * minute,
    updatedAt: t0 + 24 * hour + 3 * minute,
    baseline: null,
    dueAt: null,
  },
} as const satisfies Record<string, Entry>;

/** What an entry says that holds an object. */
export function holding(
  object: string,
  proof: NonNullable<Entry['proof']>,
): Pick<Entry, 'subscriptionAddon' | 'proof'> {
  return { subscriptionAddon: toBoughtAddon(objectOf(object), topUpOf(), t0), proof };
}

/** A ledger with these purchases, checked by its own schema. Its version is well above every epoch in it. */
export function ledgerOf(purchases: Record<string, Entry> = {}, given: Partial<Ledger> = {}): Ledger {
  return ledgerSchema.parse({ ...emptyLedger(subscription), version: 7, ...given, purchases });
}

/** What a change came to for one purchase: its state and why, or `removed`; null where nothing was to be written. */
export function outcomeOf(change: Change | undefined, purchase: string) {
  if (change === undefined) return null;
  return {
    state: change.ledger.purchases[purchase]?.state ?? 'removed',
    reasons: change.events.map((event) => `${event.purchase} ${event.state} ${event.reason}`),
  };
}
