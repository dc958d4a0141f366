import type { Money, Purchase } from './api.ts';
import type { ErrorCode, TopUpsError } from './top-ups-error.ts';

/**
 * What became of a purchase. Tell the five apart by `status` and leave none out: end the `switch` with
 * `const none: never = result`. Only `succeeded` means bought; only `failed` and `refused` mean not bought.
 */
export type BuyResult = Outcome & {
  /**
   * True where an earlier call confirmed this purchase and the app was not told its outcome: `buy` took that one up
   * instead of making a second.
   */
  readonly resumed: boolean;
};

export type Outcome = Settled | Processing | Unconfirmed | Refused;

/** The purchase has an outcome, which is final. */
export type Settled = Succeeded | Failed;

/** Bought. Its add-on may still await payment (`initiated`) or activation (`pending`): see `getAddon`. */
export interface Succeeded {
  readonly status: 'succeeded';
  readonly purchase: Purchase;
}

/** Sent, and not known yet whether it was bought. Neither success nor failure: it is settled within minutes. */
export interface Processing {
  readonly status: 'processing';
  readonly purchase: Purchase;
}

/**
 * Nobody could say what became of it: no network, or a service in trouble. It may have been bought. The key is kept, so
 * that `resume()` finds out, and `buy` of the same add-on tries the same purchase again.
 */
export interface Unconfirmed {
  readonly status: 'unconfirmed';
  /** What the last try met with. */
  readonly error: TopUpsError;
}

/** Tried, and not bought. */
export interface Failed {
  readonly status: 'failed';
  /** `payment-declined`, `purchase-refused` or `purchase-not-completed`, unless a newer service has another one. */
  readonly reason: 'payment-declined' | 'purchase-refused' | 'purchase-not-completed' | 'unknown';
  /** Gigs' published `payment…` code where the payment was declined and Gigs says why, else `unknown`. */
  readonly declineReason: string;
  /** Null where the answer does not tell it. */
  readonly purchaseId: string | null;
}

/** Not bought, since it was not even tried. */
export type Refused =
  | {
      readonly status: 'refused';
      readonly reason: 'price-changed';
      /** Show it, and buy with it once the user agrees. */
      readonly currentPrice: Money;
      readonly error: TopUpsError;
    }
  | {
      readonly status: 'refused';
      /**
       * - `recent-purchase`: bought a moment ago. Ask the user whether they want it twice, then buy with `allowRepeat`.
       * - `purchase-unresolved`: an earlier purchase of the add-on has no outcome yet. Show that one as processing.
       * - `not-sent`, from `resume()` only: no request got through, and the confirmation is too old to send one now.
       *
       * The others are the service's problem codes. A newer service may have further ones, so have a default.
       */
      readonly reason: Exclude<ErrorCode, 'price-changed'> | 'not-sent';
      /** Tells `purchaseId` of the earlier purchase, `retryAfterSeconds`, and as its `cause` what `getToken` threw. */
      readonly error: TopUpsError;
    };
