import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { type Config, readConfig } from '../../shared/config.ts';
import { createDynamoLedgerStore } from '../../shared/purchases/dynamo-ledger-store.ts';
import { type LedgerStore, LedgerUnavailable, LedgerUnreadable } from '../../shared/purchases/ledger-store.ts';
import type { PurchaseRules } from '../../shared/purchases/rules.ts';
import { connectOperator, type OperatorGigs, whereaboutsOf } from '../gigs/connect.ts';
import { explain, Failure } from '../gigs/failure.ts';
import type { GlobalOptions, Surroundings } from '../gigs/run.ts';
import type { Environment } from '../gigs/settings.ts';
import { createPauseSwitch, type PauseSwitch } from './pause-switch.ts';

export type { GlobalOptions, Surroundings } from '../gigs/run.ts';

/** A person waits: slow is better than failed. */
const callMs = 20_000;

/** All that the commands work with. */
export interface Desk {
  readonly operator: OperatorGigs;
  readonly store: LedgerStore;
  readonly pauseSwitch: PauseSwitch;
  readonly rules: PurchaseRules;
  readonly table: string;
  /** Until when a call to the table that begins now may take, in milliseconds since the epoch. */
  answerBy(): number;
}

/**
 * Connects as the command's options say, and does something with that.
 *
 * @throws Failure, whatever went wrong.
 */
export async function withDesk(
  { environment }: Surroundings,
  command: Command,
  work: (desk: Desk, options: GlobalOptions) => Promise<void>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const operator = await connectOperator(environment, { local: options.local === true });
  const config = configIn(environment);
  const client = new DynamoDBClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000 } });
  const table = config.ledgerTable;
  const desk: Desk = {
    operator,
    store: createDynamoLedgerStore({ client, table, now: Date.now, newWriteId: randomUUID }),
    pauseSwitch: createPauseSwitch(client, table),
    rules: config.purchases,
    table,
    answerBy: () => Date.now() + callMs,
  };
  try {
    await work(desk, options);
  } catch (error) {
    throw explain(tableFailure(error, desk) ?? error, whereaboutsOf(operator));
  } finally {
    client.destroy();
  }
}

function configIn(environment: Environment): Config {
  try {
    return readConfig(environment);
  } catch (error) {
    const hint = 'Set them as the functions have them, or use --local for what "npm start" runs on this machine.';
    throw new Failure('usage', `${error instanceof Error ? error.message : error}.`, hint);
  }
}

function tableFailure(error: unknown, { table, operator }: Desk): Failure | undefined {
  if (error instanceof LedgerUnreadable) {
    const hint = 'Use the tool of the version that wrote it. It was left as it is.';
    return new Failure('refused', 'A ledger is of a version that this one does not understand.', hint);
  }
  if (!(error instanceof LedgerUnavailable)) return undefined;
  const hint = operator.isLocal
    ? 'Is everything running? Start it with "npm start" or "npm run world", and use the same PORT here.'
    : 'LEDGER_TABLE, AWS_REGION and AWS_PROFILE say where it is and who you are.';
  return new Failure('unavailable', `The table ${table} cannot be read or written (${error.message}).`, hint);
}

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npm run purchases -- ${line}`).join('\n')}`;
}

/** `45 s`, `12 min`, `5 h`, `3 days`: how long something is, roughly. */
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
}

/** A time for people: UTC, to the second. */
export function timeText(at: number | null): string {
  return at === null ? '–' : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
