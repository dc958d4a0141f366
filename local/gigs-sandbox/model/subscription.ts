import type { Subscription } from './resources.ts';
import { periodAt, rfc3339, type Span } from './time.ts';

/** A subscription as the sandbox keeps it. Nothing changes one; only an active one's period moves on. */
export interface SubscriptionRecord
  extends Omit<Subscription, 'object' | 'createdAt' | 'activatedAt' | 'currentPeriod'> {
  /** In ms since the epoch. */
  readonly createdAt: number;
  /** In ms since the epoch. */
  readonly activatedAt: number | null;
}

/** The period of an active subscription at `now`, null for any other. */
export function subscriptionPeriod(subscription: SubscriptionRecord, now: number): Span | null {
  if (subscription.status !== 'active' || subscription.activatedAt === null) return null;
  return periodAt(subscription.activatedAt, subscription.plan.validity, now);
}

/** The subscription as Gigs shows it at `now`. */
export function showSubscription(subscription: SubscriptionRecord, now: number): Subscription {
  const { createdAt, activatedAt, ...rest } = subscription;
  const period = subscriptionPeriod(subscription, now);
  return {
    object: 'subscription',
    ...rest,
    createdAt: rfc3339(createdAt),
    activatedAt: activatedAt === null ? null : rfc3339(activatedAt),
    currentPeriod: period && { number: period.number, start: rfc3339(period.start), end: rfc3339(period.end) },
  };
}
