import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { candidatesOf, isCreatedAround, type Listing } from './candidates.ts';
import { awaitsAudit, type Baseline, type Change, type Entry, type Ledger, replacing, undecidedOf } from './ledger.ts';
import { auditsAfterMs, auditWindowMs } from './rules.ts';
import { succeeded } from './settled.ts';

/**
 * Looks again at a purchase that was found not to have been made. Exactly one candidate of this user, created about
 * when it was sent, corrects it. Anything else changes nothing but is reported. Undefined if no audit is awaited.
 */
export function audit(ledger: Ledger, purchase: string, listing: Listing, now: number): Change | undefined {
  const entry = ledger.purchases[purchase];
  // While another purchase of the add-on is undecided, a candidate could be that one's.
  if (!isAuditable(entry) || undecidedOf(ledger, entry.addon.id)) return undefined;
  const candidates = candidatesOf(ledger, purchase, entry, listing.items);
  const found = onlyOwn(candidates, entry);
  if (found) return replacing(ledger, purchase, succeeded(entry, found, 'listing', now), 'audit-corrected', now);
  const reason = candidates.length === 0 ? 'audit-clean' : 'audit-contradiction';
  return replacing(ledger, purchase, nextAudit(entry, now), reason, now);
}

/** An earlier purchase of the add-on that `listed` proves to have been made, corrected; undefined if there is none. */
export function correct(
  ledger: Ledger,
  addon: string,
  listed: readonly GigsSubscriptionAddon[],
  now: number,
): { change: Change; earlier: string } | undefined {
  for (const [earlier, entry] of Object.entries(ledger.purchases)) {
    if (entry.addon.id !== addon || !isAuditable(entry)) continue;
    const found = onlyOwn(candidatesOf(ledger, earlier, entry, listed), entry);
    if (!found) continue;
    const change = replacing(ledger, earlier, succeeded(entry, found, 'listing', now), 'audit-corrected', now);
    return { change, earlier };
  }
  return undefined;
}

function isAuditable(entry: Entry | undefined): entry is Entry & { baseline: Baseline } {
  return entry !== undefined && awaitsAudit(entry);
}

function onlyOwn(candidates: readonly GigsSubscriptionAddon[], entry: Entry): GigsSubscriptionAddon | undefined {
  const [candidate, another] = candidates;
  if (!candidate || another || candidate.user !== entry.user) return undefined;
  return isCreatedAround(candidate, entry.deadline, auditWindowMs) ? candidate : undefined;
}

/** The audit that follows the one made at `now`. After the last, the baseline is no longer needed. */
function nextAudit(entry: Entry, now: number): Entry {
  const settledAt = entry.settledAt ?? entry.updatedAt;
  const next = auditsAfterMs.map((after) => settledAt + after).find((at) => at > now);
  return next === undefined ? { ...entry, baseline: null, dueAt: null } : { ...entry, dueAt: next };
}
