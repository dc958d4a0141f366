import { Problem } from '../../shared/contract/problems.ts';
import type { SubscriptionAddon } from '../../shared/contract/schemas.ts';
import type { Call, Gigs } from '../../shared/gigs/gigs.ts';
import { GigsUnavailable } from '../../shared/gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../../shared/gigs/subscription-addons.ts';
import { readOrNone, readOwnSubscription } from '../../shared/ownership.ts';
import { toSubscriptionAddon } from '../../shared/purchases/subscription-addon.ts';

export interface AddonOwner {
  readonly user: string;
  readonly subscription: string;
}

/**
 * An add-on of the caller's own subscription. Both are asked for at once, whosever they are, so that "not yours" and
 * "not there" look and cost the same.
 *
 * @throws Problem subscription-not-found, addon-not-found
 * @throws GigsUnavailable, GigsKeyUnavailable
 */
export async function readOwnSubscriptionAddon(
  gigs: Gigs,
  { user, subscription }: AddonOwner,
  subscriptionAddon: string,
  call: Call,
): Promise<GigsSubscriptionAddon> {
  const [owner, addon] = await Promise.allSettled([
    readOwnSubscription(gigs, user, subscription, call),
    readOrNone(gigs.getSubscriptionAddon(subscriptionAddon, call)),
  ]);
  if (owner.status === 'rejected') throw owner.reason;
  if (addon.status === 'rejected') throw addon.reason;
  const found = addon.value;
  if (found?.id !== subscriptionAddon || found.subscription !== subscription || found.user !== user) {
    throw new Problem('addon-not-found');
  }
  return found;
}

/** As the caller sees it. @throws GigsUnavailable where there is nothing of it that can be shown */
export function shown(addon: GigsSubscriptionAddon): SubscriptionAddon {
  const view = toSubscriptionAddon(addon);
  if (!view) throw new GigsUnavailable('unreadable');
  return view;
}
