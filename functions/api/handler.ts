import { readConfig } from '../../shared/config.ts';
import { connect } from '../../shared/connect.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMetrics } from '../../shared/observability/metrics.ts';
import { createCatalogue } from '../../shared/top-ups/catalogue.ts';
import { createApp } from './app.ts';
import { createHandler } from './create-handler.ts';

const config = readConfig(process.env);
const now = Date.now;
const write = (line: string) => process.stdout.write(`${line}\n`);
const log = createLog(write, now);
const metrics = createMetrics(write, now, process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'api');
const { gigs, shared, purchases, hashUser } = connect(config, log, metrics);
const catalogue = createCatalogue({
  gigs,
  shared,
  now,
  ...config.catalogue,
  onUnfit: (count) => {
    log('gigs-items-malformed', { count });
    metrics({ AddonWithoutPrice: count });
  },
});
const app = createApp({ config, gigs, catalogue, purchases, log, metrics, hashUser, now });

/** The API function: takes an HTTP API event of payload format 2.0. */
export const handler = createHandler({ app, softDeadlineMs: config.softDeadlineMs, now, log, metrics });
