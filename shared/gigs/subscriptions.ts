import * as z from 'zod/mini';
import type { Call, Page } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { gigsId, text, time } from './fields.ts';
import { listPage, retrieve } from './read.ts';
import { checkedId, gigsPath } from './request-url.ts';

/** A subscription, from https://developers.gigs.com/api/latest/core/subscriptions.md. Its `user` is an object. */
export const gigsSubscription = z.object({
  id: gigsId,
  status: z.catch(z.enum(['pending', 'initiated', 'active', 'restricted', 'ended', 'unknown']), 'unknown'),
  user: z.object({ id: gigsId }),
  plan: z.object({ id: gigsId, name: text }),
  phoneNumber: z.catch(z.nullable(text), null),
  currentPeriod: z.catch(z.nullable(z.object({ start: time, end: time })), null),
});
export type GigsSubscription = z.infer<typeof gigsSubscription>;

/**
 * One page of a user's subscriptions, newest first. Another user's, should Gigs ever send one, is left out.
 * From https://developers.gigs.com/api/latest/core/subscriptions.md.
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function listSubscriptions(
  connection: GigsConnection,
  { user, after, limit }: { user: string; after: string | null; limit: number },
  call: Call,
): Promise<Page<GigsSubscription>> {
  return listPage(
    connection,
    {
      operation: 'listSubscriptions',
      path: gigsPath`/projects/${connection.project}/subscriptions`,
      query: { user: checkedId(user), after, limit },
      item: gigsSubscription,
      isAskedFor: (found) => found.user.id === user,
    },
    call,
  );
}

/**
 * One subscription, whoever's it is, `undefined` when Gigs knows none of this id. A key sees the whole project, so the
 * caller compares the owner.
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function getSubscription(
  connection: GigsConnection,
  subscription: string,
  call: Call,
): Promise<GigsSubscription | undefined> {
  return retrieve(
    connection,
    {
      operation: 'getSubscription',
      path: gigsPath`/projects/${connection.project}/subscriptions/${subscription}`,
      schema: gigsSubscription,
      isAskedFor: (found) => found.id === subscription,
    },
    call,
  );
}
