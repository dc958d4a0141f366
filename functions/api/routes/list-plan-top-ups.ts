import * as z from 'zod/mini';
import { id, topUpList } from '../../../shared/contract/schemas.ts';
import { isMatch } from '../etag.ts';
import { route } from '../route.ts';
import { topUpsAnswer } from '../top-ups-answer.ts';

const kept = {
  ETag: 'Changes when the list does.',
  'Cache-Control': '`private, max-age=60`.',
};

export const listPlanTopUps = route({
  operation: 'listPlanTopUps',
  summary: 'The top-ups that can be bought for a plan',
  description: 'All of them, by price, then id. Empty for a plan that Gigs does not know.',
  request: { params: z.strictObject({ plan: id }) },
  requestHeaders: { 'If-None-Match': { description: 'The `ETag` of an earlier answer.', required: false } },
  answers: {
    200: { description: 'The top-ups; `nextCursor` is always null.', body: topUpList, headers: kept },
    304: { description: 'Nothing changed since.', body: null, headers: kept },
  },
  problems: ['gigs-unavailable', 'service-unavailable'],
  async handle({ catalogue }, { params, headers, softDeadlineAt }) {
    const { body, etag } = topUpsAnswer(await catalogue.topUpsOf(params.plan, { answerBy: softDeadlineAt }));
    const answered = { 'Cache-Control': 'private, max-age=60', ETag: etag };
    if (isMatch(headers.get('if-none-match'), etag)) return { status: 304, body: null, headers: answered };
    return { status: 200, body, headers: answered };
  },
});
