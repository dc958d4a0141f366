import { type ArchiveRule, archiveDueAt } from './archive.ts';
import type { Ledger } from './ledger.ts';

/** When anything of a ledger wants to be looked at next, null for never. It is what the sparse index sorts by. */
export function dueAtOf(ledger: Ledger, archiveRule?: ArchiveRule): number | null {
  const moments = Object.values(ledger.purchases).map(({ dueAt }) => dueAt);
  const due = [...moments, archiveDueAt(ledger, archiveRule)].filter((moment) => moment !== null);
  return due.length === 0 ? null : Math.min(...due);
}

/** The purchases of a ledger that are due, the longest waiting first. */
export function duePurchases(ledger: Ledger, now: number): string[] {
  return Object.entries(ledger.purchases)
    .filter(([, { dueAt }]) => dueAt !== null && dueAt <= now)
    .sort(([, a], [, b]) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .map(([purchase]) => purchase);
}
