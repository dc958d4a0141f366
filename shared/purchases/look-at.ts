import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../gigs/outcome.ts';
import { audit } from './audit.ts';
import type { Listing } from './candidates.ts';
import { changeLedger } from './change-ledger.ts';
import type { Change, Entry, Ledger } from './ledger.ts';
import { LedgerUnavailable } from './ledger-store.ts';
import { listSince } from './list-at-gigs.ts';
import { look } from './look.ts';
import type { PurchasePorts } from './ports.ts';
import { settle } from './settle.ts';
import { witnessSuccesses } from './witness.ts';

/**
 * Looks at one purchase whose outcome is not known or that awaits an audit, if it is anybody's turn: claims the look,
 * lists at Gigs, decides. Where Gigs does not answer, the purchase stays as it is.
 *
 * @param ledger the newest version that the caller knows.
 * @returns the ledger as it then stands.
 * @throws LedgerUnavailable
 */
export async function lookAt(
  ports: PurchasePorts,
  ledger: Ledger,
  purchase: string,
  answerBy: number,
): Promise<Ledger> {
  const { rules, now } = ports;
  const { subscription } = ledger;
  let lists = false;
  // A lost race may mean that somebody else looks, or that another purchase of the line came on: the newest tells.
  const claimed = await changeLedger(
    ports,
    subscription,
    answerBy,
    (newest) => {
      const claim = look(newest, purchase, rules, now());
      lists = claim?.lists ?? false;
      return claim;
    },
    ledger,
  );
  if (!lists) return claimed;

  const listing = await listFor(ports, claimed, purchase, answerBy);
  if (listing === undefined) return claimed;
  return changeLedger(ports, subscription, answerBy, (newest) => decide(ports, newest, purchase, listing), claimed);
}

/** Settling is a favour to the caller: where it cannot be done now, what the ledger said is the answer. */
export async function settledIfPossible(
  ports: PurchasePorts,
  ledger: Ledger,
  purchase: string,
  answerBy: number,
): Promise<Entry | undefined> {
  try {
    return (await lookAt(ports, ledger, purchase, answerBy)).purchases[purchase];
  } catch (error) {
    if (error instanceof LedgerUnavailable) return ledger.purchases[purchase];
    throw error;
  }
}

function decide(
  { rules, report, now }: PurchasePorts,
  ledger: Ledger,
  purchase: string,
  listing: Listing,
): Change | undefined {
  const change = settle(ledger, purchase, listing, rules, now()) ?? audit(ledger, purchase, listing, now());
  if (change) witnessSuccesses(report, change);
  return change;
}

async function listFor(
  { gigs, now }: PurchasePorts,
  ledger: Ledger,
  purchase: string,
  answerBy: number,
): Promise<Listing | undefined> {
  const { addon, baseline } = ledger.purchases[purchase] as Entry;
  if (baseline === null) return undefined;
  const pair = { subscription: ledger.subscription, addon: addon.id };
  try {
    return await listSince(gigs, pair, baseline, now(), { answerBy });
  } catch (error) {
    if (isNoAnswer(error)) return undefined;
    throw error;
  }
}

function isNoAnswer(error: unknown): boolean {
  return error instanceof GigsUnavailable || error instanceof GigsRefused || error instanceof GigsKeyUnavailable;
}
