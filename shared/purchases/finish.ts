import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import {
  type Change,
  type Entry,
  eventOf,
  holderOf,
  type Ledger,
  nextVersion,
  type PurchaseFailure,
  replacing,
} from './ledger.ts';
import { backOffMs } from './rules.ts';
import { inReview, succeeded } from './settled.ts';

/** What the one request came to, for the worker that sent it. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly object: GigsSubscriptionAddon }
  | { readonly kind: 'refused'; readonly failure: PurchaseFailure }
  | { readonly kind: 'not-done' }
  | { readonly kind: 'unknown' };

export interface Finish {
  readonly purchase: string;
  /** The entry as this worker began it. */
  readonly begun: Entry;
  readonly outcome: SendOutcome;
  readonly now: number;
}

/**
 * Records what the request came to. Undefined where there is nothing to record: a later writer knows better. A change
 * whose ledger is the given one writes nothing, but has something to report.
 */
export function finish(ledger: Ledger, { purchase, begun, outcome, now }: Finish): Change | undefined {
  if (outcome.kind === 'accepted') return accepted(ledger, purchase, begun, outcome.object, now);
  const entry = ledger.purchases[purchase];
  // Only the worker that holds the right to send may say that nothing, or nobody knows what, came of it.
  if (entry === undefined || !isOwn(entry, begun)) return undefined;
  switch (outcome.kind) {
    case 'refused':
      return replacing(ledger, purchase, refused(entry, outcome.failure, now), 'refused', now);
    case 'unknown':
      return replacing(ledger, purchase, unknown(entry, now), 'outcome-unknown', now);
    case 'not-done': {
      const next = nextVersion(ledger, { [purchase]: undefined });
      return { ledger: next, events: [eventOf(next, purchase, entry, 'not-done', now, 'removed')] };
    }
  }
}

function isOwn(entry: Entry, begun: Entry): boolean {
  return entry.state === 'dispatching' && entry.epoch === begun.epoch;
}

/** Truth beats bookkeeping: Gigs' own answer to this purchase outweighs whatever was concluded without it. */
function accepted(
  ledger: Ledger,
  purchase: string,
  begun: Entry,
  object: GigsSubscriptionAddon,
  now: number,
): Change | undefined {
  const present = ledger.purchases[purchase];
  const entry = present ?? begun;
  if (present?.subscriptionAddon) return holdsAlready(ledger, purchase, present, object, now);

  const holder = holderOf(ledger, object.id, purchase);
  if (contradicts(ledger, begun, object) || (holder !== undefined && !isWeakClaim(ledger, holder))) {
    const change = replacing(ledger, purchase, inReview(entry, now), 'accepted-contradiction', now);
    // Later than the worker's own epoch only a genuine success is written: the contradiction is reported all the same.
    return present && isOwn(present, begun) ? change : { ...change, ledger };
  }

  const reason = !present ? 'accepted-after-removal' : present.state === 'dispatching' ? 'accepted' : 'accepted-late';
  const won = succeeded(entry, object, 'answer', now);
  const loser = holder === undefined ? undefined : ledger.purchases[holder];
  if (holder === undefined || loser === undefined) return replacing(ledger, purchase, won, reason, now);

  const lost = inReview(loser, now);
  const next = nextVersion(ledger, { [purchase]: won, [holder]: lost });
  return {
    ledger: next,
    events: [eventOf(next, purchase, won, reason, now), eventOf(next, holder, lost, 'claim-lost', now)],
  };
}

/** A purchase never changes the object that it holds. To hold another one than Gigs answered is reported. */
function holdsAlready(
  ledger: Ledger,
  purchase: string,
  entry: Entry,
  object: GigsSubscriptionAddon,
  now: number,
): Change | undefined {
  if (entry.subscriptionAddon?.id === object.id) return undefined;
  return { ledger, events: [eventOf(ledger, purchase, entry, 'accepted-holds-another', now)] };
}

function contradicts(ledger: Ledger, begun: Entry, object: GigsSubscriptionAddon): boolean {
  return (
    object.subscription !== ledger.subscription ||
    object.addon.id !== begun.addon.id ||
    object.user !== begun.user ||
    (begun.baseline?.ids.includes(object.id) ?? false)
  );
}

/** A claim that rests on a listing alone gives way to a genuine answer. */
function isWeakClaim(ledger: Ledger, holder: string): boolean {
  return ledger.purchases[holder]?.proof === 'listing';
}

function refused(entry: Entry, failure: PurchaseFailure, now: number): Entry {
  return { ...entry, state: 'refused', failure, baseline: null, dueAt: null, updatedAt: now, settledAt: now };
}

function unknown(entry: Entry, now: number): Entry {
  return { ...entry, state: 'unknown', dueAt: now + backOffMs(0), updatedAt: now };
}
