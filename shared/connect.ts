import { randomUUID } from 'node:crypto';
import type { Config } from './config.ts';
import { connectGigs } from './gigs/connect.ts';
import type { GigsEvent } from './gigs/connection.ts';
import type { Gigs } from './gigs/gigs.ts';
import { createGigsKey } from './gigs-key.ts';
import type { Log } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import { createPurchaseReport } from './observability/purchase-report.ts';
import { createLazyLedgerStore } from './purchases/lazy-ledger-store.ts';
import type { PurchasePorts } from './purchases/ports.ts';
import { secretReader } from './secret.ts';

/** The world as both functions see it: Gigs, the ledgers, and where to report. Nothing is called or read yet. */
export function connect(config: Config, log: Log, metrics: Metrics): { gigs: Gigs; purchases: PurchasePorts } {
  const now = Date.now;
  const gigs = connectGigs({
    apiUrl: config.gigsApiUrl,
    project: config.gigsProject,
    keys: createGigsKey({
      readSecret: secretReader(config.gigsKeySecretId),
      cacheSeconds: config.gigsKeyCacheSeconds,
      now,
    }),
    getTimeoutMs: config.gigsGetTimeoutMs,
    postTimeoutMs: config.gigsPostTimeoutMs,
    now,
    random: Math.random,
    fetch,
    observe: (event) => observeGigs(event, log, metrics),
  });
  const store = createLazyLedgerStore(async () => {
    const { connectLedgerTable } = await import('./purchases/connect-ledger-table.ts');
    return connectLedgerTable({ table: config.ledgerTable, now, newWriteId: randomUUID });
  });
  const report = createPurchaseReport(log, metrics);
  return { gigs, purchases: { store, gigs, rules: config.purchases, now, report } };
}

function observeGigs({ operation, outcome, reason, status, durationMs }: GigsEvent, log: Log, metrics: Metrics): void {
  metrics({ GigsDuration: durationMs });
  if (outcome === 'answered' || outcome === 'refused') return;
  // 401 and 403 are about our key: no user can mend them, and no purchase succeeds until somebody does.
  const isAboutUs = reason === 'unauthenticated' || reason === 'forbidden';
  log(isAboutUs ? 'gigs-refused-service' : 'gigs-call-failed', { operation, reason, status, durationMs });
  metrics(isAboutUs ? { GigsRefusedService: 1 } : { GigsFailed: 1 });
}
