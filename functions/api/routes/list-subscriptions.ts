import { type Subscription, subscriptionList } from '../../../shared/contract/schemas.ts';
import { shownText, shownTime } from '../../../shared/gigs/shown.ts';
import type { GigsSubscription } from '../../../shared/gigs/subscriptions.ts';
import { readOwnSubscription } from '../../../shared/ownership.ts';
import { ownCursor, pageQuery, wrongCursorOn } from '../paging.ts';
import { route } from '../route.ts';

export const listSubscriptions = route({
  operation: 'listSubscriptions',
  summary: "The caller's subscriptions",
  description: 'Newest first, without those that have ended.',
  request: { query: pageQuery({}) },
  answers: { 200: { description: 'A page of subscriptions.', body: subscriptionList } },
  problems: ['gigs-unavailable', 'service-unavailable'],
  async handle({ gigs }, { user, query, softDeadlineAt }) {
    const call = { answerBy: softDeadlineAt };
    const { cursor, limit } = query;
    if (cursor !== undefined) {
      await readOwnSubscription(gigs, user, cursor, call).catch(wrongCursorOn('subscription-not-found'));
    }
    const page = await gigs.listSubscriptions({ user, after: cursor ?? null, limit }, call);
    // Gigs filters by user. It is not relied upon where somebody else's line would be shown.
    const own = page.items.filter((item) => item.user.id === user);
    return { status: 200, body: { items: own.map(toSubscription), nextCursor: ownCursor(own, page.next) } };
  },
});

function toSubscription({ id, status, phoneNumber, plan, currentPeriod }: GigsSubscription): Subscription {
  const start = shownTime(currentPeriod?.start ?? null);
  const end = shownTime(currentPeriod?.end ?? null);
  return {
    id,
    status,
    phoneNumber: phoneNumber && shownText(phoneNumber),
    plan: { id: plan.id, name: shownText(plan.name) },
    currentPeriod: start && end ? { start, end } : null,
  };
}
