import type { Outcome } from '../gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import type { SendOutcome } from './finish.ts';
import type { Entry, PurchaseFailure } from './ledger.ts';
import type { PurchasePorts } from './ports.ts';

/** With less than this left, the one request does not leave any more. */
const leastSendMs = 100;

export interface Sent {
  readonly outcome: SendOutcome;
  /** Where nothing was done and Gigs said how long to wait. */
  readonly retryAfterSeconds: number | null;
}

/**
 * Sends the one request of a purchase that is durable in the ledger. Called by the worker that began it, once, and by
 * nobody else ever. Does not throw: what cannot be told is `unknown`.
 */
export async function sendPurchase(
  { gigs, rules, report, now }: PurchasePorts,
  subscription: string,
  purchase: string,
  entry: Entry,
): Promise<Sent> {
  const notDone: Sent = { outcome: { kind: 'not-done' }, retryAfterSeconds: null };
  if (entry.deadline - now() < leastSendMs) return notDone;
  const body = {
    addon: entry.addon.id,
    subscription,
    idempotencyKey: rules.sendsIdempotencyKey ? purchase : null,
  };
  let answer: Outcome<GigsSubscriptionAddon>;
  try {
    answer = await gigs.createSubscriptionAddon(body, { answerBy: entry.deadline });
  } catch {
    // The client throws only for a key that cannot be had, before anything leaves. That promise is not bet on here.
    return { outcome: { kind: 'unknown' }, retryAfterSeconds: null };
  }
  switch (answer.kind) {
    case 'answered':
      report.witnessed({ purchase, subscription, subscriptionAddon: answer.value.id });
      return { outcome: { kind: 'accepted', object: answer.value }, retryAfterSeconds: null };
    case 'refused':
      return { outcome: { kind: 'refused', failure: failureOf(answer) }, retryAfterSeconds: null };
    case 'not-done':
      return { ...notDone, retryAfterSeconds: answer.retryAfterSeconds };
    case 'unknown':
      return { outcome: { kind: 'unknown' }, retryAfterSeconds: null };
  }
}

/** Codes of https://developers.gigs.com/docs/concepts/error-codes that begin with `payment` are about the payment. */
function failureOf({ status, code }: { status: number; code: string | null }): PurchaseFailure {
  const isAboutPayment = status === 402 || (code?.startsWith('payment') ?? false);
  if (!isAboutPayment) return { code: 'purchase-refused', declineReason: null };
  return { code: 'payment-declined', declineReason: publishedPaymentCodes.has(code ?? '') ? code : 'unknown' };
}

const publishedPaymentCodes = new Set([
  'paymentCardCvcInvalid',
  'paymentCardDeclined',
  'paymentCardExpired',
  'paymentCardInsufficientFunds',
  'paymentCardNotSupported',
  'paymentCardNumberInvalid',
  'paymentFailed',
  'paymentMethodAccountInvalid',
  'paymentMethodDeclined',
  'paymentMethodRequired',
  'paymentRefundAmountExceeded',
]);
