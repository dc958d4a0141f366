import * as z from 'zod/mini';
import { id, subscriptionAddonList } from '../../../shared/contract/schemas.ts';
import { type SubscriptionAddonStatus, subscriptionAddonStatuses } from '../../../shared/gigs/subscription-addons.ts';
import { readOwnSubscription } from '../../../shared/ownership.ts';
import { toSubscriptionAddon } from '../../../shared/purchases/subscription-addon.ts';
import { readOwnSubscriptionAddon } from '../own-subscription-addon.ts';
import { ownCursor, pageQuery, wrongCursorOn } from '../paging.ts';
import { route } from '../route.ts';

const names = subscriptionAddonStatuses.join('|');
const statuses = z._default(
  z.pipe(
    z.string().check(z.regex(new RegExp(`^(${names})(,(${names})){0,3}$`), `is not a list of ${names}`)),
    z.transform((list) => list.split(',') as SubscriptionAddonStatus[]),
  ),
  ['pending', 'initiated', 'active'],
);

export const listSubscriptionAddons = route({
  operation: 'listSubscriptionAddons',
  summary: "The add-ons of the caller's subscription",
  description: 'Newest first. `status` is a comma-separated list, by default all but `ended`.',
  request: { params: z.strictObject({ subscription: id }), query: pageQuery({ status: statuses }) },
  answers: { 200: { description: 'A page of add-ons.', body: subscriptionAddonList } },
  problems: ['subscription-not-found', 'gigs-unavailable', 'service-unavailable'],
  async handle({ gigs }, { user, params, query, softDeadlineAt }) {
    const { subscription } = params;
    const call = { answerBy: softDeadlineAt };
    const { cursor, limit, status } = query;
    const owner = { user, subscription };
    await (cursor === undefined
      ? readOwnSubscription(gigs, user, subscription, call)
      : readOwnSubscriptionAddon(gigs, owner, cursor, call).catch(wrongCursorOn('addon-not-found')));
    const asked = { subscription, user, statuses: status, after: cursor ?? null, limit };
    const page = await gigs.listSubscriptionAddons(asked, call);
    const own = page.items.filter((item) => item.subscription === subscription && item.user === user);
    const items = own.flatMap((item) => toSubscriptionAddon(item) ?? []);
    return { status: 200, body: { items, nextCursor: ownCursor(own, page.next) } };
  },
});
