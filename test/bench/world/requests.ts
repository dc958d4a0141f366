import { randomUUID } from 'node:crypto';
import { seedAddons, seedPlans, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { httpApiEvent } from '../../rig/event.ts';

/** The event of a listing of a plan with a dozen top-ups. */
export function listingEvent(plan: string = seedPlans.jerry) {
  return httpApiEvent('listPlanTopUps', { params: { plan } });
}

export function subscriptionListingEvent(subscription: string = seedSubscriptions.jerry) {
  return httpApiEvent('listSubscriptionTopUps', { params: { subscription } });
}

/** The event of a purchase with a key of its own, of what the user wants once more. */
export function purchaseEvent(subscription: string = seedSubscriptions.jerry, allowRepeat = true) {
  return httpApiEvent('buyTopUp', {
    params: { subscription },
    headers: { 'idempotency-key': randomUUID() },
    body: {
      addon: seedAddons.oneGigabyte,
      price: { amount: 999, currency: 'USD' },
      ...(allowRepeat && { allowRepeat: true }),
    },
  });
}
