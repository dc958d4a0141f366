import { Problem } from './contract/problems.ts';
import type { Call, Gigs } from './gigs/gigs.ts';
import { GigsRefused } from './gigs/outcome.ts';
import type { GigsSubscription } from './gigs/subscriptions.ts';

declare const owned: unique symbol;

/** A subscription that was read at Gigs and is the caller's. Only this file makes one. */
export type OwnSubscription = GigsSubscription & { readonly [owned]: true };

/**
 * The caller's own subscription.
 *
 * @throws Problem subscription-not-found: 404, not 403, since a 403 would confirm that the id exists
 * @throws GigsUnavailable, GigsKeyUnavailable
 */
export async function readOwnSubscription(
  gigs: Gigs,
  user: string,
  subscription: string,
  call: Call,
): Promise<OwnSubscription> {
  return asOwn(await readOrNone(gigs.getSubscription(subscription, call)), user, subscription);
}

/** What Gigs answered to the question for `subscription`, as the user's own. */
function asOwn(answer: GigsSubscription | undefined, user: string, subscription: string): OwnSubscription {
  if (answer?.id !== subscription || answer.user.id !== user) throw new Problem('subscription-not-found');
  return answer as OwnSubscription;
}

/** A retrieval that Gigs refuses is of an id that it does not take for one: there is nothing. */
export async function readOrNone<Value>(reading: Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof GigsRefused) return undefined;
    throw error;
  }
}
