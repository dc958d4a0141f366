import { readConfig } from '../../shared/config.ts';
import { connect } from '../../shared/connect.ts';
import { reportGigsKey } from '../../shared/observability/key-report.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMetrics } from '../../shared/observability/metrics.ts';
import { settleDue } from '../../shared/purchases/settle-due.ts';

const config = readConfig(process.env);
const now = Date.now;
const write = (line: string) => process.stdout.write(`${line}\n`);
const log = createLog(write, now);
const metrics = createMetrics(write, now, process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'settlement');
const { gigsKey, purchases } = connect(config, log, metrics);

/** Kept back from the end of the invocation: a look that is begun can end. */
const lastMs = 12_000;

function onFailure(error: Error): void {
  log('settlement-ledger-failed', { error: error.name });
  metrics({ SettlementLedgerFailed: 1 });
}

/** The settlement function: runs every minute and takes no input. */
export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const startedAt = now();
  const stopAt = startedAt + Math.max(1000, context.getRemainingTimeInMillis() - lastMs);
  // Here, and not only where somebody buys: this runs every minute, whether or not there is a user.
  const keyReported = reportGigsKey(gigsKey, now, log, metrics);
  try {
    const { count, failed, undecidedAgeMs, reviewAgeMs } = await settleDue(purchases, stopAt, onFailure);
    log('settlement-run', { count, failed, ageMs: undecidedAgeMs, durationMs: now() - startedAt });
    metrics({ SettlementRun: 1, UndecidedAge: undecidedAgeMs, ReviewAge: reviewAgeMs });
  } finally {
    await keyReported;
  }
}
