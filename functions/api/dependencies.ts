import type { Config } from '../../shared/config.ts';
import type { Gigs } from '../../shared/gigs/gigs.ts';
import type { Log } from '../../shared/observability/log.ts';
import type { Metrics } from '../../shared/observability/metrics.ts';
import type { PurchasePorts } from '../../shared/purchases/ports.ts';
import type { Catalogue } from '../../shared/top-ups/catalogue.ts';

/** All that the API needs of the world, given to it once. */
export interface Dependencies {
  readonly config: Config;
  readonly gigs: Gigs;
  readonly catalogue: Catalogue;
  readonly purchases: PurchasePorts;
  readonly log: Log;
  readonly metrics: Metrics;
  /** A user id as logs may know it. */
  readonly hashUser: (user: string) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
