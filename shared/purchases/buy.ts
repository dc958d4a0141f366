import { Problem } from '../contract/problems.ts';
import type { Purchase, PurchaseRequest } from '../contract/schemas.ts';
import { GigsUnavailable } from '../gigs/outcome.ts';
import { type BeginDecision, begin } from './begin.ts';
import { changeLedger } from './change-ledger.ts';
import { findPurchase } from './find-purchase.ts';
import { finish } from './finish.ts';
import { type Entry, isTooLarge, isUndecided, type Ledger } from './ledger.ts';
import { LedgerUnavailable, LedgerUnreadable } from './ledger-store.ts';
import { isRunning } from './look.ts';
import { settledIfPossible } from './look-at.ts';
import type { PurchasePorts } from './ports.ts';
import { readPurchaseFacts } from './purchase-facts.ts';
import { fingerprintOf, purchaseIdOf } from './purchase-id.ts';
import { sendPurchase } from './send-purchase.ts';
import { askAgainAfterSeconds, purchaseLocation, toPurchase } from './view.ts';
import { witnessSuccesses } from './witness.ts';

export interface BuyRequest extends PurchaseRequest {
  readonly user: string;
  readonly subscription: string;
  /** Unquoted. */
  readonly idempotencyKey: string;
  /** When the caller's answer must be on its way, in milliseconds since the epoch. */
  readonly softDeadlineAt: number;
  /** How long the request to Gigs may take. */
  readonly sendTimeoutMs: number;
}

export interface BuyAnswer {
  readonly purchase: Purchase;
  readonly isReplay: boolean;
  /** While the purchase is processing. */
  readonly retryAfterSeconds: number | null;
}

/**
 * A lost race at the beginning starts all over, the baseline too. Each loss means that another purchase of the line came
 * on by a step, of which a crowd as large as the usual limit makes some twenty; and the time is bounded anyway.
 */
const mostBeginnings = 25;

/** Kept back from the soft deadline: to write down what the request came to, and to answer. */
const finishMs = 1000;

/** For taking a purchase out of the ledger that was begun and not sent. */
const mostRemovalMs = 400;

/** Kept back for the request itself while its facts are read: this, or half of the time that there is. */
const mostSendReserveMs = 2000;

/** With less time than this, hardly an answer of Gigs' would come in time: it would only make outcomes unknown. */
const leastSendMs = 100;

/**
 * Buys a top-up, once: the same user, subscription and key are the same purchase for ever.
 *
 * @throws Problem for every refusal of the contract's table of buying
 * @throws GigsUnavailable, GigsKeyUnavailable, LedgerUnavailable where nothing was sent
 */
export async function buyTopUp(ports: PurchasePorts, request: BuyRequest): Promise<BuyAnswer> {
  const { store } = ports;
  const { subscription, softDeadlineAt, sendTimeoutMs } = request;
  const halfMs = (softDeadlineAt - finishMs - ports.now()) / 2;
  const sendReserveMs = Math.min(mostSendReserveMs, sendTimeoutMs / 2, halfMs);
  const purchase = purchaseIdOf(request.user, subscription, request.idempotencyKey);
  for (let beginnings = 0; beginnings < mostBeginnings; beginnings++) {
    const { ledger, isPaused } = await store.read(subscription, softDeadlineAt);
    const known = await findPurchase(ports, ledger, purchase, softDeadlineAt);
    // Before anything else: otherwise a retry would be told "no", and the user would buy again.
    if (known) return answerKnown(ports, request, ledger, purchase, known);
    if (isPaused) throw new Problem('purchases-paused', { retryAfterSeconds: 60 });
    const begun = await tryToBegin(ports, request, ledger, purchase, sendReserveMs);
    if (begun) return sendAndFinish(ports, request, purchase, begun);
  }
  throw new LedgerUnavailable('too many lost races');
}

interface Begun {
  readonly ledger: Ledger;
  readonly entry: Entry;
}

/** @returns undefined after a lost race. */
async function tryToBegin(
  ports: PurchasePorts,
  request: BuyRequest,
  ledger: Ledger,
  purchase: string,
  sendReserveMs: number,
): Promise<Begun | undefined> {
  const { store, rules, report, now } = ports;
  const { softDeadlineAt } = request;
  const facts = await readPurchaseFacts(ports.gigs, request, softDeadlineAt - finishMs - sendReserveMs);
  const begunAt = now();
  const deadline = Math.min(softDeadlineAt - finishMs, begunAt + request.sendTimeoutMs);
  const decision = begin(
    ledger,
    {
      ...facts,
      purchase,
      user: request.user,
      fingerprint: fingerprintOf(request),
      mayRepeat: request.allowRepeat === true,
      now: begunAt,
      deadline,
    },
    rules,
  );
  if (decision.kind === 'unlisted') throw facts.whyUnlisted;
  if (decision.kind !== 'begun' && decision.kind !== 'corrected') throw refusalOf(decision, ledger, request, begunAt);
  if (decision.kind === 'begun') {
    // A purchase is not started when the time left cannot finish it.
    if (deadline - begunAt < Math.max(leastSendMs, sendReserveMs / 2)) throw new GigsUnavailable('timeout');
    if (isTooLarge(decision.change.ledger)) throw new LedgerUnavailable('ledger is full');
  }
  witnessSuccesses(report, decision.change);
  if (!(await store.write(decision.change.ledger, softDeadlineAt))) return undefined;
  for (const event of decision.change.events) report.changed(event);
  if (decision.kind === 'corrected') throw recentPurchase(decision.change.ledger, decision.earlier, request);
  return { ledger: decision.change.ledger, entry: decision.entry };
}

function refusalOf(
  decision: Exclude<BeginDecision, { kind: 'begun' | 'corrected' | 'unlisted' }>,
  ledger: Ledger,
  request: BuyRequest,
  now: number,
): Problem {
  switch (decision.kind) {
    case 'unresolved': {
      const seconds = decision.dueAt === null ? 10 : Math.ceil((decision.dueAt - now) / 1000);
      const retryAfterSeconds = Math.min(Math.max(seconds, 2), 60);
      return new Problem('purchase-unresolved', {
        retryAfterSeconds,
        ...ownLocation(ledger, decision.earlier, request),
      });
    }
    case 'repeated':
      return recentPurchase(ledger, decision.earlier, request);
    case 'limit':
      return new Problem('purchase-limit', { retryAfterSeconds: Math.ceil((decision.freeAt - now) / 1000) });
  }
}

function recentPurchase(ledger: Ledger, earlier: string, request: BuyRequest): Problem {
  return new Problem('recent-purchase', ownLocation(ledger, earlier, request));
}

/** A line can change hands: only its own purchases are shown to a user. */
function ownLocation(ledger: Ledger, purchase: string, { user }: BuyRequest): { location?: string } {
  const isOwn = ledger.purchases[purchase]?.user === user;
  return isOwn ? { location: purchaseLocation(ledger.subscription, purchase) } : {};
}

async function sendAndFinish(
  ports: PurchasePorts,
  request: BuyRequest,
  purchase: string,
  begun: Begun,
): Promise<BuyAnswer> {
  const { outcome, whyNot } = await sendPurchase(ports, begun.ledger.subscription, purchase, begun.entry);
  // A worker that was held up all the same has this time: what Gigs answered outweighs what others concluded meanwhile.
  // That nothing was sent is soon said: where the ledger is slow, too, it is settled, and the caller has an answer in time.
  const recordBy = Math.max(request.softDeadlineAt, ports.now() + (whyNot ? mostRemovalMs : finishMs));
  let ledger = begun.ledger;
  try {
    ledger = await changeLedger(
      ports,
      ledger.subscription,
      recordBy,
      (newest) => finish(newest, { purchase, begun: begun.entry, outcome, now: ports.now() }),
      ledger,
    );
  } catch (error) {
    // It is in the ledger that it was begun, so it will be settled. Until then the honest answer is "processing".
    if (!(error instanceof LedgerUnavailable || error instanceof LedgerUnreadable)) throw error;
  }
  const entry = ledger.purchases[purchase];
  if (entry === undefined && whyNot) throw whyNot;
  // One that was sent and is not there has been settled and archived meanwhile: asking again tells how.
  return answerFor(ports, ledger.subscription, purchase, entry ?? begun.entry, false);
}

async function answerKnown(
  ports: PurchasePorts,
  request: BuyRequest,
  ledger: Ledger,
  purchase: string,
  known: Entry,
): Promise<BuyAnswer> {
  const { rules, now } = ports;
  if (known.fingerprint !== fingerprintOf(request)) throw new Problem('idempotency-key-reused');
  if (isRunning(known, rules, now())) {
    throw new Problem('purchase-in-progress', {
      retryAfterSeconds: 2,
      location: purchaseLocation(ledger.subscription, purchase),
    });
  }
  const present = isUndecided(known) ? await settledIfPossible(ports, ledger, purchase, request.softDeadlineAt) : known;
  return answerFor(ports, ledger.subscription, purchase, present ?? known, true);
}

function answerFor(
  { now }: PurchasePorts,
  subscription: string,
  purchase: string,
  entry: Entry,
  isReplay: boolean,
): BuyAnswer {
  if (entry.failure) {
    const { code, declineReason } = entry.failure;
    throw new Problem(code, {
      ...(code === 'payment-declined' && { declineReason: declineReason ?? 'unknown' }),
      purchase,
      location: purchaseLocation(subscription, purchase),
      isReplay,
    });
  }
  const retryAfterSeconds = isUndecided(entry) ? askAgainAfterSeconds(entry, now()) : null;
  // "Replayed" says that the outcome is an earlier one's: a purchase that is still processing has none yet.
  return {
    purchase: toPurchase(purchase, subscription, entry),
    isReplay: isReplay && !isUndecided(entry),
    retryAfterSeconds,
  };
}
