import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createApp } from '../../functions/api/app.ts';
import { createHandler, type HttpApiAnswer } from '../../functions/api/create-handler.ts';
import { ledgerTableName, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startGigsSandbox } from '../../local/gigs-sandbox/server.ts';
import { type Config, readConfig } from '../../shared/config.ts';
import type { OperationName } from '../../shared/contract/operations.ts';
import { connectGigs } from '../../shared/gigs/connect.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMetrics } from '../../shared/observability/metrics.ts';
import { createPurchaseReport } from '../../shared/observability/purchase-report.ts';
import { createDynamoLedgerStore } from '../../shared/purchases/dynamo-ledger-store.ts';
import type { LedgerStore } from '../../shared/purchases/ledger-store.ts';
import type { PurchasePorts } from '../../shared/purchases/ports.ts';
import { createCatalogue } from '../../shared/top-ups/catalogue.ts';
import { type Asked, httpApiEvent } from './event.ts';
import { SandboxControls } from './sandbox-controls.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON, else text. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** One instance of the API function. */
export interface Instance {
  readonly config: Config;
  readonly purchases: PurchasePorts;
  call(operation: OperationName, asked?: Asked): Promise<Answered>;
  /** Any event, as it is. */
  handle(event: unknown): Promise<Answered>;
  /** What it wrote to its log, line by line. */
  readonly log: string[];
}

export interface InstanceOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly now?: () => number;
  /** Stands around the store or the client, to make it fail. */
  readonly store?: (store: LedgerStore) => LedgerStore;
  readonly gigs?: (gigs: PurchasePorts['gigs']) => PurchasePorts['gigs'];
}

/** The API function's own code over a real DynamoDB engine and a real Gigs sandbox, called by Lambda events. */
export interface Rig extends AsyncDisposable {
  readonly sandbox: SandboxControls;
  readonly gigsUrl: string;
  readonly store: LedgerStore;
  readonly dynamoDb: DynamoDBClient;
  start(options?: InstanceOptions): Instance;
}

export async function startRig(sandboxOptions: Parameters<typeof startGigsSandbox>[0] = {}): Promise<Rig> {
  const gigs = await startGigsSandbox({ activationMs: 20, ...sandboxOptions });
  const table = await startDynamoDb(0);
  const client = new DynamoDBClient({
    endpoint: table.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const ledgers = (now: () => number) =>
    createDynamoLedgerStore({ client, table: ledgerTableName, now, newWriteId: randomUUID });
  return {
    sandbox: new SandboxControls(gigs.url),
    gigsUrl: gigs.url,
    dynamoDb: client,
    store: ledgers(Date.now),
    start: (options = {}) => startInstance(gigs.url, ledgers(options.now ?? Date.now), options),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await Promise.all([gigs.close(), table.close()]);
    },
  };
}

function startInstance(gigsUrl: string, ledgers: LedgerStore, options: InstanceOptions): Instance {
  const now = options.now ?? Date.now;
  const config = readConfig({
    GIGS_API_URL: gigsUrl,
    GIGS_PROJECT: 'gigs',
    GIGS_KEY_SECRET_ID: 'gigs-api-key',
    LEDGER_TABLE: ledgerTableName,
    ...options.settings,
  });
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLog(write, now);
  const metrics = createMetrics(write, now, 'api');
  const connected = connectGigs({
    apiUrl: gigsUrl,
    project: config.gigsProject,
    keys: { current: async () => 'gpk_sandbox', refused: async () => null },
    getTimeoutMs: config.gigsGetTimeoutMs,
    postTimeoutMs: config.gigsPostTimeoutMs,
    now,
    random: () => 0,
    fetch,
    observe: () => {},
  });
  const gigs = options.gigs?.(connected) ?? connected;
  const store = options.store?.(ledgers) ?? ledgers;
  const purchases = { store, gigs, rules: config.purchases, now, report: createPurchaseReport(log, metrics) };
  const catalogue = createCatalogue({
    gigs,
    now,
    ...config.catalogue,
    onUnfit: (count) => metrics({ AddonWithoutPrice: count }),
  });
  const app = createApp({ config, gigs, catalogue, purchases, log, metrics, now });
  const handler = createHandler({ app, softDeadlineMs: config.softDeadlineMs, now, log, metrics });
  async function handle(event: unknown): Promise<Answered> {
    return read(await handler(event, { getRemainingTimeInMillis: () => 15_000 }));
  }
  return { config, purchases, log: lines, handle, call: (operation, asked) => handle(httpApiEvent(operation, asked)) };
}

function read({ statusCode, headers, body }: HttpApiAnswer): Answered {
  const isJson = /json/.test(headers['content-type'] ?? '');
  return { status: statusCode, headers, body: isJson ? JSON.parse(body) : body };
}
