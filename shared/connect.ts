import type { Config } from './config.ts';
import { connectTable } from './connect-table.ts';
import { connectGigs } from './gigs/connect.ts';
import { createFetchOverHttp } from './gigs/fetch-over-http.ts';
import type { Gigs } from './gigs/gigs.ts';
import { createGigsKey, type GigsKey } from './gigs-key.ts';
import { createGigsReport } from './observability/gigs-report.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { createPurchaseReport } from './observability/purchase-report.ts';
import { createUserHash } from './observability/user-hash.ts';
import type { PurchasePorts } from './purchases/ports.ts';
import { secretReader } from './secret.ts';
import type { SharedCatalogue } from './top-ups/shared-catalogue.ts';

export interface World {
  readonly gigs: Gigs;
  readonly gigsKey: GigsKey;
  readonly shared: SharedCatalogue;
  readonly purchases: PurchasePorts;
  /** A user id as logs may know it, `undefined` while the Gigs key was not needed yet. */
  readonly hashUser: (user: string) => string | undefined;
}

/** The world as both functions see it: Gigs, the ledgers, and where to report. Nothing is called or read yet. */
export function connect(config: Config, log: Log, metrics: Metrics): World {
  const now = Date.now;
  const gigsKey = createGigsKey({
    readSecret: secretReader(config.gigsKeySecretId),
    cacheSeconds: config.gigsKeyCacheSeconds,
    now,
  });
  const userHash = createUserHash(gigsKey);
  const gigs = connectGigs({
    apiUrl: config.gigsApiUrl,
    project: config.gigsProject,
    keys: userHash.keys,
    getTimeoutMs: config.gigsGetTimeoutMs,
    postTimeoutMs: config.gigsPostTimeoutMs,
    now,
    random: Math.random,
    fetch: createFetchOverHttp(),
    observe: createGigsReport(log, metrics),
  });
  const { store, shared } = connectTable({
    table: config.ledgerTable,
    keepCatalogueSeconds: config.catalogue.freshSeconds + config.catalogue.staleSeconds,
    now,
    onCatalogueFailure: (error) => log('catalogue-not-shared', { error }),
  });
  const report = createPurchaseReport(log, metrics);
  const purchases = { store, gigs, rules: config.purchases, now, report };
  return { gigs, gigsKey, shared, purchases, hashUser: userHash.hashOf };
}
