import { Problem } from '../contract/problems.ts';
import type { Money, TopUp } from '../contract/schemas.ts';
import type { GigsAddon } from '../gigs/addons.ts';
import type { Gigs } from '../gigs/gigs.ts';
import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { readOrNone, readOwnSubscription } from '../ownership.ts';
import { isPurchasable, toTopUp } from '../top-ups/top-up.ts';
import type { Baseline } from './ledger.ts';
import { readBaseline } from './list-at-gigs.ts';

export interface PurchaseWish {
  readonly user: string;
  readonly subscription: string;
  readonly addon: string;
  /** What the user was shown and agreed to pay. */
  readonly price: Money;
}

export interface PurchaseFacts {
  readonly addon: TopUp;
  /** Null where Gigs did not list: the ledger may still know why not to buy. */
  readonly baseline: Baseline | null;
  readonly listed: readonly GigsSubscriptionAddon[];
  /** Why Gigs did not list. */
  readonly whyUnlisted: unknown;
}

/**
 * Reads at Gigs, in parallel, all that a purchase depends on, and refuses what the catalogue or the subscription does
 * not allow. What is not the user's is refused as what does not exist, after the same calls.
 *
 * @throws Problem subscription-not-found, subscription-not-active, top-up-unavailable, price-changed
 * @throws GigsUnavailable, GigsKeyUnavailable where subscription or add-on cannot be read
 */
export async function readPurchaseFacts(gigs: Gigs, wish: PurchaseWish, answerBy: number): Promise<PurchaseFacts> {
  const call = { answerBy };
  const [subscription, addon, before] = await Promise.allSettled([
    readOwnSubscription(gigs, wish.user, wish.subscription, call),
    readOrNone(gigs.getAddon(wish.addon, call)),
    readBaseline(gigs, wish, call),
  ]);
  const { status, plan } = settledValue(subscription);
  if (status !== 'active') throw new Problem('subscription-not-active');
  const offer = onOffer(settledValue(addon), plan.id, wish);
  return before.status === 'fulfilled'
    ? { addon: offer, ...before.value, whyUnlisted: null }
    : { addon: offer, baseline: null, listed: [], whyUnlisted: before.reason };
}

function settledValue<Value>(read: PromiseSettledResult<Value>): Value {
  if (read.status === 'rejected') throw read.reason;
  return read.value;
}

function onOffer(addon: GigsAddon | undefined, plan: string, wish: PurchaseWish): TopUp {
  const isOffered = addon?.id === wish.addon && isPurchasable(addon, plan);
  const topUp = isOffered ? toTopUp(addon) : undefined;
  if (topUp === undefined) throw new Problem('top-up-unavailable');
  const { price } = topUp;
  if (price.amount !== wish.price.amount || price.currency !== wish.price.currency) {
    throw new Problem('price-changed', { currentPrice: price });
  }
  return topUp;
}
