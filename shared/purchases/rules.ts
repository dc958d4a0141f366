import type { ArchiveRule } from './archive.ts';

/** The settings that the purchase rules depend on; contract.md's table of settings names them. */
export interface PurchaseRules {
  readonly limitPerDay: number;
  /** 0 = off. */
  readonly repeatWindowSeconds: number;
  readonly settleAfterSeconds: number;
  readonly settleListingGapSeconds: number;
  readonly takeoverGraceSeconds: number;
  readonly sendsIdempotencyKey: boolean;
  /** Not a setting: what stands in archive.ts, unless a test wants less. */
  readonly archive?: ArchiveRule;
}

export const dayMs = 24 * 60 * 60 * 1000;

/** After these times since `not-purchased`, Gigs is asked once more. */
export const auditsAfterMs = [15 * 60 * 1000, dayMs] as const;

/** A purchase that an audit finds was created at Gigs within this time of the purchase's deadline. */
export const auditWindowMs = 10 * 60 * 1000;

/** One listing per purchase in this time, whoever asks. */
export const lookEveryMs = 2000;

/** How soon a purchase in review is counted again. Only an operator decides it. */
export const reviewEveryMs = 15 * 60 * 1000;

/** An audit that may not run yet, or could not list, is tried again after this time. */
export const auditRetryMs = 60_000;

/** Pause before look number `looks`: 15 s, doubling up to 5 min. */
export function backOffMs(looks: number): number {
  return Math.min(15_000 * 2 ** Math.min(looks, 10), 5 * 60_000);
}
