import type { Archived } from './archive.ts';
import type { Entry, Ledger } from './ledger.ts';

/** What one read of a subscription's ledger tells. */
export interface StoredLedger {
  readonly ledger: Ledger;
  /** The operator's switch, read together with the ledger. */
  readonly isPaused: boolean;
}

/** A purchase as a list shows it. */
export interface Listed {
  readonly purchase: string;
  readonly entry: Entry;
}

/** A place in a list of purchases, newest first. */
export interface Place {
  readonly createdAt: number;
  readonly purchase: string;
}

/**
 * Where ledgers are kept. Reads are strongly consistent. Every method throws `LedgerUnavailable` when it has no answer
 * by `answerBy` (milliseconds since the epoch), and `LedgerUnreadable` for an item that this version does not know.
 */
export interface LedgerStore {
  read(subscription: string, answerBy: number): Promise<StoredLedger>;
  /**
   * Writes a ledger over the version before its own.
   *
   * @returns whether it was written; false means that another version came first.
   * @throws LedgerUnavailable also when it stays unknown whether it was written.
   */
  write(ledger: Ledger, answerBy: number): Promise<boolean>;
  readArchived(subscription: string, purchase: string, answerBy: number): Promise<Entry | undefined>;
  /** Copies purchases to the archive. To be done before they are dropped from the ledger. */
  archive(subscription: string, purchases: readonly Archived[], answerBy: number): Promise<void>;
  /** Archived purchases older than `before`, newest first. */
  listArchived(subscription: string, before: Place | null, limit: number, answerBy: number): Promise<Listed[]>;
  /** Subscriptions with something due at `now`, the longest waiting first. */
  listDue(now: number, answerBy: number): AsyncIterable<{ subscription: string; dueAt: number }>;
}

/** The table cannot be read or written, or not in time. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}

/** An item of the table that this version of the code does not understand. */
export class LedgerUnreadable extends Error {
  override readonly name = 'LedgerUnreadable';
}
