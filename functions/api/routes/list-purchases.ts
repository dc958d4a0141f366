import * as z from 'zod/mini';
import { id, purchaseList } from '../../../shared/contract/schemas.ts';
import { readOwnSubscription } from '../../../shared/ownership.ts';
import { listPurchases as list } from '../../../shared/purchases/read-purchases.ts';
import { cursorOf, pageQuery, placeAt } from '../paging.ts';
import { route } from '../route.ts';

export const listPurchases = route({
  operation: 'listPurchases',
  summary: "The caller's purchases for a subscription",
  description: 'Newest first, those that failed too.',
  request: { params: z.strictObject({ subscription: id }), query: pageQuery({}) },
  answers: { 200: { description: 'A page of purchases.', body: purchaseList } },
  problems: ['subscription-not-found', 'gigs-unavailable', 'service-unavailable'],
  async handle({ gigs, purchases }, { user, params, query, softDeadlineAt }) {
    const { subscription } = params;
    const before = placeAt(query.cursor);
    await readOwnSubscription(gigs, user, subscription, { answerBy: softDeadlineAt });
    const owned = { user, subscription, answerBy: softDeadlineAt };
    const { items, next } = await list(purchases, owned, { before, limit: query.limit });
    return { status: 200, body: { items, nextCursor: next && cursorOf(next) } };
  },
});
