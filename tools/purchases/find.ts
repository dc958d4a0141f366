import type { Entry, Ledger } from '../../shared/purchases/ledger.ts';
import { LedgerUnreadable } from '../../shared/purchases/ledger-store.ts';
import { Failure } from '../gigs/failure.ts';
import type { Desk } from './desk.ts';

/** The longest that looking through all ledgers may take. */
const allMs = 10 * 60_000;

/** A purchase and all that it was found with. */
export interface Found {
  readonly purchase: string;
  readonly entry: Entry;
  readonly where: 'ledger' | 'archive';
  readonly ledger: Ledger;
  readonly isPaused: boolean;
}

/**
 * The purchase of this id. Purchases have no index by id, so its subscription must be known, unless something of its
 * ledger is due: those few are looked through.
 *
 * @throws Failure where it is not found.
 */
export async function findPurchase(desk: Desk, purchase: string, subscription: string | undefined): Promise<Found> {
  if (subscription !== undefined) {
    const found = await findIn(desk, purchase, subscription);
    if (found) return found;
    throw new Failure(
      'notFound',
      `The subscription ${subscription} has no purchase ${purchase}.`,
      'After a 409 that is right: it was never sent. Each log line of a purchase names its subscription.',
    );
  }
  for await (const { ledger, isPaused } of openLedgers(desk, () => {})) {
    const entry = ledger.purchases[purchase];
    if (entry) return { purchase, entry, where: 'ledger', ledger, isPaused };
  }
  throw new Failure(
    'notFound',
    `No purchase ${purchase} is undecided or awaits an audit.`,
    'Any other is found by its subscription, which each of its log lines names: --subscription sub_….',
  );
}

async function findIn(desk: Desk, purchase: string, subscription: string): Promise<Found | undefined> {
  const { ledger, isPaused } = await desk.store.read(subscription, desk.answerBy());
  const inLedger = ledger.purchases[purchase];
  if (inLedger) return { purchase, entry: inLedger, where: 'ledger', ledger, isPaused };
  const archived = await desk.store.readArchived(subscription, purchase, desk.answerBy());
  return archived && { purchase, entry: archived, where: 'archive', ledger, isPaused };
}

/**
 * Every ledger in which something is due at any time, the longest waiting first: so, every one with anything undecided.
 *
 * @param onUnreadable told the subscription of each that this version does not understand
 */
export async function* openLedgers(
  { store, answerBy }: Desk,
  onUnreadable: (subscription: string) => void,
): AsyncGenerator<{ ledger: Ledger; isPaused: boolean }> {
  for await (const { subscription } of store.listDue(Number.MAX_SAFE_INTEGER, Date.now() + allMs)) {
    try {
      yield await store.read(subscription, answerBy());
    } catch (error) {
      if (!(error instanceof LedgerUnreadable)) throw error;
      onUnreadable(subscription);
    }
  }
}

/** The archived purchases of a subscription, newest first, all of them. */
export async function* archivedPurchases(
  { store, answerBy }: Desk,
  subscription: string,
): AsyncGenerator<{ purchase: string; entry: Entry }> {
  const pageSize = 100;
  let before: { createdAt: number; purchase: string } | null = null;
  for (;;) {
    const page = await store.listArchived(subscription, before, pageSize, answerBy());
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    before = { createdAt: last.entry.createdAt, purchase: last.purchase };
  }
}
