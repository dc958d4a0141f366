/** How long things take in a soak. */
export interface Times {
  /** Settings of the service and of what is outside it. */
  readonly settings: Readonly<Record<string, string>>;
  /** No request is delivered later than this after it was sent. */
  readonly latestDeliveryMs: number;
  /** So much later lists show what was bought. */
  readonly listingLagMs: number;
  /** The longest pause of an app between two tries. */
  readonly longestPauseMs: number;
}

const unlimited = {
  CATALOGUE_FRESH_SECONDS: '1',
  PURCHASE_LIMIT_PER_DAY: '1000',
  REPEAT_WINDOW_SECONDS: '0',
  USER_REQUESTS_PER_MINUTE: '0',
  SANDBOX_ACTIVATION_MS: '500',
};

/**
 * Short times, so that a purchase that would be settled after minutes is settled after seconds. They keep their order:
 * no request is delivered and listed later than the settle time, and no worker lives beyond the grace.
 */
export const soakTimes: Times = {
  settings: {
    ...unlimited,
    SOFT_DEADLINE_MS: '4000',
    GIGS_POST_TIMEOUT_MS: '1500',
    GIGS_GET_TIMEOUT_MS: '1000',
    SETTLE_AFTER_SECONDS: '15',
    SETTLE_LISTING_GAP_SECONDS: '3',
    TAKEOVER_GRACE_SECONDS: '4',
    SETTLEMENT_EVERY_SECONDS: '2',
  },
  latestDeliveryMs: 7000,
  listingLagMs: 2000,
  longestPauseMs: 1500,
};

/** Shorter ones still, in the same order, for a soak that is one test among many. */
export const briefTimes: Times = {
  settings: {
    ...soakTimes.settings,
    GIGS_POST_TIMEOUT_MS: '600',
    GIGS_GET_TIMEOUT_MS: '500',
    SETTLE_AFTER_SECONDS: '4',
    SETTLE_LISTING_GAP_SECONDS: '1',
    TAKEOVER_GRACE_SECONDS: '3',
    SETTLEMENT_EVERY_SECONDS: '1',
  },
  latestDeliveryMs: 1500,
  listingLagMs: 300,
  longestPauseMs: 600,
};
