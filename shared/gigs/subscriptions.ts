import * as z from 'zod/mini';

/** A subscription, from https://developers.gigs.com/api/latest/core/subscriptions.md. Its `user` is an object. */
export const gigsSubscription = z.object({
  id: z.string(),
  status: z.catch(z.enum(['pending', 'initiated', 'active', 'restricted', 'ended', 'unknown']), 'unknown'),
  user: z.object({ id: z.string() }),
  plan: z.object({ id: z.string(), name: z.string() }),
  phoneNumber: z.catch(z.nullable(z.string()), null),
  currentPeriod: z.catch(z.nullable(z.object({ start: z.string(), end: z.string() })), null),
});
export type GigsSubscription = z.infer<typeof gigsSubscription>;
