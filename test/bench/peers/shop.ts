// What the peers sell and how: the same listing and the same purchase behind each framework.
import { z } from 'zod';
import { type Addon, createSubscriptionAddon, getAddon, getSubscription, HttpError, listAddons } from './gigs.ts';

export const purchaseRequest = z.strictObject({
  addon: z.string(),
  price: z.object({ amount: z.number().int(), currency: z.string() }),
});

export interface Wish extends z.infer<typeof purchaseRequest> {
  readonly user: string;
  readonly subscription: string;
}

function toTopUp({ id, name, description, price, allowances, validity, recurrenceType }: Addon) {
  return { id, name, description, price, allowances, validity, recurrenceType };
}

const lists = new Map<string, { readAt: number; topUps: ReturnType<typeof toTopUp>[] }>();

/** A plan's top-ups by price, kept for a minute in the memory of this instance. */
export async function listTopUps(plan: string) {
  const kept = lists.get(plan);
  if (kept && Date.now() - kept.readAt < 60_000) return { items: kept.topUps, nextCursor: null };
  const topUps = (await listAddons(plan)).map(toTopUp).sort((a, b) => a.price.amount - b.price.amount);
  lists.set(plan, { readAt: Date.now(), topUps });
  return { items: topUps, nextCursor: null };
}

/** Buys at once: ownership and price first, then the one POST. Whether it was bought before is for the caller to know. */
export async function buy({ user, subscription, addon, price }: Wish) {
  const [owned, offered] = await Promise.all([getSubscription(subscription), getAddon(addon)]);
  if (owned.user.id !== user) throw new HttpError(404, 'No such subscription');
  if (owned.status !== 'active') throw new HttpError(422, 'The subscription is not active');
  if (offered.status !== 'available' || !offered.plans.includes(owned.plan.id)) {
    throw new HttpError(422, 'The top-up is not available');
  }
  if (offered.price.amount !== price.amount || offered.price.currency !== price.currency) {
    throw new HttpError(409, 'The price changed');
  }
  const bought = await createSubscriptionAddon({ subscription, addon });
  return { id: bought.id, status: 'succeeded', subscription, addon: toTopUp(offered) };
}

export function userOf(claims: Record<string, unknown> | undefined): string {
  const user = claims?.['gigs_user'];
  if (typeof user !== 'string') throw new HttpError(401, 'Nobody is signed in');
  return user;
}

export function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status;
  return error instanceof z.ZodError ? 400 : 500;
}

export function messageOf(error: unknown): string {
  return error instanceof HttpError ? error.message : 'Something went wrong';
}
