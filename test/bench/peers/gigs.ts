// The Gigs client as a team would write it in an afternoon: fetch, zod, every page followed. All peers share it.
import { z } from 'zod';
import { gigsKey } from './secret.ts';

const addon = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  status: z.string(),
  type: z.string(),
  plans: z.array(z.string()),
  price: z.object({ amount: z.number().int().nonnegative(), currency: z.string() }),
  allowances: z.object({
    dataBytes: z.number().nullable(),
    voiceSeconds: z.number().nullable(),
    smsMessages: z.number().nullable(),
  }),
  validity: z.object({ unit: z.string(), value: z.number() }).nullable(),
  recurrenceType: z.string(),
});
export type Addon = z.infer<typeof addon>;

const page = z.object({ items: z.array(addon), moreItemsAfter: z.string().nullable() });

const subscription = z.object({
  id: z.string(),
  status: z.string(),
  user: z.object({ id: z.string() }),
  plan: z.object({ id: z.string() }),
});

const bought = z.object({ id: z.string(), status: z.string() });

export class HttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function call(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(`${process.env['GIGS_API_URL']}/projects/${process.env['GIGS_PROJECT']}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${await gigsKey()}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(6000),
  });
  if (response.status === 404) throw new HttpError(404, 'Not found');
  if (!response.ok) throw new HttpError(502, `Gigs answered ${response.status}`);
  return response.json();
}

export async function listAddons(plan: string): Promise<Addon[]> {
  const addons: Addon[] = [];
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ plan, status: 'available', type: 'topUp', limit: '200' });
    if (after) query.set('after', after);
    const { items, moreItemsAfter } = page.parse(await call(`/addons?${query}`));
    addons.push(...items);
    after = moreItemsAfter;
  } while (after);
  return addons;
}

export async function getSubscription(id: string) {
  return subscription.parse(await call(`/subscriptions/${encodeURIComponent(id)}`));
}

export async function getAddon(id: string): Promise<Addon> {
  return addon.parse(await call(`/addons/${encodeURIComponent(id)}`));
}

export async function createSubscriptionAddon(wish: { subscription: string; addon: string }) {
  return bought.parse(await call('/subscriptionAddons', { method: 'POST', body: JSON.stringify(wish) }));
}
