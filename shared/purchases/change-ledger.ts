import type { Change, Ledger } from './ledger.ts';
import { LedgerUnavailable } from './ledger-store.ts';
import type { PurchasePorts } from './ports.ts';

/**
 * So often a lost race is run again. Each loss means that somebody else's write went through, and a crowd of purchases
 * of one line makes two writes each.
 */
const mostTries = 25;

/**
 * Applies a pure decision to the newest version of a ledger, until it is written or has nothing to write.
 *
 * @param from the version to try first, where the caller just wrote it and nobody is likely to have come between.
 * @returns the ledger as it then stands.
 * @throws LedgerUnavailable
 */
export async function changeLedger(
  { store, report }: Pick<PurchasePorts, 'store' | 'report'>,
  subscription: string,
  answerBy: number,
  decide: (ledger: Ledger) => Change | undefined,
  from?: Ledger,
): Promise<Ledger> {
  let ledger = from;
  for (let tries = 0; tries < mostTries; tries++) {
    ledger ??= (await store.read(subscription, answerBy)).ledger;
    const change = decide(ledger);
    const isWritten = change === undefined || change.ledger === ledger || (await store.write(change.ledger, answerBy));
    if (isWritten) {
      for (const event of change?.events ?? []) report.changed(event);
      return change?.ledger ?? ledger;
    }
    ledger = undefined;
  }
  throw new LedgerUnavailable('too many lost races');
}
