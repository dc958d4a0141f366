import type { Money, Purchase } from './api.ts';
import type { OpenPurchase } from './open-purchases.ts';
import type { Failed, Outcome, Processing, Refused, Settled, Unconfirmed } from './result.ts';
import type { Send } from './send.ts';
import type { Pause } from './time.ts';
import { caught, type ErrorCode, TopUpsError } from './top-ups-error.ts';

export interface FollowPorts {
  readonly send: Send;
  readonly pause: Pause;
  /** Told before each pause what it would come to if the patience ended now. */
  readonly onProgress: ((interim: Processing | Unconfirmed) => void) | undefined;
}

/** What became of it, and whether a request that nobody answered may have reached the service, or may still. */
export type Followed = readonly [outcome: Outcome, mayArrive: boolean];

/**
 * A price that no add-on has: XXX is ISO 4217's "no currency". A request at this price can buy nothing, and yet its
 * refusal tells whether the key is known: if it is, the key stands for another price; if not, the price is not right.
 */
const noPrice: Money = { amount: 0, currency: 'XXX' };

/**
 * A key that is known is answered before anything else is looked at (the contract's table of buying). So whoever is
 * refused like this hears that no earlier request with the key was carried out.
 */
const keyUnknown = new Set<ErrorCode>([
  'price-changed',
  'purchase-unresolved',
  'recent-purchase',
  'purchase-limit',
  'purchases-paused',
  'gigs-unavailable',
  'subscription-not-found',
  'subscription-not-active',
  'top-up-unavailable',
]);

/** Nothing was done, and the same request may be sent again. */
const momentary = new Set<ErrorCode>(['gigs-unavailable', 'service-unavailable', 'too-many-requests']);

/** The service has the purchase, and it came to nothing. */
const failures = new Set<string | undefined>(['payment-declined', 'purchase-refused', 'purchase-not-completed']);

/**
 * Sends a purchase until it is known what became of it, or the patience is over.
 *
 * @param mayBegin false: only finds out what became of it, and lets nothing begin.
 * @param mayArrive whether a request with its key was sent before, of which nobody knows.
 */
export async function follow(
  { key, order, earlierPrices }: OpenPurchase,
  mayBegin: boolean,
  mayArrive: boolean,
  ports: FollowPorts,
): Promise<Followed> {
  const { subscription, addon, price, allowRepeat } = order;
  const prices = [...earlierPrices, price];
  if (!mayBegin) prices.push(noPrice);
  for (;;) {
    const body = { addon, price: prices.at(-1), allowRepeat };
    const answer = await caught(ports.send<Purchase>('POST', lineOf(subscription, 'purchases'), { key, body }));
    if (!(answer instanceof TopUpsError)) return [await poll(...answer, ports), true];
    const { code, status, problem, retryAfterSeconds, purchaseId } = answer;
    if (failures.has(code)) return [failed(purchaseId, code, problem?.declineReason), false];
    if (code === 'idempotency-key-reused') {
      // The key is known, though not at this price: from here on it can only be found out about.
      prices.pop();
      if (prices.length > 0) continue;
      return [refused(answer), false];
    }
    const isKeyUnknown = keyUnknown.has(code);
    if (isKeyUnknown && prices.at(-1) === noPrice) return [refused(answer, 'not-sent'), mayArrive];

    const mayTry = momentary.has(code);
    // It is being carried out, or it may have been: by a gateway's 5xx, and by what nobody planned.
    const isOpen = !mayTry && !isKeyUnknown && (code === 'purchase-in-progress' || status === null || status >= 500);
    mayArrive ||= isOpen;
    const unconfirmed = { status: 'unconfirmed', error: answer } as const;
    if (mayTry || isOpen) {
      ports.onProgress?.(unconfirmed);
      if (await ports.pause(retryAfterSeconds)) continue;
    }
    return [isKeyUnknown || !mayArrive ? refused(answer) : unconfirmed, mayArrive];
  }
}

/** Whether a purchase has an outcome. */
export function isSettled({ status }: { readonly status: string }): boolean {
  return status === 'succeeded' || status === 'failed';
}

/** Reads a purchase until it has an outcome, or the patience is over. */
export async function poll(
  purchase: Purchase,
  retryAfterSeconds: number | null,
  { send, pause, onProgress }: FollowPorts,
): Promise<Settled | Processing> {
  for (;;) {
    if (purchase.status === 'succeeded') return { status: 'succeeded', purchase };
    if (purchase.status === 'failed') return failed(purchase.id, purchase.failure?.code);
    const processing = { status: 'processing', purchase } as const;
    onProgress?.(processing);
    if (!(await pause(retryAfterSeconds))) return processing;
    const answer = await caught(send<Purchase>('GET', lineOf(purchase.subscription, 'purchases', purchase.id)));
    if (answer instanceof TopUpsError) ({ retryAfterSeconds } = answer);
    else [purchase, retryAfterSeconds] = answer;
  }
}

/** A path of the API. What is no id stays one segment. */
export function pathOf(...segments: string[]): string {
  return `/v1/${segments.map(encodeURIComponent).join('/')}`;
}

/** A path of what belongs to a line. */
export function lineOf(subscription: string, ...rest: string[]): string {
  return pathOf('subscriptions', subscription, ...rest);
}

function failed(purchaseId: string | null, code?: string, declineReason = 'unknown'): Failed {
  const reason = failures.has(code) ? (code as Failed['reason']) : 'unknown';
  return { status: 'failed', reason, declineReason, purchaseId };
}

function refused(error: TopUpsError, reason: Refused['reason'] = error.code): Refused {
  return { status: 'refused', reason, error, currentPrice: error.problem?.currentPrice } as Refused;
}
