import { archivable, dropArchived } from './archive.ts';
import { changeLedger } from './change-ledger.ts';
import { duePurchases } from './due.ts';
import type { Ledger } from './ledger.ts';
import { lookAt } from './look-at.ts';
import type { PurchasePorts } from './ports.ts';

/** Ledgers that are looked at side by side. Each asks Gigs for one listing at a time. */
const sideBySide = 8;

/** The longest that the work on one ledger may take. */
const oneLedgerMs = 10_000;

/**
 * Looks at everything that is due, the longest waiting first, until nothing is left or the time is up. A ledger that
 * cannot be read or decided is reported, and never holds up the others.
 *
 * @param stopAt after this time (milliseconds since the epoch) no further ledger is begun
 * @param onStillUnknown told the age (milliseconds) of each purchase that stays unknown all the same
 * @returns how many ledgers were worked on, and how many of these failed
 * @throws LedgerUnavailable where the index itself cannot be read
 */
export async function settleDue(
  ports: PurchasePorts,
  stopAt: number,
  onFailure: (error: Error) => void,
  onStillUnknown: (ageMs: number) => void = () => {},
): Promise<{ count: number; failed: number }> {
  const run = { count: 0, failed: 0 };
  const due = ports.store.listDue(ports.now(), stopAt)[Symbol.asyncIterator]();

  async function work(): Promise<void> {
    while (ports.now() < stopAt) {
      const next = await due.next();
      if (next.done) return;
      run.count += 1;
      try {
        const ledger = await settleLedger(ports, next.value.subscription, ports.now() + oneLedgerMs);
        for (const { state, createdAt } of Object.values(ledger.purchases)) {
          if (state === 'unknown') onStillUnknown(ports.now() - createdAt);
        }
      } catch (error) {
        run.failed += 1;
        onFailure(error instanceof Error ? error : new Error('no Error'));
      }
    }
  }

  await Promise.all(Array.from({ length: sideBySide }, work));
  return run;
}

async function settleLedger(ports: PurchasePorts, subscription: string, answerBy: number): Promise<Ledger> {
  let { ledger } = await ports.store.read(subscription, answerBy);
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
