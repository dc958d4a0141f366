import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import type { Entry } from './ledger.ts';
import { auditsAfterMs } from './rules.ts';
import { toBoughtAddon } from './subscription-addon.ts';

/** The entry of a purchase that was made: it holds the object, and nothing is due any more. */
export function succeeded(
  entry: Entry,
  object: GigsSubscriptionAddon,
  proof: NonNullable<Entry['proof']>,
  now: number,
): Entry {
  return {
    ...entry,
    state: 'succeeded',
    subscriptionAddon: toBoughtAddon(object, entry.addon, entry.createdAt),
    proof,
    failure: null,
    baseline: null,
    dueAt: null,
    looks: 0,
    updatedAt: now,
    settledAt: now,
  };
}

/** The entry of a purchase that was not made as far as anybody can see. Audits will look again. */
export function notPurchased(entry: Entry, now: number): Entry {
  return {
    ...entry,
    state: 'not-purchased',
    failure: { code: 'purchase-not-completed', declineReason: null },
    dueAt: entry.baseline === null ? null : now + auditsAfterMs[0],
    looks: 0,
    updatedAt: now,
    settledAt: now,
  };
}

/** The entry of a purchase that only a person can decide. */
export function inReview(entry: Entry, now: number): Entry {
  return {
    ...entry,
    state: 'review',
    subscriptionAddon: null,
    proof: null,
    failure: null,
    dueAt: now,
    looks: 0,
    updatedAt: now,
    settledAt: null,
  };
}
