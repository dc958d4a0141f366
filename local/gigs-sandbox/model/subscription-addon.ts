import { type AddonRecord, showAddon } from './addon.ts';
import type { SubscriptionAddon, SubscriptionAddonStatus } from './resources.ts';
import { type SubscriptionRecord, subscriptionPeriod } from './subscription.ts';
import { addValidity, periodAt, rfc3339, type Span } from './time.ts';

/**
 * A subscription add-on as the sandbox keeps it. Its life is laid out when it is created, and its state is worked
 * out whenever it is asked for, so there are no timers. Times are in ms since the epoch.
 */
export interface SubscriptionAddonRecord {
  readonly id: string;
  readonly addon: AddonRecord;
  readonly subscription: SubscriptionRecord;
  readonly createdAt: number;
  /** Until then it is `initiated`. */
  readonly paidAt: number;
  /** Until then it is `pending`. */
  readonly activatesAt: number;
  /** From then on it is `ended`; null for a recurring one, which is renewed. */
  readonly expiresAt: number | null;
  /** Set when somebody ends it. */
  canceledAt: number | null;
}

/** How long the two waits before `active` last, in ms. */
export interface Waits {
  readonly paymentMs: number;
  readonly activationMs: number;
}

/** A new subscription add-on. The subscription has to be active. */
export function createSubscriptionAddon(
  purchase: { id: string; addon: AddonRecord; subscription: SubscriptionRecord },
  now: number,
  waits: Waits,
): SubscriptionAddonRecord {
  const paidAt = now + waits.paymentMs;
  const activatesAt = paidAt + waits.activationMs;
  return {
    ...purchase,
    createdAt: now,
    paidAt,
    activatesAt,
    expiresAt: expiry(purchase, activatesAt),
    canceledAt: null,
  };
}

/** "Add-ons without a set validity will inherit the validity of the subscribed plan": they go with its period. */
function expiry(
  { addon, subscription }: { addon: AddonRecord; subscription: SubscriptionRecord },
  activatesAt: number,
): number | null {
  if (addon.recurrenceType === 'recurring') return null;
  if (addon.validity) return addValidity(activatesAt, addon.validity);
  return subscriptionPeriod(subscription, activatesAt)?.end ?? addValidity(activatesAt, subscription.plan.validity);
}

/** When it ended or will end, null when nothing ends it. */
function endOf({ canceledAt, expiresAt }: SubscriptionAddonRecord): number | null {
  return canceledAt ?? expiresAt;
}

/** The status at `now`. */
export function statusOf(subscriptionAddon: SubscriptionAddonRecord, now: number): SubscriptionAddonStatus {
  if (now < subscriptionAddon.paidAt) return 'initiated';
  if (now < subscriptionAddon.activatesAt) return 'pending';
  const end = endOf(subscriptionAddon);
  return end !== null && now >= end ? 'ended' : 'active';
}

function activePeriod({ addon, subscription, activatesAt, expiresAt }: SubscriptionAddonRecord, now: number): Span {
  if (expiresAt !== null) return { number: 1, start: activatesAt, end: expiresAt };
  return periodAt(activatesAt, addon.validity ?? subscription.plan.validity, now);
}

/** The subscription add-on as Gigs shows it at `now`. */
export function showSubscriptionAddon(record: SubscriptionAddonRecord, now: number): SubscriptionAddon {
  const status = statusOf(record, now);
  const period = status === 'active' ? activePeriod(record, now) : null;
  const wasActivated = status === 'active' || status === 'ended';
  const end = status === 'ended' ? endOf(record) : null;
  return {
    object: 'subscriptionAddon',
    id: record.id,
    addon: showAddon(record.addon),
    currentPeriod: period && { number: period.number, start: rfc3339(period.start), end: rfc3339(period.end) },
    status,
    subscription: record.subscription.id,
    user: record.subscription.user.id,
    activatedAt: wasActivated ? rfc3339(record.activatesAt) : null,
    canceledAt: record.canceledAt === null ? null : rfc3339(record.canceledAt),
    createdAt: rfc3339(record.createdAt),
    endedAt: end === null ? null : rfc3339(end),
  };
}
