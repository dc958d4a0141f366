import type { Entry, Ledger } from './ledger.ts';
import type { PurchasePorts } from './ports.ts';

/**
 * A purchase of a subscription, from its ledger or else from the archive.
 *
 * @throws LedgerUnavailable
 */
export async function findPurchase(
  { store }: Pick<PurchasePorts, 'store'>,
  ledger: Ledger,
  purchase: string,
  answerBy: number,
): Promise<Entry | undefined> {
  const entry = ledger.purchases[purchase];
  // The archive after the ledger, never beside it: a purchase that moves in between would be in neither.
  if (entry || !ledger.hasArchive) return entry;
  return store.readArchived(ledger.subscription, purchase, answerBy);
}
