import { Problem } from '../contract/problems.ts';
import type { Purchase } from '../contract/schemas.ts';
import { findPurchase } from './find-purchase.ts';
import { isUndecided, type Ledger } from './ledger.ts';
import type { Listed, Place } from './ledger-store.ts';
import { settledIfPossible } from './look-at.ts';
import type { PurchasePorts } from './ports.ts';
import { askAgainAfterSeconds, toPurchase } from './view.ts';

export interface Owned {
  readonly user: string;
  readonly subscription: string;
  /** Milliseconds since the epoch. */
  readonly answerBy: number;
}

/**
 * One purchase in its present state, settled if it is time. Answered from the ledger, also while Gigs is down.
 *
 * @throws Problem purchase-not-found, also where it is somebody else's
 */
export async function readPurchase(
  ports: PurchasePorts,
  purchase: string,
  { user, subscription, answerBy }: Owned,
): Promise<{ purchase: Purchase; retryAfterSeconds: number | null }> {
  const { ledger } = await ports.store.read(subscription, answerBy);
  const known = await findPurchase(ports, ledger, purchase, answerBy);
  if (known?.user !== user) throw new Problem('purchase-not-found');
  const entry = isUndecided(known) ? ((await settledIfPossible(ports, ledger, purchase, answerBy)) ?? known) : known;
  return {
    purchase: toPurchase(purchase, subscription, entry),
    retryAfterSeconds: isUndecided(entry) ? askAgainAfterSeconds(entry, ports.now()) : null,
  };
}

/** The user's purchases of a subscription, newest first, from ledger and archive, each once. */
export async function listPurchases(
  { store }: PurchasePorts,
  { user, subscription, answerBy }: Owned,
  page: { before: Place | null; limit: number },
): Promise<{ items: Purchase[]; next: Place | null }> {
  const { ledger } = await store.read(subscription, answerBy);
  const own: Listed[] = inLedger(ledger).filter(({ entry }) => entry.user === user);
  const wanted = page.limit + 1;
  const found = new Map(own.filter((item) => isBefore(item, page.before)).map((item) => [item.purchase, item]));

  let place = page.before;
  let isMore = ledger.hasArchive;
  while (isMore) {
    const archived = await store.listArchived(subscription, place, wanted, answerBy);
    for (const item of archived) {
      // A purchase that is on its way to the archive is in both: the ledger has the say.
      if (item.entry.user === user && !ledger.purchases[item.purchase]) found.set(item.purchase, item);
    }
    const last = archived.at(-1);
    place = last ? placeOf(last) : place;
    isMore = archived.length === wanted && !isFilledDownTo(place, newest(found, wanted), wanted);
  }
  const items = newest(found, wanted);
  const shown = items.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ purchase, entry }) => toPurchase(purchase, subscription, entry)),
    next: items.length > page.limit && last ? placeOf(last) : null,
  };
}

function inLedger(ledger: Ledger): Listed[] {
  return Object.entries(ledger.purchases).map(([purchase, entry]) => ({ purchase, entry }));
}

function placeOf({ purchase, entry }: Listed): Place {
  return { purchase, createdAt: entry.createdAt };
}

function newest(found: ReadonlyMap<string, Listed>, count: number): Listed[] {
  return [...found.values()].sort((a, b) => compare(placeOf(b), placeOf(a))).slice(0, count);
}

/** Whether nothing older than `place` can be among the newest that are wanted. */
function isFilledDownTo(place: Place | null, items: readonly Listed[], wanted: number): boolean {
  return items.length === wanted && items.every((item) => place === null || compare(placeOf(item), place) >= 0);
}

function isBefore(item: Listed, place: Place | null): boolean {
  return place === null || compare(placeOf(item), place) < 0;
}

function compare(a: Place, b: Place): number {
  return a.createdAt - b.createdAt || (a.purchase < b.purchase ? -1 : a.purchase > b.purchase ? 1 : 0);
}
