import * as z from 'zod/mini';
import { subscriptionAddon, topUp } from '../contract/schemas.ts';

/**
 * The states of a purchase; docs/purchases.md draws the arrows. `dispatching`, `unknown` and `review` are undecided.
 */
const state = z.enum(['dispatching', 'unknown', 'review', 'succeeded', 'refused', 'not-purchased']);
export type PurchaseState = z.infer<typeof state>;

const moment = z.int();

/** The subscription add-ons that Gigs listed before the purchase was sent: newest first, one page at most. */
const baseline = z.object({ ids: z.array(z.string()), isWhole: z.boolean() });
export type Baseline = z.infer<typeof baseline>;

const failureCode = z.enum(['payment-declined', 'purchase-refused', 'purchase-not-completed']);
const failure = z.object({ code: failureCode, declineReason: z.nullable(z.string()) });
export type PurchaseFailure = z.infer<typeof failure>;

const entry = z.object({
  user: z.string(),
  /** As it was shown and paid. */
  addon: topUp,
  fingerprint: z.string(),
  state,
  /** The ledger version that last gave or took away the right to send. Never used twice. */
  epoch: z.int(),
  /** The last moment at which the request can have left for Gigs. */
  deadline: moment,
  /** Kept while the purchase is undecided or awaits an audit. */
  baseline: z.nullable(baseline),
  /** When the first of the complete listings without a candidate began. */
  firstEmptyAt: z.nullable(moment),
  lastListedAt: z.nullable(moment),
  /** How often it was looked at when it was due, since the last change of state, for the back-off. */
  looks: z.int(),
  /** When it wants to be looked at next, null for never. */
  dueAt: z.nullable(moment),
  subscriptionAddon: z.nullable(subscriptionAddon),
  /** What the claim on `subscriptionAddon` rests on: Gigs' answer to this very purchase outweighs the rest. */
  proof: z.nullable(z.enum(['answer', 'listing', 'operator'])),
  failure: z.nullable(failure),
  createdAt: moment,
  updatedAt: moment,
  settledAt: z.nullable(moment),
});
export type Entry = z.infer<typeof entry>;
export const archivedEntry = entry;

/** What is left for a day of a purchase that moved to the archive: the limit and the unique claim still need it. */
const stub = z.object({ subscriptionAddon: z.nullable(z.string()), addon: z.string(), createdAt: moment });

export const ledgerSchema = z.object({
  /** Another version is refused, never guessed. */
  schemaVersion: z.literal(1),
  subscription: z.string(),
  version: z.int(),
  purchases: z.record(z.string(), entry),
  stubs: z.record(z.string(), stub),
  /** Whether any purchase ever moved to the archive: if not, nobody needs to look there. */
  hasArchive: z.boolean(),
});

/** All purchases of one subscription, and so every rule that must hold together. Changed by pure functions only. */
export type Ledger = z.infer<typeof ledgerSchema>;

export function emptyLedger(subscription: string): Ledger {
  return { schemaVersion: 1, subscription, version: 0, purchases: {}, stubs: {}, hasArchive: false };
}

/** One line of the audit log: what a write changed about one purchase. No personal data. */
export interface PurchaseEvent {
  readonly purchase: string;
  readonly subscription: string;
  readonly state: PurchaseState | 'removed';
  readonly epoch: number;
  readonly reason: EventReason;
  /** Milliseconds since the purchase began. */
  readonly ageMs: number;
}

export type EventReason =
  | 'begun'
  | 'accepted'
  | 'accepted-late'
  | 'accepted-after-removal'
  | 'accepted-contradiction'
  | 'accepted-holds-another'
  | 'claim-lost'
  | 'refused'
  | 'not-done'
  | 'outcome-unknown'
  | 'taken-over'
  | 'found'
  | 'not-found'
  | 'several-candidates'
  | 'foreign-candidate'
  | 'review-waiting'
  | 'audit-clean'
  | 'audit-corrected'
  | 'audit-contradiction'
  | 'resolved-succeeded'
  | 'resolved-failed';

/** What a pure function makes of a ledger: the version to write, and what happened. */
export interface Change {
  readonly ledger: Ledger;
  readonly events: readonly PurchaseEvent[];
}

export function isUndecided({ state }: Entry): boolean {
  return state === 'dispatching' || state === 'unknown' || state === 'review';
}

/** It was found not to have been made, and later looks may still prove that wrong. */
export function awaitsAudit({ state, baseline }: Entry): boolean {
  return state === 'not-purchased' && baseline !== null;
}

/** The next version of a ledger with some of its entries replaced, or removed where undefined. */
export function nextVersion(ledger: Ledger, entries: Readonly<Record<string, Entry | undefined>>): Ledger {
  const purchases = Object.fromEntries(
    Object.entries({ ...ledger.purchases, ...entries }).filter(
      (purchase): purchase is [string, Entry] => purchase[1] !== undefined,
    ),
  );
  return { ...ledger, version: ledger.version + 1, purchases };
}

/** The event that says what became of an entry in `ledger`, its next version. */
export function eventOf(
  ledger: Ledger,
  purchase: string,
  entry: Entry,
  reason: EventReason,
  now: number,
  state: PurchaseEvent['state'] = entry.state,
): PurchaseEvent {
  return {
    purchase,
    subscription: ledger.subscription,
    state,
    epoch: entry.epoch,
    reason,
    ageMs: Math.max(0, now - entry.createdAt),
  };
}

/** The change that replaces one entry and says why. */
export function replacing(ledger: Ledger, purchase: string, entry: Entry, reason: EventReason, now: number): Change {
  const next = nextVersion(ledger, { [purchase]: entry });
  return { ledger: next, events: [eventOf(next, purchase, entry, reason, now)] };
}

/** The purchase that holds a subscription add-on of Gigs', other than `except`. */
export function holderOf(ledger: Ledger, subscriptionAddon: string, except: string): string | undefined {
  const inLedger = Object.entries(ledger.purchases).find(
    ([id, held]) => id !== except && held.subscriptionAddon?.id === subscriptionAddon,
  );
  if (inLedger) return inLedger[0];
  return Object.entries(ledger.stubs).find(
    ([id, held]) => id !== except && held.subscriptionAddon === subscriptionAddon,
  )?.[0];
}

/** The undecided purchase of an add-on, of which there is one at most. */
export function undecidedOf(ledger: Ledger, addon: string): [string, Entry] | undefined {
  return Object.entries(ledger.purchases).find(([, entry]) => entry.addon.id === addon && isUndecided(entry));
}

/** An item may be 400 KB in DynamoDB. A ledger that comes near takes no new purchase, so that what is in it can end. */
const largestBytes = 256 * 1024;

export function isTooLarge(ledger: Ledger): boolean {
  return Buffer.byteLength(JSON.stringify(ledger)) > largestBytes;
}
