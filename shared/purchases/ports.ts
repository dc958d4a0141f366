import type { Gigs } from '../gigs/gigs.ts';
import type { PurchaseEvent } from './ledger.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { PurchaseRules } from './rules.ts';

/** What the purchase protocol needs of the world. */
export interface PurchasePorts {
  readonly store: LedgerStore;
  readonly gigs: Gigs;
  readonly rules: PurchaseRules;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly report: PurchaseReport;
}

/** Where the protocol says what it did. Must not throw. */
export interface PurchaseReport {
  /** Something was written about a purchase, or found to be wrong with it. */
  changed(event: PurchaseEvent): void;
  /** Gigs answered with this object. Said before it is written, so that logs prove it if the table is lost. */
  witnessed(fact: { purchase: string; subscription: string; subscriptionAddon: string }): void;
}
