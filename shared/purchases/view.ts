import { problems } from '../contract/problems.ts';
import type { Purchase } from '../contract/schemas.ts';
import type { Entry, PurchaseFailure } from './ledger.ts';

/** A purchase as its user sees it. */
export function toPurchase(purchase: string, subscription: string, entry: Entry): Purchase {
  return {
    id: purchase,
    status: statusOf(entry),
    subscription,
    addon: entry.addon,
    subscriptionAddon: entry.state === 'succeeded' ? entry.subscriptionAddon : null,
    failure: entry.failure && toFailure(entry.failure),
    createdAt: new Date(entry.createdAt).toISOString(),
    updatedAt: new Date(entry.updatedAt).toISOString(),
  };
}

/** Where a purchase can be read. */
export function purchaseLocation(subscription: string, purchase: string): string {
  return `/v1/subscriptions/${subscription}/purchases/${purchase}`;
}

/** Seconds after which it is worth asking for a processing purchase again. */
export function askAgainAfterSeconds(entry: Entry, now: number): number {
  if (entry.state === 'review') return 60;
  return now - entry.createdAt < 20_000 ? 2 : 10;
}

function statusOf({ state }: Entry): Purchase['status'] {
  if (state === 'succeeded') return 'succeeded';
  return state === 'refused' || state === 'not-purchased' ? 'failed' : 'processing';
}

function toFailure({ code }: PurchaseFailure): Purchase['failure'] {
  const { title, retryable } = problems[code];
  return { code, title, retryable };
}
