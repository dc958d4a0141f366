import * as z from 'zod/mini';
import { gigsAddon } from './addons.ts';

const time = z.catch(z.nullable(z.string()), null);

export const subscriptionAddonStatuses = ['pending', 'initiated', 'active', 'ended'] as const;
export type SubscriptionAddonStatus = (typeof subscriptionAddonStatuses)[number];

/**
 * A subscription add-on, from Gigs' page "Subscription add-ons". Its identity (id, subscription, user, add-on) must be
 * readable, since purchases are settled by it; what is only shown may be missing. `details` is null where the embedded
 * add-on is no whole add-on, and `endedAt` is null until it ended, whatever the page says.
 */
export const gigsSubscriptionAddon = z.pipe(
  z.object({
    id: z.string(),
    status: z.catch(z.enum([...subscriptionAddonStatuses, 'unknown']), 'unknown'),
    subscription: z.string(),
    user: z.string(),
    addon: z.looseObject({ id: z.string() }),
    currentPeriod: z.catch(z.nullable(z.object({ number: z.int(), start: z.string(), end: z.string() })), null),
    createdAt: z.string(),
    activatedAt: time,
    canceledAt: time,
    endedAt: time,
  }),
  z.transform(({ addon, ...rest }) => ({
    ...rest,
    addon: { id: addon.id, details: gigsAddon.safeParse(addon).data ?? null },
  })),
);
export type GigsSubscriptionAddon = z.infer<typeof gigsSubscriptionAddon>;
