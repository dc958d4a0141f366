import * as z from 'zod/mini';
import { gigsAddon } from './addons.ts';
import type { Call, Page } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { gigsId, optionalTime, time } from './fields.ts';
import type { Outcome } from './outcome.ts';
import { listPage, retrieve } from './read.ts';
import { checkedId, gigsPath } from './request-url.ts';
import { sendOnce } from './send-once.ts';

export const subscriptionAddonStatuses = ['pending', 'initiated', 'active', 'ended'] as const;
export type SubscriptionAddonStatus = (typeof subscriptionAddonStatuses)[number];

/**
 * A subscription add-on, from Gigs' page "Subscription add-ons". Its identity (id, subscription, user, add-on) must be
 * readable, since purchases are settled by it; what is only shown may be missing. `details` is null where the embedded
 * add-on is no whole add-on, and `endedAt` is null until it ended, whatever the page says.
 */
export const gigsSubscriptionAddon = z.pipe(
  z.object({
    id: gigsId,
    status: z.catch(z.enum([...subscriptionAddonStatuses, 'unknown']), 'unknown'),
    subscription: gigsId,
    user: gigsId,
    addon: z.looseObject({ id: gigsId }),
    currentPeriod: z.catch(z.nullable(z.object({ number: z.int(), start: time, end: time })), null),
    // Empty where it cannot be read: what was bought must not be overlooked for that.
    createdAt: z.catch(time, ''),
    activatedAt: optionalTime,
    canceledAt: optionalTime,
    endedAt: optionalTime,
  }),
  z.transform(({ addon, ...rest }) => ({
    ...rest,
    addon: { id: addon.id, details: gigsAddon.safeParse(addon).data ?? null },
  })),
);
export type GigsSubscriptionAddon = z.infer<typeof gigsSubscriptionAddon>;

export interface SubscriptionAddonsQuery {
  readonly subscription: string;
  readonly addon?: string;
  readonly user?: string;
  /** Named always, since Gigs' default hides those that ended. */
  readonly statuses: readonly SubscriptionAddonStatus[];
  readonly after: string | null;
  readonly limit: number;
}

/**
 * One page of a subscription's add-ons, newest first. From "List all subscription add-ons" on Gigs' page "Subscription
 * add-ons". Those of another subscription, add-on or user than was asked for are left out, should Gigs ever send some;
 * those of another status are not, since one that is hidden could be bought again.
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function listSubscriptionAddons(
  connection: GigsConnection,
  { subscription, addon, user, statuses, after, limit }: SubscriptionAddonsQuery,
  call: Call,
): Promise<Page<GigsSubscriptionAddon>> {
  return listPage(
    connection,
    {
      operation: 'listSubscriptionAddons',
      path: gigsPath`/projects/${connection.project}/subscriptionAddons`,
      query: { subscription: checkedId(subscription), addon, user, status: statuses, after, limit },
      item: gigsSubscriptionAddon,
      isAskedFor: (found) =>
        found.subscription === subscription &&
        (addon === undefined || found.addon.id === addon) &&
        (user === undefined || found.user === user),
    },
    call,
  );
}

/**
 * One subscription add-on, whoever's it is, `undefined` when Gigs knows none of this id. From "Retrieve a subscription
 * add-on" on the same page. A key sees the whole project, so the caller compares the owner and the subscription.
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function getSubscriptionAddon(
  connection: GigsConnection,
  subscriptionAddon: string,
  call: Call,
): Promise<GigsSubscriptionAddon | undefined> {
  return retrieve(
    connection,
    {
      operation: 'getSubscriptionAddon',
      path: gigsPath`/projects/${connection.project}/subscriptionAddons/${subscriptionAddon}`,
      schema: gigsSubscriptionAddon,
      isAskedFor: (found) => found.id === subscriptionAddon,
    },
    call,
  );
}

/**
 * Buys: "Create a subscription add-on" on the same page. Costs money and is sent once. Whether an answer is about this
 * purchase (its subscription, add-on, user, and an id not seen before) is for the caller to judge: one that is not must
 * not look like one that could not be read.
 *
 * @throws GigsKeyUnavailable, before anything was sent.
 */
export async function createSubscriptionAddon(
  connection: GigsConnection,
  { addon, subscription, idempotencyKey }: { addon: string; subscription: string; idempotencyKey: string | null },
  call: Call,
): Promise<Outcome<GigsSubscriptionAddon>> {
  return sendOnce(
    connection,
    {
      operation: 'createSubscriptionAddon',
      method: 'POST',
      path: gigsPath`/projects/${connection.project}/subscriptionAddons`,
      body: { addon: checkedId(addon), subscription: checkedId(subscription) },
      idempotencyKey,
      parse: (json) => gigsSubscriptionAddon.safeParse(json).data,
    },
    call,
  );
}

/**
 * Ends at once: "End a subscription add-on" on the same page, which only an active one can be. Sent once; after an
 * unknown outcome the caller looks whether it ended.
 *
 * @throws GigsKeyUnavailable, before anything was sent.
 */
export async function endSubscriptionAddon(
  connection: GigsConnection,
  subscriptionAddon: string,
  call: Call,
): Promise<Outcome<GigsSubscriptionAddon>> {
  return sendOnce(
    connection,
    {
      operation: 'endSubscriptionAddon',
      method: 'DELETE',
      path: gigsPath`/projects/${connection.project}/subscriptionAddons/${subscriptionAddon}`,
      body: null,
      idempotencyKey: null,
      parse(json) {
        const ended = gigsSubscriptionAddon.safeParse(json).data;
        return ended?.id === subscriptionAddon ? ended : undefined;
      },
    },
    call,
  );
}
