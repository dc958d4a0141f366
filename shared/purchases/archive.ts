import { awaitsAudit, type Change, type Entry, isUndecided, type Ledger, nextVersion } from './ledger.ts';
import { dayMs, type PurchaseRules } from './rules.ts';

export interface ArchiveRule {
  /** So many settled purchases stay in the ledger item. */
  readonly kept: number;
  /** They move in batches, so that most purchases cost no extra write. */
  readonly batch: number;
}

export const usualArchiveRule: ArchiveRule = { kept: 50, batch: 10 };

/** One purchase to move, with its id. */
export type Archived = readonly [purchase: string, entry: Entry];

/**
 * The settled purchases that may leave the ledger item: beyond the newest 50, bought before the repeat window, and of
 * add-ons of which nothing is undecided or awaits an audit, since those still need to know whose each object is.
 */
export function archivable(ledger: Ledger, rules: PurchaseRules, now: number): Archived[] {
  const open = openAddons(ledger);
  const repeatableFrom = now - rules.repeatWindowSeconds * 1000;
  return beyondTheNewest(ledger, rules.archive ?? usualArchiveRule).filter(
    ([, entry]) => !open.has(entry.addon.id) && (entry.settledAt ?? now) <= repeatableFrom,
  );
}

/** The ledger without purchases that are in the archive by now, leaving stubs for a day. */
export function dropArchived(ledger: Ledger, archived: readonly Archived[], now: number): Change {
  const without = nextVersion(ledger, Object.fromEntries(archived.map(([purchase]) => [purchase, undefined])));
  const stubs = archived
    .filter(([, { createdAt }]) => createdAt > now - dayMs)
    .map(([purchase, { subscriptionAddon, addon, createdAt }]) => [
      purchase,
      { subscriptionAddon: subscriptionAddon?.id ?? null, addon: addon.id, createdAt },
    ]);
  return {
    ledger: { ...without, stubs: { ...ledger.stubs, ...Object.fromEntries(stubs) }, hasArchive: true },
    events: [],
  };
}

/** When enough has gathered for the next move, or null. */
export function archiveDueAt(ledger: Ledger, rule: ArchiveRule = usualArchiveRule): number | null {
  const open = openAddons(ledger);
  const waiting = beyondTheNewest(ledger, rule).filter(([, entry]) => !open.has(entry.addon.id));
  if (waiting.length < rule.batch) return null;
  return Math.max(...waiting.map(([, entry]) => entry.settledAt ?? entry.updatedAt));
}

function beyondTheNewest(ledger: Ledger, { kept }: ArchiveRule): Archived[] {
  return Object.entries(ledger.purchases)
    .filter(([, entry]) => !isUndecided(entry))
    .sort(([, a], [, b]) => b.createdAt - a.createdAt)
    .slice(kept);
}

/** The add-ons of which something is undecided or awaits an audit. */
export function openAddons(ledger: Ledger): Set<string> {
  const open = Object.values(ledger.purchases).filter((entry) => isUndecided(entry) || awaitsAudit(entry));
  return new Set(open.map(({ addon }) => addon.id));
}
