import { awaitsAudit, type Change, type Entry, type Ledger, replacing, undecidedOf } from './ledger.ts';
import { auditRetryMs, backOffMs, lookEveryMs, type PurchaseRules, reviewEveryMs } from './rules.ts';

/** What looking at a purchase comes to: `lists` tells whether Gigs' listing is to be read now. */
export interface Look extends Change {
  readonly lists: boolean;
}

/**
 * Claims the next look at a purchase, so that only one worker lists for it, and takes it over from a worker that can no
 * longer be alive. Undefined if it is nobody's turn.
 */
export function look(ledger: Ledger, purchase: string, rules: PurchaseRules, now: number): Look | undefined {
  const entry = ledger.purchases[purchase];
  if (!entry) return undefined;
  switch (entry.state) {
    case 'dispatching':
      return takeOver(ledger, purchase, entry, rules, now);
    case 'unknown':
      return lookAtUnknown(ledger, purchase, entry, now);
    case 'review':
      return lookAtReview(ledger, purchase, entry, now);
    default:
      return awaitsAudit(entry) ? lookAtAudit(ledger, purchase, entry, now) : undefined;
  }
}

/** Whether the worker that began it may still be alive, and so may still send or record. */
export function isRunning(entry: Entry, rules: PurchaseRules, now: number): boolean {
  return entry.state === 'dispatching' && now < entry.deadline + rules.takeoverGraceSeconds * 1000;
}

function takeOver(ledger: Ledger, purchase: string, entry: Entry, rules: PurchaseRules, now: number): Look | undefined {
  if (isRunning(entry, rules, now)) return undefined;
  // A fresh epoch takes from the first worker the right to record anything but a genuine success.
  const taken: Entry = { ...claimed(entry, now), state: 'unknown', epoch: ledger.version + 1 };
  return { ...replacing(ledger, purchase, taken, 'taken-over', now), lists: true };
}

function lookAtUnknown(ledger: Ledger, purchase: string, entry: Entry, now: number): Look | undefined {
  if (entry.lastListedAt !== null && now - entry.lastListedAt < lookEveryMs) return undefined;
  return { ...replacing(ledger, purchase, claimed(entry, now), 'outcome-unknown', now), lists: true, events: [] };
}

function lookAtReview(ledger: Ledger, purchase: string, entry: Entry, now: number): Look | undefined {
  if (!isDue(entry, now)) return undefined;
  const counted: Entry = { ...entry, dueAt: now + reviewEveryMs };
  return { ...replacing(ledger, purchase, counted, 'review-waiting', now), lists: false };
}

/** An audit waits while a purchase of the same add-on is undecided: its object could be taken for this one's. */
function lookAtAudit(ledger: Ledger, purchase: string, entry: Entry, now: number): Look | undefined {
  if (!isDue(entry, now)) return undefined;
  const lists = undecidedOf(ledger, entry.addon.id) === undefined;
  const waiting: Entry = { ...entry, dueAt: now + auditRetryMs };
  return { ...replacing(ledger, purchase, waiting, 'audit-clean', now), lists, events: [] };
}

function claimed(entry: Entry, now: number): Entry {
  const listed: Entry = { ...entry, lastListedAt: now };
  // An app that asks every other second must not push away the look that comes when it has gone.
  if (!isDue(entry, now)) return listed;
  const looks = entry.looks + 1;
  return { ...listed, looks, dueAt: now + backOffMs(looks) };
}

function isDue(entry: Entry, now: number): boolean {
  return entry.dueAt !== null && entry.dueAt <= now;
}
