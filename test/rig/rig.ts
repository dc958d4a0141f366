import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { createApp } from '../../functions/api/app.ts';
import { createHandler, type HttpApiAnswer } from '../../functions/api/create-handler.ts';
import { ledgerTableName, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startGigsSandbox } from '../../local/gigs-sandbox/server.ts';
import { type Config, readConfig } from '../../shared/config.ts';
import type { OperationName } from '../../shared/contract/operations.ts';
import { connectGigs } from '../../shared/gigs/connect.ts';
import { createFetchOverHttp, type Fetch } from '../../shared/gigs/fetch-over-http.ts';
import type { KeySource } from '../../shared/gigs-key.ts';
import { createGigsReport } from '../../shared/observability/gigs-report.ts';
import { createLog } from '../../shared/observability/log.ts';
import { createMetrics } from '../../shared/observability/metrics.ts';
import { createPurchaseReport } from '../../shared/observability/purchase-report.ts';
import { createUserHash } from '../../shared/observability/user-hash.ts';
import { createDynamoLedgerStore } from '../../shared/purchases/dynamo-ledger-store.ts';
import type { Item } from '../../shared/purchases/ledger-items.ts';
import type { LedgerStore } from '../../shared/purchases/ledger-store.ts';
import type { PurchasePorts } from '../../shared/purchases/ports.ts';
import { createCatalogue } from '../../shared/top-ups/catalogue.ts';
import { expectCommonHeaders, expectDocumented } from './documented.ts';
import { type Asked, httpApiEvent } from './event.ts';
import { lookForLeaks } from './leak-watch.ts';
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
  /** Rejects where the answer is not as openapi.json says. */
  call(operation: OperationName, asked?: Asked): Promise<Answered>;
  /** The handler as Lambda calls it. */
  invoke(event: unknown): Promise<HttpApiAnswer>;
  /** Any event, as it is. Rejects where the answer has not the headers that every answer has. */
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
  readonly keys?: KeySource;
  /** In place of the sandbox's address, for what stands in front of it. */
  readonly gigsUrl?: string;
  /** For reads at Gigs. */
  readonly fetch?: Fetch;
  /** What Lambda says is left of each invocation. */
  readonly remainingMs?: number;
  /** Hears of every line of the log. */
  readonly onLine?: (line: string) => void;
}

/** The API function's own code over a real DynamoDB engine and a real Gigs sandbox, called by Lambda events. */
export interface Rig extends AsyncDisposable {
  readonly sandbox: SandboxControls;
  readonly gigsUrl: string;
  readonly store: LedgerStore;
  readonly dynamoDb: DynamoDBClient;
  start(options?: InstanceOptions): Instance;
  /** Back to the sandbox's seed data, and no ledger. */
  reset(): Promise<void>;
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
  const sandbox = new SandboxControls(gigs.url);
  return {
    sandbox,
    gigsUrl: gigs.url,
    dynamoDb: client,
    store: ledgers(Date.now),
    start: (options = {}) => startInstance(gigs.url, ledgers(options.now ?? Date.now), options),
    reset: async () => void (await Promise.all([sandbox.reset(), emptyTable(client)])),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await Promise.all([gigs.close(), table.close()]);
    },
  };
}

function startInstance(sandboxUrl: string, ledgers: LedgerStore, options: InstanceOptions): Instance {
  const { now = Date.now, gigsUrl = sandboxUrl } = options;
  const config = readConfig({
    GIGS_API_URL: gigsUrl,
    GIGS_PROJECT: 'gigs',
    GIGS_KEY_SECRET_ID: 'gigs-api-key',
    LEDGER_TABLE: ledgerTableName,
    ...options.settings,
  });
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    lookForLeaks(line, 'log');
    options.onLine?.(line);
  };
  const log = createLog(write, now);
  const metrics = createMetrics(write, now, 'api');
  const userHash = createUserHash(options.keys ?? { current: async () => 'gpk_sandbox', refused: async () => null });
  const connected = connectGigs({
    apiUrl: gigsUrl,
    project: config.gigsProject,
    keys: userHash.keys,
    getTimeoutMs: config.gigsGetTimeoutMs,
    postTimeoutMs: config.gigsPostTimeoutMs,
    now,
    random: () => 0,
    fetch: options.fetch ?? createFetchOverHttp(),
    observe: createGigsReport(log, metrics),
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
  const app = createApp({ config, gigs, catalogue, purchases, log, metrics, hashUser: userHash.hashOf, now });
  const handler = createHandler({ app, softDeadlineMs: config.softDeadlineMs, now, log, metrics });
  async function invoke(event: unknown): Promise<HttpApiAnswer> {
    const answer = await handler(event, { getRemainingTimeInMillis: () => options.remainingMs ?? 15_000 });
    lookForLeaks(JSON.stringify(answer.headers), 'header');
    lookForLeaks(answer.body, 'body');
    return answer;
  }
  async function handle(event: unknown): Promise<Answered> {
    const answer = read(await invoke(event));
    expectCommonHeaders(answer);
    return answer;
  }
  async function call(operation: OperationName, asked?: Asked): Promise<Answered> {
    const answer = await handle(httpApiEvent(operation, asked));
    expectDocumented(operation, answer);
    return answer;
  }
  return { config, purchases, log: lines, invoke, handle, call };
}

async function emptyTable(client: DynamoDBClient): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: ledgerTableName }));
  for (let from = 0; from < Items.length; from += 25) {
    const keys = Items.slice(from, from + 25).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } as Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [ledgerTableName]: keys } }));
  }
}

function read({ statusCode, headers, body }: HttpApiAnswer): Answered {
  const isJson = /json/.test(headers['content-type'] ?? '');
  return { status: statusCode, headers, body: isJson ? JSON.parse(body) : body };
}
