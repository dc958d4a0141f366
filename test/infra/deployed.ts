import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { credentials, region } from '../../local/aws/credentials.ts';
import { ledgerTableName, startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startSecretsManager } from '../../local/aws/secrets-manager.ts';
import { seedApiKey } from '../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../local/gigs-sandbox/server.ts';
import { listen } from '../../local/listen.ts';
import type { OperationName } from '../../shared/contract/operations.ts';
import { type DeployedFunction, startDeployedFunction } from '../lambda-runtime/deployed-function.ts';
import { type Asked, httpApiEvent } from '../rig/event.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import type { FunctionArtefact } from './assembly.ts';
import type { Json } from './synthesized.ts';

const secretName = 'gigs-api-key';

export interface StartOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly concurrency?: number;
  /** In place of the time limit that the assembly gives it. */
  readonly timeoutMs?: number;
}

/** Everything outside the functions, as AWS and Gigs have it, and the functions of an assembly in it. */
export interface World extends AsyncDisposable {
  readonly sandbox: SandboxControls;
  /** The actions that were asked of DynamoDB and Secrets Manager, such as `dynamodb:PutItem`. */
  readonly actions: ReadonlySet<string>;
  setKeys(keys: readonly string[]): Promise<void>;
  setSecret(text: string): Promise<void>;
  start(name: string, artefact: FunctionArtefact, options?: StartOptions): DeployedFunction;
}

/** @param secret what the secret holds; null for a secret that is not there */
export async function startWorld(secret: string | null = seedApiKey): Promise<World> {
  const actions = new Set<string>();
  const gigs = await startGigsSandbox({ activationMs: 20 });
  const table = await startDynamoDb(0);
  const secrets = await startSecretsManager(0, secret === null ? {} : { [secretName]: secret });
  const watched = await Promise.all([table, secrets].map(({ port }) => watch(port, actions)));
  const [tableUrl = '', secretsUrl = ''] = watched.map(({ url }) => url);
  return {
    sandbox: new SandboxControls(gigs.url),
    actions,
    async setKeys(keys) {
      await fetch(`${gigs.url}/sandbox/api-keys`, { method: 'PUT', body: JSON.stringify({ keys }) });
    },
    async setSecret(text) {
      const headers = { 'x-amz-target': 'secretsmanager.PutSecretValue' };
      const body = JSON.stringify({ SecretId: secretName, SecretString: text });
      await fetch(secrets.url, { method: 'POST', headers, body });
    },
    start: (name, { environment, ...artefact }, { settings, ...options } = {}) =>
      startDeployedFunction({
        name,
        ...artefact,
        ...options,
        env: {
          ...environment,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
          AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsUrl,
          GIGS_API_URL: gigs.url,
          GIGS_PROJECT: 'gigs',
          GIGS_KEY_SECRET_ID: secretName,
          LEDGER_TABLE: ledgerTableName,
          ...settings,
        },
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all([...watched, gigs, table, secrets].map((server) => server.close()));
    },
  };
}

/** Stands in front of a service of AWS and notes what is asked of it. */
async function watch(port: number, actions: Set<string>) {
  function pass(request: IncomingMessage, response: ServerResponse): void {
    // Such as DynamoDB_20120810.PutItem.
    const [service = '', operation] = String(request.headers['x-amz-target']).split('.');
    actions.add(`${service.split('_')[0]?.toLowerCase()}:${operation}`);
    const { method, url, headers } = request;
    const onward = forward({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }
  return listen(createServer(pass), 0);
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Calls an operation as the gateway does. */
export async function call(api: DeployedFunction, operation: OperationName, asked?: Asked): Promise<Answered> {
  const answer: Json = await api.invoke(httpApiEvent(operation, asked));
  const isJson = /json/.test(answer.headers['content-type'] ?? '');
  return { status: answer.statusCode, headers: answer.headers, body: isJson ? JSON.parse(answer.body) : answer.body };
}
