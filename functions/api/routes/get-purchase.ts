import * as z from 'zod/mini';
import { id, purchase } from '../../../shared/contract/schemas.ts';
import { readPurchase } from '../../../shared/purchases/read-purchases.ts';
import { route } from '../route.ts';

export const getPurchase = route({
  operation: 'getPurchase',
  summary: 'A purchase in its present state',
  description: 'Answered from our own ledger, so it works while Gigs does not.',
  request: { params: z.strictObject({ subscription: id, purchase: id }) },
  answers: {
    200: {
      description: 'The purchase.',
      body: purchase,
      headers: { 'Retry-After': 'While it is `processing`: seconds after which to ask again.' },
    },
  },
  problems: ['purchase-not-found', 'service-unavailable'],
  async handle({ purchases }, { user, params, softDeadlineAt }) {
    const { subscription } = params;
    const found = await readPurchase(purchases, params.purchase, { user, subscription, answerBy: softDeadlineAt });
    const { retryAfterSeconds } = found;
    const headers = retryAfterSeconds === null ? {} : { 'Retry-After': String(retryAfterSeconds) };
    return { status: 200, body: found.purchase, headers };
  },
});
