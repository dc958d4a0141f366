import type { Call, Gigs, Page } from '../gigs/gigs.ts';
import { GigsUnavailable } from '../gigs/outcome.ts';
import { type GigsSubscriptionAddon, subscriptionAddonStatuses } from '../gigs/subscription-addons.ts';
import type { Listing } from './candidates.ts';
import type { Baseline } from './ledger.ts';

/** The largest page that Gigs gives. */
const pageSize = 200;

/** More pages than this since the baseline are no listing that anybody could judge. */
const mostPages = 25;

interface Pair {
  readonly subscription: string;
  readonly addon: string;
}

/**
 * The newest page of a subscription's add-ons of one kind, in all statuses (Gigs leaves `ended` out by default), as the
 * baseline of a purchase that is about to be sent.
 */
export async function readBaseline(
  gigs: Gigs,
  pair: Pair,
  call: Call,
): Promise<{ baseline: Baseline; listed: GigsSubscriptionAddon[] }> {
  const page = await readPage(gigs, pair, null, call);
  const listed = page.items.filter((item) => isOf(item, pair));
  return { baseline: { ids: listed.map(({ id }) => id), isWhole: page.next === null }, listed };
}

/**
 * A complete listing from the newest down to the oldest of the baseline, or to the end where that was less than a page:
 * what lies below is older than the purchase.
 *
 * @throws GigsUnavailable also where an item has no readable identity, since it could be the one that is looked for.
 */
export async function listSince(
  gigs: Gigs,
  pair: Pair,
  baseline: Baseline,
  beganAt: number,
  call: Call,
): Promise<Listing> {
  const oldest = baseline.isWhole ? undefined : baseline.ids.at(-1);
  const items: GigsSubscriptionAddon[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readPage(gigs, pair, after, call);
    const end = page.items.findIndex(({ id }) => id === oldest);
    // What lies below on the same page is in no baseline either, and would be taken for bought since.
    const since = end === -1 ? page.items : page.items.slice(0, end);
    items.push(...since.filter((item) => isOf(item, pair)));
    if (page.next === null || end !== -1) return { beganAt, items };
    after = page.next;
  }
  throw new GigsUnavailable('unreadable');
}

async function readPage(
  gigs: Gigs,
  { subscription, addon }: Pair,
  after: string | null,
  call: Call,
): Promise<Page<GigsSubscriptionAddon>> {
  const query = { subscription, addon, statuses: subscriptionAddonStatuses, after, limit: pageSize };
  const page = await gigs.listSubscriptionAddons(query, call);
  if (page.malformed > 0) throw new GigsUnavailable('unreadable');
  return page;
}

/** Gigs filters the list. It is not relied upon where money depends on it. */
function isOf(item: GigsSubscriptionAddon, { subscription, addon }: Pair): boolean {
  return item.subscription === subscription && item.addon.id === addon;
}
