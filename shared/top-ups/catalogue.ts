import type { TopUp } from '../contract/schemas.ts';
import type { GigsAddon } from '../gigs/addons.ts';
import type { Call, Gigs } from '../gigs/gigs.ts';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../gigs/outcome.ts';
import { byPrice, isPurchasable, toTopUp } from './top-up.ts';

export interface CatalogueOptions {
  readonly gigs: Gigs;
  readonly now: () => number;
  /** How long a plan's top-ups are served without asking. */
  readonly freshSeconds: number;
  /** How long they are served while Gigs does not answer. */
  readonly staleSeconds: number;
  /** Add-ons of the plan that cannot be shown, since they have no price or no readable form. */
  readonly onUnfit: (count: number) => void;
}

export interface Catalogue {
  /**
   * All that can be bought for a plan, by price, then id. Empty for a plan that Gigs does not know.
   *
   * @throws GigsUnavailable, GigsKeyUnavailable where nothing recent enough is known either
   */
  topUpsOf(plan: string, call: Call): Promise<readonly TopUp[]>;
}

interface Snapshot {
  readonly topUps: readonly TopUp[];
  readonly readAt: number;
}

/** Plans beyond the newest so many are forgotten: plan ids come from outside. */
const mostPlans = 200;

/** More pages than these are no catalogue that a person could choose from. */
const mostPages = 50;

/** The top-ups of each plan, kept for a while. Buying does not rely on it: it reads status and price anew. */
export function createCatalogue({ gigs, now, freshSeconds, staleSeconds, onUnfit }: CatalogueOptions): Catalogue {
  const snapshots = new Map<string, Snapshot>();
  const reading = new Map<string, Promise<Snapshot>>();

  async function read(plan: string, call: Call): Promise<Snapshot> {
    const readAt = now();
    const addons = await readAll(gigs, plan, call, onUnfit);
    const unpriced = addons.filter(({ price }) => price === null).length;
    if (unpriced > 0) onUnfit(unpriced);
    const topUps = addons.filter((addon) => isPurchasable(addon, plan)).flatMap((addon) => toTopUp(addon) ?? []);
    const snapshot = { topUps: topUps.sort(byPrice), readAt };
    snapshots.delete(plan);
    snapshots.set(plan, snapshot);
    const [oldest] = snapshots.keys();
    if (snapshots.size > mostPlans && oldest !== undefined) snapshots.delete(oldest);
    return snapshot;
  }

  /** However many ask at once, Gigs is asked once. */
  function readOnce(plan: string, call: Call): Promise<Snapshot> {
    const running = reading.get(plan);
    if (running) return running;
    const started = read(plan, call).finally(() => reading.delete(plan));
    reading.set(plan, started);
    return started;
  }

  return {
    async topUpsOf(plan, call) {
      const known = snapshots.get(plan);
      if (known && now() - known.readAt < freshSeconds * 1000) return known.topUps;
      try {
        return (await readOnce(plan, call)).topUps;
      } catch (error) {
        const isNoAnswer = error instanceof GigsUnavailable || error instanceof GigsKeyUnavailable;
        if (known && isNoAnswer && now() - known.readAt < staleSeconds * 1000) return known.topUps;
        throw error;
      }
    },
  };
}

async function readAll(
  gigs: Gigs,
  plan: string,
  call: Call,
  onMalformed: (count: number) => void,
): Promise<GigsAddon[]> {
  const addons = new Map<string, GigsAddon>();
  let after: string | null = null;
  for (let pages = 0; pages < mostPages; pages++) {
    const page = await readPage(gigs, plan, after, call);
    if (page.malformed > 0) onMalformed(page.malformed);
    for (const addon of page.items) addons.set(addon.id, addon);
    if (page.next === null) return [...addons.values()];
    after = page.next;
  }
  throw new GigsUnavailable('unreadable');
}

/** Gigs refuses a list for a plan that it does not know: there is nothing to buy for it. */
async function readPage(gigs: Gigs, plan: string, after: string | null, call: Call) {
  try {
    return await gigs.listPlanTopUps({ plan, after }, call);
  } catch (error) {
    if (error instanceof GigsRefused && after === null) return { items: [], malformed: 0, next: null };
    throw error;
  }
}
