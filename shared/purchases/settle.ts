import { candidatesOf, type Listing } from './candidates.ts';
import { type Baseline, type Change, type Entry, type Ledger, nextVersion, replacing } from './ledger.ts';
import { backOffMs, type PurchaseRules } from './rules.ts';
import { inReview, notPurchased, succeeded } from './settled.ts';

/**
 * Decides a purchase of unknown outcome by what Gigs lists now. One candidate of the user's was bought by it; several,
 * or somebody else's, are for a person to look at; none for long enough means that it was not made. Undefined if the
 * purchase is not of unknown outcome.
 */
export function settle(
  ledger: Ledger,
  purchase: string,
  listing: Listing,
  rules: PurchaseRules,
  now: number,
): Change | undefined {
  const entry = ledger.purchases[purchase];
  if (!isSettleable(entry)) return undefined;
  const [candidate, another] = candidatesOf(ledger, purchase, entry, listing.items);
  if (another) return replacing(ledger, purchase, inReview(entry, now), 'several-candidates', now);
  if (candidate && candidate.user !== entry.user) {
    return replacing(ledger, purchase, inReview(entry, now), 'foreign-candidate', now);
  }
  if (candidate) return replacing(ledger, purchase, succeeded(entry, candidate, 'listing', now), 'found', now);

  const firstEmptyAt = entry.firstEmptyAt ?? listing.beganAt;
  const settledFrom = settledFromOf(entry, firstEmptyAt, rules);
  const empty = { ...entry, firstEmptyAt };
  if (listing.beganAt >= settledFrom) return replacing(ledger, purchase, notPurchased(empty, now), 'not-found', now);
  // No change of state, so nothing to report: it was said when the outcome became unknown.
  return { ledger: nextVersion(ledger, { [purchase]: lookedAgain(empty, settledFrom, now) }), events: [] };
}

function isSettleable(entry: Entry | undefined): entry is Entry & { baseline: Baseline } {
  return entry?.state === 'unknown' && entry.baseline !== null;
}

/**
 * From when on one more empty listing settles it: late enough after the last moment at which the request can have left,
 * and apart from the first empty listing, so that a lagging one does not decide.
 */
function settledFromOf(entry: Entry, firstEmptyAt: number, rules: PurchaseRules): number {
  return Math.max(
    firstEmptyAt + rules.settleListingGapSeconds * 1000,
    entry.deadline + rules.settleAfterSeconds * 1000,
  );
}

function lookedAgain(entry: Entry, settledFrom: number, now: number): Entry {
  return { ...entry, dueAt: Math.min(now + backOffMs(entry.looks), settledFrom) };
}
