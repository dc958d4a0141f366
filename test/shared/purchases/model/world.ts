import { archivable, dropArchived } from '../../../../shared/purchases/archive.ts';
import { audit } from '../../../../shared/purchases/audit.ts';
import { begin } from '../../../../shared/purchases/begin.ts';
import { finish } from '../../../../shared/purchases/finish.ts';
import { type Entry, emptyLedger, type Ledger } from '../../../../shared/purchases/ledger.ts';
import { look } from '../../../../shared/purchases/look.ts';
import { resolve } from '../../../../shared/purchases/resolve.ts';
import type { PurchaseRules } from '../../../../shared/purchases/rules.ts';
import { settle } from '../../../../shared/purchases/settle.ts';
import { rules, subscription, t0, topUpOf, user } from '../ledgers.ts';

/** The clock of the model moves by this, or to the next audit. */
export const tickMs = 10_000;

/** In ticks: how long a request may leave after its purchase began, and how long a worker that lists may live. */
export const sendTicks = 1;
export const listingTicks = 2;

export const addon = topUpOf();
export const keys = ['A', 'B'] as const;
/** There before anything was bought. */
const oldObject = 'sad_old';

/** The functions that decide, and what stands in the model for the rest of the code. A variant replaces one of them. */
export interface Protocol {
  readonly rules: PurchaseRules;
  readonly begin: typeof begin;
  readonly finish: typeof finish;
  readonly look: typeof look;
  readonly settle: typeof settle;
  readonly audit: typeof audit;
  readonly resolve: typeof resolve;
  readonly archivable: typeof archivable;
  readonly dropArchived: typeof dropArchived;
  /** Whether the one request may leave now. */
  readonly maySend: (entry: Entry, now: number) => boolean;
  /** Whether a ledger may be written that was made of this version, where that one is stored now. */
  readonly mayReplace: (version: number, stored: number) => boolean;
  /** Whether a key that is not in the ledger is looked for in the archive. */
  readonly looksInArchive: boolean;
}

/** The project's own functions, with times of a few ticks: take-over after 1, settle time 3, listings 1 apart, no purchase kept. */
export const protocol: Protocol = {
  rules: {
    ...rules,
    limitPerDay: 1000,
    repeatWindowSeconds: 0,
    takeoverGraceSeconds: 10,
    settleAfterSeconds: 30,
    settleListingGapSeconds: 10,
    archive: { kept: 0, batch: 1 },
  },
  begin,
  finish,
  look,
  settle,
  audit,
  resolve,
  archivable,
  dropArchived,
  maySend: (entry, now) => now < entry.deadline,
  mayReplace: (version, stored) => version === stored,
  looksInArchive: true,
};

/** What the world around the protocol may do. */
export interface Bounds {
  /** Workers at a time. */
  readonly workers: number;
  /** Requests arrive, and what they made is listed, up to this many ticks before the settle time is over; at once if `'now'`. */
  readonly lag: 'any' | 'now';
  /** Listings that may miss what is there. */
  readonly blindListings: number;
  /** The same add-on bought by somebody else, not through this service. */
  readonly boughtOutside: number;
  /** Whether what a request made may also appear after the settle time: the window that cannot be closed. */
  readonly mayBeVeryLate: boolean;
}

/** One run of the function. It is gone at `diesAt`, at the latest. */
export type Worker =
  /** Has read the ledger and the baseline. */
  | {
      readonly doing: 'begin';
      readonly purchase: string;
      readonly ledger: Ledger;
      readonly baseline: readonly string[];
      readonly at: number;
      readonly diesAt: number;
    }
  /** Has written that it begins. */
  | { readonly doing: 'send'; readonly purchase: string; readonly begun: Entry; readonly diesAt: number }
  /** Waits for Gigs' answer. */
  | { readonly doing: 'wait'; readonly purchase: string; readonly begun: Entry; readonly diesAt: number }
  /** Knows that nothing was done, has written that, and does not know whether the write was made. */
  | { readonly doing: 'repeat'; readonly purchase: string; readonly begun: Entry; readonly diesAt: number }
  /** Has listed, to settle or to audit. */
  | {
      readonly doing: 'settle';
      readonly purchase: string;
      readonly seen: readonly string[];
      readonly beganAt: number;
      readonly diesAt: number;
    };

/** A subscription add-on at Gigs. */
export interface ModelObject {
  readonly id: string;
  /** Whose request made it. */
  readonly owner: string;
  readonly createdAt: number;
  readonly isListed: boolean;
  /** When it must be listed at the latest; when it was, once it is. */
  readonly listedBy: number;
}

/** A request on its way to Gigs. */
export interface Request {
  readonly purchase: string;
  /** When what it makes must be listed at the latest. */
  readonly listedBy: number;
}

/** Everything there is: the ledger, its archive, who works, what is on its way, and Gigs. */
export interface World {
  readonly now: number;
  readonly ledger: Ledger;
  readonly archive: Readonly<Record<string, Entry>>;
  readonly workers: readonly Worker[];
  readonly requests: readonly Request[];
  readonly objects: readonly ModelObject[];
  readonly blindListings: number;
  readonly boughtOutside: number;
  readonly isAlarmed: boolean;
  /** What a step did that it must not do. */
  readonly misdeed: string | undefined;
}

export function startOf(bounds: Bounds): World {
  return {
    now: t0,
    ledger: emptyLedger(subscription),
    archive: {},
    workers: [],
    requests: [],
    objects: [{ id: oldObject, owner: 'before', createdAt: t0 - 3_600_000, isListed: true, listedBy: t0 }],
    blindListings: bounds.blindListings,
    boughtOutside: bounds.boughtOutside,
    isAlarmed: false,
    misdeed: undefined,
  };
}

export function deadlineFrom(now: number): number {
  return now + sendTicks * tickMs;
}

/** When a worker that began at `at` can no longer be alive: that is what the grace is long enough for. */
export function buyerDiesAt(at: number): number {
  return deadlineFrom(at) + rules.takeoverGraceSeconds * 1000;
}

export function listerDiesAt(at: number): number {
  return at + listingTicks * tickMs;
}

export const owner = user;
