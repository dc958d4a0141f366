import type { BuyResult, Money, Refused } from '../../../client/src/top-ups-client.ts';
import { priceText } from './format.ts';

/** What a user is told of a purchase, and what they can do then. */
export interface BuyText {
  readonly tone: 'good' | 'bad' | 'open';
  readonly title: string;
  readonly text: string;
  /** What the button does: buy at this price, buy once more, try the same again, or only close. */
  readonly next:
    | { readonly kind: 'close' }
    | { readonly kind: 'retry'; readonly label: string }
    | { readonly kind: 'repeat'; readonly label: string }
    | { readonly kind: 'reprice'; readonly label: string; readonly price: Money };
}

const close = { kind: 'close' } as const;

export function buyTextOf(result: BuyResult, shown: Money): BuyText {
  switch (result.status) {
    case 'succeeded':
      return {
        tone: 'good',
        title: 'It’s yours',
        text: succeededText(result.purchase.subscriptionAddon?.status),
        next: close,
      };
    case 'processing':
      return {
        tone: 'open',
        title: 'Your purchase is being processed',
        text: 'This can take a few minutes. You can close this: we will tell you here as soon as it is done.',
        next: close,
      };
    case 'unconfirmed':
      return {
        tone: 'open',
        title: 'We could not confirm your purchase',
        text: 'It may or may not have gone through. We keep checking, and you will not be charged twice.',
        next: close,
      };
    case 'failed':
      return failedText(result.reason, result.declineReason);
    case 'refused':
      return refusedText(result, shown);
    default: {
      const none: never = result;
      return none;
    }
  }
}

function succeededText(status: string | undefined): string {
  if (status === 'initiated') return 'It will be active as soon as it is paid for.';
  return status === 'active' ? 'It is active now.' : 'It is being activated.';
}

/** Gigs' codes of payment errors: https://developers.gigs.com/docs/concepts/error-codes */
const declines: Readonly<Record<string, string>> = {
  paymentCardDeclined: 'Your card was declined.',
  paymentCardInsufficientFunds: 'There is not enough money on your card.',
  paymentCardExpired: 'Your card has expired.',
  paymentMethodRequired: 'There is no way of paying on file for you.',
};

function failedText(reason: string, declineReason: string): BuyText {
  if (reason === 'payment-declined') {
    const why = declines[declineReason] ?? 'Your payment was declined.';
    const text = `${why} You were not charged. Check how you pay, then try again.`;
    return { tone: 'bad', title: 'Payment declined', text, next: { kind: 'retry', label: 'Try again' } };
  }
  if (reason === 'purchase-not-completed') {
    const text = 'It was not bought, and you were not charged.';
    return { tone: 'bad', title: 'That did not work', text, next: { kind: 'retry', label: 'Buy again' } };
  }
  return {
    tone: 'bad',
    title: 'That did not work',
    text: 'It was not bought, and you were not charged. Please contact support.',
    next: close,
  };
}

function refusedText(refused: Refused, shown: Money): BuyText {
  switch (refused.reason) {
    case 'price-changed': {
      const price = refused.currentPrice;
      return {
        tone: 'open',
        title: 'The price has changed',
        text: `It costs ${priceText(price)} now, not ${priceText(shown)}. Nothing was bought.`,
        next: { kind: 'reprice', label: `Buy for ${priceText(price)}`, price },
      };
    }
    case 'recent-purchase':
      return {
        tone: 'open',
        title: 'You just bought this',
        text: 'You bought the same top-up a moment ago. Do you want it twice?',
        next: { kind: 'repeat', label: 'Yes, buy it once more' },
      };
    case 'purchase-unresolved':
      return {
        tone: 'open',
        title: 'An earlier purchase is being processed',
        text: 'You are buying this already. Wait until we know what became of it. Nothing more was bought.',
        next: close,
      };
    case 'purchase-limit':
      return sorry('That is enough for today', 'You have reached the number of purchases for one day.', close);
    case 'purchases-paused':
      return sorry('The shop is closed for a moment', 'Nothing was bought. Please come back a little later.', close);
    case 'top-up-unavailable':
    case 'subscription-not-active':
    case 'subscription-not-found':
      return sorry('Not available', 'This top-up cannot be bought for this line. Nothing was bought.', close);
    case 'gigs-unavailable':
    case 'service-unavailable':
    case 'too-many-requests':
      return sorry('The shop is busy', 'Nothing was bought. Please try again in a moment.', {
        kind: 'retry',
        label: 'Try again',
      });
    default:
      return sorry('That did not work', 'Nothing was bought, and you were not charged.', close);
  }
}

function sorry(title: string, text: string, next: BuyText['next']): BuyText {
  return { tone: 'bad', title, text, next };
}
