import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { type Baseline, type Entry, holderOf, type Ledger } from './ledger.ts';

/** A complete listing of a subscription's add-ons of one kind, down to where the baseline began. */
export interface Listing {
  /** When its first request began. */
  readonly beganAt: number;
  readonly items: readonly GigsSubscriptionAddon[];
}

/**
 * The objects at Gigs that can have come of this purchase: there now, not there before it was sent, and not claimed by
 * another purchase. A set difference over Gigs' own ids, so no clock is compared.
 */
export function candidatesOf(
  ledger: Ledger,
  purchase: string,
  entry: Entry & { baseline: Baseline },
  items: readonly GigsSubscriptionAddon[],
): GigsSubscriptionAddon[] {
  const before = new Set(entry.baseline.ids);
  // An object that moved from one page to the next while they were read is still one.
  const listed = [...new Map(items.map((item) => [item.id, item])).values()];
  return listed.filter(
    (item) =>
      item.subscription === ledger.subscription &&
      item.addon.id === entry.addon.id &&
      !before.has(item.id) &&
      holderOf(ledger, item.id, purchase) === undefined,
  );
}

/** Whether Gigs created it around the time at which the purchase can have been sent. */
export function isCreatedAround(item: GigsSubscriptionAddon, deadline: number, windowMs: number): boolean {
  const createdAt = Date.parse(item.createdAt);
  return Number.isFinite(createdAt) && Math.abs(createdAt - deadline) <= windowMs;
}
