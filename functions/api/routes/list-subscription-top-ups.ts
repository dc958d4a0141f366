import * as z from 'zod/mini';
import { id, topUpList } from '../../../shared/contract/schemas.ts';
import { readOwnSubscription } from '../../../shared/ownership.ts';
import { route } from '../route.ts';
import { topUpsAnswer } from '../top-ups-answer.ts';

export const listSubscriptionTopUps = route({
  operation: 'listSubscriptionTopUps',
  summary: "The top-ups that can be bought for the plan of the caller's subscription",
  description: 'All of them, by price, then id.',
  request: { params: z.strictObject({ subscription: id }) },
  answers: { 200: { description: 'The top-ups; `nextCursor` is always null.', body: topUpList } },
  problems: ['subscription-not-found', 'gigs-unavailable', 'service-unavailable'],
  async handle({ gigs, catalogue }, { user, params, softDeadlineAt }) {
    const call = { answerBy: softDeadlineAt };
    const { plan } = await readOwnSubscription(gigs, user, params.subscription, call);
    return { status: 200, body: topUpsAnswer(await catalogue.topUpsOf(plan.id, call)).body };
  },
});
