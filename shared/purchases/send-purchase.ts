import { GigsKeyUnavailable, GigsUnavailable, type Outcome } from '../gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import type { SendOutcome } from './finish.ts';
import type { Entry, PurchaseFailure } from './ledger.ts';
import type { PurchasePorts } from './ports.ts';

/** With less than this left, the one request does not leave any more. Less than it began with: writing that took a part. */
const leastSendMs = 50;

export interface Sent {
  readonly outcome: SendOutcome;
  /** Where nothing was done: why. */
  readonly whyNot: GigsUnavailable | GigsKeyUnavailable | null;
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
  if (entry.deadline - now() < leastSendMs) return notDone(new GigsUnavailable('timeout'));
  const body = {
    addon: entry.addon.id,
    subscription,
    idempotencyKey: rules.sendsIdempotencyKey ? purchase : null,
  };
  let answer: Outcome<GigsSubscriptionAddon>;
  try {
    answer = await gigs.createSubscriptionAddon(body, { answerBy: entry.deadline });
  } catch (error) {
    // A key that cannot be had is noticed before anything leaves. Nothing else is expected, so nothing is known of it.
    return error instanceof GigsKeyUnavailable ? notDone(error) : sent({ kind: 'unknown' });
  }
  switch (answer.kind) {
    case 'answered':
      report.witnessed({ purchase, subscription, subscriptionAddon: answer.value.id });
      return sent({ kind: 'accepted', object: answer.value });
    case 'refused':
      return sent({ kind: 'refused', failure: failureOf(answer) });
    case 'not-done':
      return notDone(new GigsUnavailable(answer.reason, answer.retryAfterSeconds));
    case 'unknown':
      return sent({ kind: 'unknown' });
  }
}

function sent(outcome: SendOutcome): Sent {
  return { outcome, whyNot: null };
}

function notDone(whyNot: NonNullable<Sent['whyNot']>): Sent {
  return { outcome: { kind: 'not-done' }, whyNot };
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
