import type { TopUp } from '../contract/schemas.ts';
import type { GigsSubscriptionAddon } from '../gigs/subscription-addons.ts';
import { openAddons } from './archive.ts';
import { correct } from './audit.ts';
import { type Baseline, type Change, type Entry, eventOf, type Ledger, nextVersion, undecidedOf } from './ledger.ts';
import { dayMs, type PurchaseRules } from './rules.ts';

export interface BeginFacts {
  readonly purchase: string;
  readonly user: string;
  readonly fingerprint: string;
  /** As the catalogue shows it now, which is as the user agreed to pay it. */
  readonly addon: TopUp;
  readonly mayRepeat: boolean;
  /** The newest page of the subscription's add-ons of this kind, read before. */
  readonly listed: readonly GigsSubscriptionAddon[];
  /** Null where Gigs did not list: then nothing is begun, but what the ledger refuses is refused all the same. */
  readonly baseline: Baseline | null;
  readonly now: number;
  /** The last moment at which the request may leave, in milliseconds since the epoch. */
  readonly deadline: number;
}

export type BeginDecision =
  | { readonly kind: 'begun'; readonly change: Change; readonly entry: Entry }
  /** An earlier purchase turned out to have been made: write that, and refuse this one as a repeat. */
  | { readonly kind: 'corrected'; readonly change: Change; readonly earlier: string }
  | { readonly kind: 'unresolved'; readonly earlier: string; readonly dueAt: number | null }
  | { readonly kind: 'repeated'; readonly earlier: string }
  | { readonly kind: 'limit'; readonly freeAt: number }
  /** The ledger has nothing against it, but without a baseline nothing could be settled. */
  | { readonly kind: 'unlisted' };

/** Whether a new purchase may be sent, given all that is known of the subscription. Assumes that its key is not known. */
export function begin(ledger: Ledger, facts: BeginFacts, rules: PurchaseRules): BeginDecision {
  const { addon, baseline, now } = facts;
  const undecided = undecidedOf(ledger, addon.id);
  if (undecided) return { kind: 'unresolved', earlier: undecided[0], dueAt: undecided[1].dueAt };

  const corrected = correct(ledger, addon.id, facts.listed, now);
  if (corrected) return { kind: 'corrected', ...corrected };

  const earlier = facts.mayRepeat ? undefined : boughtLately(ledger, addon.id, now, rules);
  if (earlier) return { kind: 'repeated', earlier };

  const freeAt = limitFreeAt(ledger, now, rules);
  if (freeAt !== undefined) return { kind: 'limit', freeAt };

  if (baseline === null) return { kind: 'unlisted' };
  return { kind: 'begun', ...begun(ledger, { ...facts, baseline }, rules) };
}

function boughtLately(ledger: Ledger, addon: string, now: number, rules: PurchaseRules): string | undefined {
  const since = now - rules.repeatWindowSeconds * 1000;
  return Object.entries(ledger.purchases).find(
    ([, entry]) => entry.addon.id === addon && entry.state === 'succeeded' && (entry.settledAt ?? 0) > since,
  )?.[0];
}

/** When the limit lets the next purchase through, or undefined if it does now. */
function limitFreeAt(ledger: Ledger, now: number, rules: PurchaseRules): number | undefined {
  const begunInADay = [...Object.values(ledger.purchases), ...Object.values(ledger.stubs)]
    .map(({ createdAt }) => createdAt)
    .filter((createdAt) => createdAt > now - dayMs)
    .sort((a, b) => b - a);
  const limiting = begunInADay[rules.limitPerDay - 1];
  return limiting === undefined ? undefined : limiting + dayMs;
}

function begun(
  ledger: Ledger,
  facts: BeginFacts & { baseline: Baseline },
  rules: PurchaseRules,
): { change: Change; entry: Entry } {
  const { purchase, user, fingerprint, addon, baseline, now, deadline } = facts;
  const entry: Entry = {
    user,
    addon,
    fingerprint,
    state: 'dispatching',
    epoch: ledger.version + 1,
    deadline,
    baseline,
    firstEmptyAt: null,
    lastListedAt: null,
    looks: 0,
    dueAt: deadline + rules.takeoverGraceSeconds * 1000,
    subscriptionAddon: null,
    proof: null,
    failure: null,
    createdAt: now,
    updatedAt: now,
    settledAt: null,
  };
  const next = { ...nextVersion(ledger, { [purchase]: entry }), stubs: freshStubs(ledger, now) };
  return { change: { ledger: next, events: [eventOf(next, purchase, entry, 'begun', now)] }, entry };
}

/**
 * The limit needs a stub for a day. The unique claim needs it for as long as anything of its add-on is open: a purchase
 * begun before Gigs listed the stub's object does not have it in its baseline, and is audited more than a day later.
 */
function freshStubs(ledger: Ledger, now: number): Ledger['stubs'] {
  const open = openAddons(ledger);
  return Object.fromEntries(
    Object.entries(ledger.stubs).filter(([, { createdAt, addon }]) => createdAt > now - dayMs || open.has(addon)),
  );
}
