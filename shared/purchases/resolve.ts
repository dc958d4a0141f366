import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { candidatesOf, isCreatedAround, type Listing } from './candidates.ts';
import { type Change, type Entry, holderOf, isUndecided, type Ledger, replacing } from './ledger.ts';
import { isRunning } from './look.ts';
import { auditWindowMs, type PurchaseRules } from './rules.ts';
import { notPurchased, succeeded } from './settled.ts';

export type Resolution =
  /** `archivedHolder` is the purchase in the archive that holds the object: the ledger alone does not know it. */
  | { readonly as: 'succeeded'; readonly object: GigsSubscriptionAddon; readonly archivedHolder: string | undefined }
  | { readonly as: 'failed'; readonly listing: Listing };

/** An operator's decision, or why it would break an invariant, in words for a person. */
export type Resolved = { readonly change: Change } | { readonly objection: string };

/** Lets an operator decide what the protocol could not, by the same rules that it follows itself. */
export function resolve(
  ledger: Ledger,
  purchase: string,
  resolution: Resolution,
  rules: PurchaseRules,
  now: number,
): Resolved {
  const entry = ledger.purchases[purchase];
  if (!entry) return { objection: 'The ledger holds no such purchase.' };
  if (!isUndecided(entry)) return { objection: `It is settled already: ${entry.state}.` };
  if (isRunning(entry, rules, now)) return { objection: 'The request that makes it may still be running.' };
  return resolution.as === 'succeeded'
    ? asSucceeded(ledger, purchase, entry, resolution, now)
    : asFailed(ledger, purchase, entry, resolution.listing, rules, now);
}

function asSucceeded(
  ledger: Ledger,
  purchase: string,
  entry: Entry,
  { object, archivedHolder }: Extract<Resolution, { as: 'succeeded' }>,
  now: number,
): Resolved {
  if (object.subscription !== ledger.subscription) return { objection: 'That add-on belongs to another subscription.' };
  if (object.user !== entry.user) return { objection: 'That add-on belongs to another user.' };
  if (object.addon.id !== entry.addon.id) return { objection: 'That is another add-on than was bought.' };
  if (entry.baseline?.ids.includes(object.id)) return { objection: 'It was there before the purchase was sent.' };
  const holder = holderOf(ledger, object.id, purchase) ?? archivedHolder;
  if (holder !== undefined) return { objection: `It belongs to another purchase already: ${holder}.` };
  return {
    change: replacing(ledger, purchase, succeeded(entry, object, 'operator', now), 'resolved-succeeded', now),
  };
}

function asFailed(
  ledger: Ledger,
  purchase: string,
  entry: Entry,
  listing: Listing,
  rules: PurchaseRules,
  now: number,
): Resolved {
  const settledFrom = entry.deadline + rules.settleAfterSeconds * 1000;
  if (listing.beganAt < settledFrom) {
    return { objection: `What came of it may still appear at Gigs, until ${new Date(settledFrom).toISOString()}.` };
  }
  const own = ownCandidates(ledger, purchase, entry, listing);
  if (own.length > 0) {
    const ids = own.map(({ id }) => id).join(', ');
    return { objection: `Gigs lists what may have come of it, and no other purchase holds: ${ids}.` };
  }
  return { change: replacing(ledger, purchase, notPurchased(entry, now), 'resolved-failed', now) };
}

/** Without a baseline, which a purchase that lost its claim has no more, only the time of creation can tell. */
function ownCandidates(ledger: Ledger, purchase: string, entry: Entry, listing: Listing): GigsSubscriptionAddon[] {
  const { baseline, deadline } = entry;
  const known = { ...entry, baseline: baseline ?? { ids: [], isWhole: true } };
  return candidatesOf(ledger, purchase, known, listing.items).filter(
    (item) => item.user === entry.user && (baseline !== null || isCreatedAround(item, deadline, auditWindowMs)),
  );
}
