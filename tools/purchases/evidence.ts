import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../../shared/gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../../shared/gigs/subscription-addons.ts';
import type { Listing } from '../../shared/purchases/candidates.ts';
import { type Entry, holderOf, isUndecided } from '../../shared/purchases/ledger.ts';
import { listSince } from '../../shared/purchases/list-at-gigs.ts';
import { type Resolution, resolve } from '../../shared/purchases/resolve.ts';
import { whereaboutsOf } from '../gigs/connect.ts';
import { explain } from '../gigs/failure.ts';
import type { Desk } from './desk.ts';
import { archivedPurchases, type Found } from './find.ts';

/** What an object that Gigs lists is to a purchase. */
export type Standing = 'its own' | 'there before' | 'held by another' | "another user's" | 'candidate';

export interface ListedObject {
  readonly object: GigsSubscriptionAddon;
  readonly standing: Standing;
  readonly heldBy: string | null;
}

/** What a resolution would do: null where it is allowed, else why it is not. */
export interface PossibleResolution {
  readonly as: Resolution['as'];
  readonly subscriptionAddon: string | null;
  readonly objection: string | null;
}

/** All that there is to decide by. */
export interface Evidence extends Found {
  /** What Gigs lists now; null where it does not, and then why. */
  readonly listed: readonly ListedObject[] | null;
  readonly whyNotListed: string | null;
  /** Empty where nothing is to be resolved. */
  readonly resolutions: readonly PossibleResolution[];
}

/** Reads at Gigs what may have come of a purchase. Gigs that does not answer is part of the evidence. */
export async function gather(desk: Desk, found: Found): Promise<Evidence> {
  const { entry, ledger, purchase } = found;
  let listing: Listing;
  try {
    listing = await listNow(desk, found);
  } catch (error) {
    if (!isNoAnswer(error)) throw error;
    const { message } = explain(error, whereaboutsOf(desk.operator));
    return { ...found, listed: null, whyNotListed: message, resolutions: [] };
  }
  const holders = await archivedHolders(desk, found, listing);
  const listed = listing.items.map((object): ListedObject => {
    const heldBy = holderOf(ledger, object.id, purchase) ?? holders.get(object.id) ?? null;
    return { object, heldBy, standing: standingOf(object, entry, heldBy) };
  });
  const candidates = listed.filter(({ standing }) => standing === 'candidate').map(({ object }) => object);
  const possible: Resolution[] = [
    { as: 'failed', listing },
    ...candidates.map((object): Resolution => ({ as: 'succeeded', object, archivedHolder: undefined })),
  ];
  const resolutions = possible.map((resolution): PossibleResolution => {
    const resolved = resolve(ledger, purchase, resolution, desk.rules, Date.now());
    return {
      as: resolution.as,
      subscriptionAddon: resolution.as === 'succeeded' ? resolution.object.id : null,
      objection: 'objection' in resolved ? resolved.objection : null,
    };
  });
  return { ...found, listed, whyNotListed: null, resolutions: isUndecided(entry) ? resolutions : [] };
}

/** What Gigs lists now of the purchase's add-on: since its baseline, or everything where it has none any more. */
export async function listNow({ operator }: Desk, { entry, ledger }: Found): Promise<Listing> {
  const pair = { subscription: ledger.subscription, addon: entry.addon.id };
  const baseline = entry.baseline ?? { ids: [], isWhole: true };
  return listSince(operator.gigs, pair, baseline, Date.now(), operator.call());
}

/** The archived purchases that hold what is listed, by what they hold. The ledger alone does not know them. */
export async function archivedHolders(
  desk: Desk,
  { ledger, purchase }: Found,
  { items }: Pick<Listing, 'items'>,
): Promise<ReadonlyMap<string, string>> {
  const holders = new Map<string, string>();
  if (!ledger.hasArchive || items.length === 0) return holders;
  const ids = new Set(items.map(({ id }) => id));
  for await (const archived of archivedPurchases(desk, ledger.subscription)) {
    const held = archived.entry.subscriptionAddon?.id;
    if (held !== undefined && ids.has(held) && archived.purchase !== purchase) holders.set(held, archived.purchase);
  }
  return holders;
}

function standingOf(object: GigsSubscriptionAddon, entry: Entry, heldBy: string | null): Standing {
  if (object.id === entry.subscriptionAddon?.id) return 'its own';
  if (heldBy !== null) return 'held by another';
  if (entry.baseline?.ids.includes(object.id)) return 'there before';
  return object.user === entry.user ? 'candidate' : "another user's";
}

function isNoAnswer(error: unknown): boolean {
  return error instanceof GigsUnavailable || error instanceof GigsRefused || error instanceof GigsKeyUnavailable;
}
