import type { TopUp } from '../contract/schemas.ts';
import type { GigsAddon } from '../gigs/addons.ts';
import type { Call, Gigs, Page } from '../gigs/gigs.ts';
import { GigsRefused, GigsUnavailable } from '../gigs/outcome.ts';
import { byPrice, isPurchasable, toTopUp } from './top-up.ts';

/** More pages than these are no catalogue that a person could choose from. */
const mostPages = 50;

/**
 * All that Gigs offers for a plan, every page followed, by price, then id. Empty for a plan that Gigs does not know.
 *
 * @param onUnfit told how many add-ons were left out, since they have no price or no readable form
 * @throws GigsUnavailable, GigsKeyUnavailable
 */
export async function readPlan(
  gigs: Gigs,
  plan: string,
  call: Call,
  onUnfit: (count: number) => void,
): Promise<TopUp[]> {
  const addons = new Map<string, GigsAddon>();
  let unfit = 0;
  let after: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readPage(gigs, plan, after, call);
    unfit += page.malformed;
    for (const addon of page.items) addons.set(addon.id, addon);
    if (page.next === null) return offered([...addons.values()], plan, unfit, onUnfit);
    after = page.next;
  }
  throw new GigsUnavailable('unreadable');
}

function offered(
  addons: readonly GigsAddon[],
  plan: string,
  malformed: number,
  onUnfit: (count: number) => void,
): TopUp[] {
  const unfit = malformed + addons.filter(({ price }) => price === null).length;
  if (unfit > 0) onUnfit(unfit);
  return addons
    .filter((addon) => isPurchasable(addon, plan))
    .flatMap((addon) => toTopUp(addon) ?? [])
    .sort(byPrice);
}

/** Gigs refuses a list for a plan that it does not know: there is nothing to buy for it. A later page is no answer. */
async function readPage(gigs: Gigs, plan: string, after: string | null, call: Call): Promise<Page<GigsAddon>> {
  try {
    return await gigs.listPlanTopUps({ plan, after }, call);
  } catch (error) {
    if (!(error instanceof GigsRefused)) throw error;
    if (after !== null) throw new GigsUnavailable('unreadable');
    return { items: [], malformed: 0, next: null };
  }
}
