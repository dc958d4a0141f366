import { setTimeout as sleep } from 'node:timers/promises';
import type { TopUp } from '../contract/schemas.ts';
import type { Call, Gigs } from '../gigs/gigs.ts';
import { GigsKeyUnavailable, GigsUnavailable } from '../gigs/outcome.ts';
import { readPlan } from './read-plan.ts';
import { noSharedCatalogue, type SharedCatalogue, type Snapshot } from './shared-catalogue.ts';

export interface CatalogueOptions {
  readonly gigs: Gigs;
  readonly shared?: SharedCatalogue;
  readonly now: () => number;
  /** How long a plan's top-ups are served without asking. */
  readonly freshSeconds: number;
  /** How much longer they are served while Gigs does not answer, or while another instance asks. */
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

/** Plans beyond the latest so many are forgotten: plan ids come from outside. */
const mostPlans = 200;

/** How often, and how long, an instance with nothing to show waits for the one whose turn it is to ask Gigs. */
const waitMs = 100;
const mostWaits = 30;

/**
 * The top-ups of each plan, kept for a while: in this instance, then shared by all. Whoever finds them old asks Gigs if
 * it is their turn, and otherwise serves what there is: so one request waits, not all, and nothing runs on after an
 * answer, when Lambda would freeze it. Buying does not rely on any of this: it reads status and price anew.
 */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const { gigs, shared = noSharedCatalogue, now, freshSeconds, staleSeconds, onUnfit } = options;
  const snapshots = new Map<string, Snapshot>();
  const refreshing = new Map<string, Promise<Snapshot>>();
  // Counted from the end of freshness: an outage of Gigs begins with a list that may be nearly that old.
  const servedSeconds = freshSeconds + staleSeconds;

  function isWithin(snapshot: Snapshot | undefined, seconds: number): snapshot is Snapshot {
    return snapshot !== undefined && now() - snapshot.readAt < seconds * 1000;
  }

  function keep(plan: string, snapshot: Snapshot): Snapshot {
    snapshots.delete(plan);
    snapshots.set(plan, snapshot);
    const [oldest] = snapshots.keys();
    if (snapshots.size > mostPlans && oldest !== undefined) snapshots.delete(oldest);
    return snapshot;
  }

  async function askGigs(plan: string, call: Call, known: Snapshot | undefined): Promise<Snapshot> {
    const readAt = now();
    try {
      const snapshot = keep(plan, { topUps: await readPlan(gigs, plan, call, onUnfit), readAt });
      // A plan without top-ups may be no plan at all, and anybody can ask for those.
      if (snapshot.topUps.length > 0) await shared.write(plan, snapshot);
      return snapshot;
    } catch (error) {
      const isNoAnswer = error instanceof GigsUnavailable || error instanceof GigsKeyUnavailable;
      if (isNoAnswer && isWithin(known, servedSeconds)) return known;
      throw error;
    }
  }

  async function refresh(plan: string, call: Call): Promise<Snapshot> {
    for (let waits = 0; ; waits++) {
      const known = newer(snapshots.get(plan), await shared.read(plan));
      if (isWithin(known, freshSeconds)) return keep(plan, known);
      if (waits === mostWaits || (await shared.takeTurn(plan))) return askGigs(plan, call, known);
      if (isWithin(known, servedSeconds)) return known;
      await sleep(waitMs);
    }
  }

  /** However many ask this instance at once, it asks once. */
  function refreshOnce(plan: string, call: Call): Promise<Snapshot> {
    const running = refreshing.get(plan);
    if (running) return running;
    const started = refresh(plan, call).finally(() => refreshing.delete(plan));
    refreshing.set(plan, started);
    return started;
  }

  return {
    async topUpsOf(plan, call) {
      const known = snapshots.get(plan);
      return isWithin(known, freshSeconds) ? known.topUps : (await refreshOnce(plan, call)).topUps;
    },
  };
}

function newer(a: Snapshot | undefined, b: Snapshot | undefined): Snapshot | undefined {
  if (!a || !b) return a ?? b;
  return a.readAt >= b.readAt ? a : b;
}
