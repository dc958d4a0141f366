import type { Change } from './ledger.ts';
import type { PurchaseReport } from './ports.ts';

/**
 * Says which object each purchase has got that a change lets succeed. To be called before the change is written, so that
 * the log proves a purchase also where the table is lost.
 */
export function witnessSuccesses(report: PurchaseReport, { ledger, events }: Change): void {
  for (const { purchase, subscription, state } of events) {
    const object = state === 'succeeded' ? ledger.purchases[purchase]?.subscriptionAddon : null;
    if (object) report.witnessed({ purchase, subscription, subscriptionAddon: object.id });
  }
}
