import type { SubscriptionAddon, TopUp } from '../contract/schemas.ts';
import { shownTime } from '../gigs/shown.ts';
import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { toTopUp } from '../top-ups/top-up.ts';

/** A subscription add-on as the app sees it, or undefined where its add-on or time of creation cannot be shown. */
export function toSubscriptionAddon(from: GigsSubscriptionAddon): SubscriptionAddon | undefined {
  const addon = from.addon.details ? toTopUp(from.addon.details) : undefined;
  const createdAt = shownTime(from.createdAt);
  return addon === undefined || createdAt === null ? undefined : shownWith(from, addon, createdAt);
}

/** The same for what a purchase bought, which is kept whatever Gigs says of it: what is known of the purchase fills in. */
export function toBoughtAddon(from: GigsSubscriptionAddon, paid: TopUp, begunAt: number): SubscriptionAddon {
  return (
    toSubscriptionAddon(from) ?? shownWith(from, paid, shownTime(from.createdAt) ?? new Date(begunAt).toISOString())
  );
}

function shownWith(from: GigsSubscriptionAddon, addon: TopUp, createdAt: string): SubscriptionAddon {
  return {
    id: from.id,
    status: from.status,
    subscription: from.subscription,
    addon,
    currentPeriod: toPeriod(from),
    createdAt,
    activatedAt: shownTime(from.activatedAt),
    canceledAt: shownTime(from.canceledAt),
    endedAt: shownTime(from.endedAt),
  };
}

function toPeriod({ currentPeriod }: GigsSubscriptionAddon): SubscriptionAddon['currentPeriod'] {
  const start = shownTime(currentPeriod?.start ?? null);
  const end = shownTime(currentPeriod?.end ?? null);
  if (!currentPeriod || start === null || end === null) return null;
  return { number: currentPeriod.number, start, end };
}
