import * as z from 'zod/mini';
import { id, purchase, purchaseRequest } from '../../../shared/contract/schemas.ts';
import { buyTopUp as buy } from '../../../shared/purchases/buy.ts';
import { purchaseLocation } from '../../../shared/purchases/view.ts';
import { readIdempotencyKey } from '../idempotency-key.ts';
import { route } from '../route.ts';

const location = { Location: 'Where the purchase can be read.' };
const replayed = { 'Idempotent-Replayed': '`true` where this is the outcome of an earlier request with the same key.' };

export const buyTopUp = route({
  operation: 'buyTopUp',
  summary: 'Buy a top-up, once',
  description:
    'The same key is the same purchase for ever: after a lost answer, send the same request again. `price` is what the user was shown and agreed to pay.',
  request: { params: z.strictObject({ subscription: id }), body: purchaseRequest },
  requestHeaders: {
    'Idempotency-Key': {
      description: 'One key per purchase that the user confirms: 16 to 64 of A-Z, a-z, 0-9, _ and -, bare or quoted.',
      required: true,
    },
  },
  answers: {
    201: {
      description: 'Bought: accepted by Gigs, possibly still awaiting payment or activation.',
      body: purchase,
      headers: { ...location, ...replayed },
    },
    202: {
      description: 'Sent, but the outcome is not known yet. Read the purchase until it is.',
      body: purchase,
      headers: { ...location, 'Retry-After': 'Seconds after which to read the purchase.' },
    },
  },
  problems: [
    'idempotency-key-missing',
    'idempotency-key-invalid',
    'payment-declined',
    'subscription-not-found',
    'purchase-in-progress',
    'price-changed',
    'purchase-unresolved',
    'recent-purchase',
    'idempotency-key-reused',
    'subscription-not-active',
    'top-up-unavailable',
    'purchase-refused',
    'purchase-limit',
    'purchase-not-completed',
    'gigs-unavailable',
    'service-unavailable',
    'purchases-paused',
  ],
  async handle({ purchases, config }, { user, params, body, headers, softDeadlineAt }) {
    const answer = await buy(purchases, {
      ...body,
      user,
      subscription: params.subscription,
      idempotencyKey: readIdempotencyKey(headers.get('idempotency-key')),
      softDeadlineAt,
      sendTimeoutMs: config.gigsPostTimeoutMs,
    });
    const answered = { Location: purchaseLocation(params.subscription, answer.purchase.id) };
    if (answer.retryAfterSeconds !== null) {
      return {
        status: 202,
        body: answer.purchase,
        headers: { ...answered, 'Retry-After': String(answer.retryAfterSeconds) },
      };
    }
    const replay = answer.isReplay ? { 'Idempotent-Replayed': 'true' } : {};
    return { status: 201, body: answer.purchase, headers: { ...answered, ...replay } };
  },
});
