import { type Entry, emptyLedger, type Ledger } from '../../shared/purchases/ledger.ts';
import { fingerprintOf, purchaseIdOf } from '../../shared/purchases/purchase-id.ts';
import { toTopUp } from '../../shared/top-ups/top-up.ts';
import { purchasableAddon } from './simulated-gigs.ts';

export interface SettledPurchases {
  readonly user: string;
  readonly subscription: string;
  readonly addon: string;
  readonly count: number;
  /** When the newest of them was bought, in milliseconds since the epoch. */
  readonly newestAt: number;
  readonly betweenMs: number;
  /** When each wants to be looked at, in milliseconds since the epoch; null, the default, for never. */
  readonly dueAt?: number | null;
}

/** The key of the purchase number `index` (0 is the oldest) of such a ledger. */
export function settledKey(index: number): string {
  return `settled-key-${String(index).padStart(6, '0')}`;
}

/** The subscription add-on that it holds. */
export function settledObject(index: number): string {
  return `sad_settled_${index}`;
}

/** A ledger of purchases that all succeeded, oldest first. */
export function settledLedger(wanted: SettledPurchases): Ledger {
  const { user, subscription, addon, count, newestAt, betweenMs, dueAt = null } = wanted;
  const topUp = toTopUp(purchasableAddon(addon, 'pln_1'));
  if (!topUp) throw new Error('an add-on without a price');
  const entries = Array.from({ length: count }, (_, index): [string, Entry] => {
    const createdAt = newestAt - (count - 1 - index) * betweenMs;
    return [
      purchaseIdOf(user, subscription, settledKey(index)),
      {
        user,
        addon: topUp,
        fingerprint: fingerprintOf({ addon, price: topUp.price }),
        state: 'succeeded',
        epoch: index + 1,
        deadline: createdAt + 6000,
        baseline: null,
        firstEmptyAt: null,
        lastListedAt: null,
        looks: 0,
        dueAt,
        subscriptionAddon: {
          id: settledObject(index),
          status: 'pending',
          subscription,
          addon: topUp,
          currentPeriod: null,
          createdAt: new Date(createdAt).toISOString(),
          activatedAt: null,
          canceledAt: null,
          endedAt: null,
        },
        proof: 'answer',
        failure: null,
        createdAt,
        updatedAt: createdAt,
        settledAt: createdAt,
      },
    ];
  });
  return { ...emptyLedger(subscription), version: count, purchases: Object.fromEntries(entries) };
}
