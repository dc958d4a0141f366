import { archivable, dropArchived } from './archive.ts';
import { changeLedger } from './change-ledger.ts';
import { duePurchases } from './due.ts';
import { isUndecided, type Ledger } from './ledger.ts';
import { lookAt } from './look-at.ts';
import type { PurchasePorts } from './ports.ts';
import { reviewEveryMs } from './rules.ts';

/** Ledgers that are looked at side by side. Each asks Gigs for one listing at a time. */
const sideBySide = 8;

/** The longest that the work on one ledger may take. */
const oneLedgerMs = 10_000;

export interface SettlementRun {
  /** How many ledgers were due, and worked on. */
  readonly count: number;
  /** How many ledgers could not be read or decided. */
  readonly failed: number;
  /** Milliseconds since the oldest purchase began that has no outcome, those in review aside. 0 where there is none. */
  readonly undecidedAgeMs: number;
  /** The same of the oldest in review. */
  readonly reviewAgeMs: number;
}

/**
 * Looks at everything that is due, the longest waiting first, until nothing is left or the time is up. A ledger that
 * cannot be read or decided is reported, and never holds up the others.
 *
 * Whatever is undecided is due within a quarter of an hour, so ledgers due by then are read too: each run knows how old
 * the oldest is, whether or not it was its turn.
 *
 * @param stopAt after this time (milliseconds since the epoch) no further ledger is begun
 * @throws LedgerUnavailable where the index itself cannot be read
 */
export async function settleDue(
  ports: PurchasePorts,
  stopAt: number,
  onFailure: (error: Error) => void,
): Promise<SettlementRun> {
  const startedAt = ports.now();
  const run = { count: 0, failed: 0, undecidedAgeMs: 0, reviewAgeMs: 0 };
  const due = ports.store.listDue(startedAt + reviewEveryMs, stopAt)[Symbol.asyncIterator]();

  async function work(): Promise<void> {
    while (ports.now() < stopAt) {
      const next = await due.next();
      if (next.done) return;
      const { subscription, dueAt } = next.value;
      const answerBy = ports.now() + oneLedgerMs;
      if (dueAt <= startedAt) run.count += 1;
      try {
        let { ledger } = await ports.store.read(subscription, answerBy);
        try {
          if (dueAt <= startedAt) ledger = await settleLedger(ports, ledger, answerBy);
        } finally {
          noteAges(ledger);
        }
      } catch (error) {
        run.failed += 1;
        onFailure(error instanceof Error ? error : new Error('no Error'));
      }
    }
  }

  function noteAges(ledger: Ledger): void {
    for (const entry of Object.values(ledger.purchases)) {
      const ageMs = ports.now() - entry.createdAt;
      if (entry.state === 'review') run.reviewAgeMs = Math.max(run.reviewAgeMs, ageMs);
      else if (isUndecided(entry)) run.undecidedAgeMs = Math.max(run.undecidedAgeMs, ageMs);
    }
  }

  // All of them, also where the index fails: what is still under way when a run returns would be frozen with it.
  const ended = await Promise.allSettled(Array.from({ length: sideBySide }, work));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  return run;
}

async function settleLedger(ports: PurchasePorts, read: Ledger, answerBy: number): Promise<Ledger> {
  const { subscription } = read;
  let ledger = read;
  for (const purchase of duePurchases(ledger, ports.now())) ledger = await lookAt(ports, ledger, purchase, answerBy);
  const moving = archivable(ledger, ports.rules, ports.now());
  if (moving.length === 0) return ledger;
  await ports.store.archive(subscription, moving, answerBy);
  // Only from the version that they were copied from: one that changed since stays, and is copied again.
  const copied = ledger;
  return changeLedger(
    ports,
    subscription,
    answerBy,
    (newest) => (newest.version === copied.version ? dropArchived(newest, moving, ports.now()) : undefined),
    copied,
  );
}
