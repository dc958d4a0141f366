import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { credentials, region } from '../../../local/aws/credentials.ts';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { keySecretName, startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { seedApiKey, seedProjects } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { localHost } from '../../../local/listen.ts';
import { SandboxControls } from '../../rig/sandbox-controls.ts';

const idempotencyTable = 'idempotency';

/** What is outside of the functions that are measured, the same for all of them. */
export interface BenchWorld extends AsyncDisposable {
  readonly addresses: Addresses;
  /** Back to seed data, no purchases, and no catalogue that instances share. */
  reset(): Promise<void>;
}

export interface Addresses {
  readonly gigs: string;
  readonly dynamoDb: string;
  readonly secretsManager: string;
}

/** Starts the sandbox, a DynamoDB with the tables of all, and a Secrets Manager, on free ports. */
export async function startWorld(): Promise<BenchWorld> {
  const gigs = await startGigsSandbox({ activationMs: 0 });
  const dynamoDb = await startDynamoDb(0);
  const secretsManager = await startSecretsManager(0, { [keySecretName]: seedApiKey });
  const client = new DynamoDBClient({ endpoint: addressOf(dynamoDb), region, credentials });
  await client.send(
    new CreateTableCommand({
      TableName: idempotencyTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const sandbox = new SandboxControls(gigs.url);
  return {
    addresses: { gigs: gigs.url, dynamoDb: addressOf(dynamoDb), secretsManager: addressOf(secretsManager) },
    async reset() {
      await sandbox.reset();
      await emptyLedgerTable(client);
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await Promise.all([gigs.close(), dynamoDb.close(), secretsManager.close()]);
    },
  };
}

/** The environment of a function, as Lambda would give it, with these addresses. */
export function functionEnvironment({ gigs, dynamoDb, secretsManager }: Addresses): Record<string, string> {
  return {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'api',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    POWERTOOLS_DEV: 'false',
    IDEMPOTENCY_TABLE: idempotencyTable,
    GIGS_API_URL: gigs,
    GIGS_PROJECT: seedProjects.gigs,
    GIGS_KEY_SECRET_ID: keySecretName,
    LEDGER_TABLE: ledgerTableName,
    PURCHASE_LIMIT_PER_DAY: '1000',
    USER_REQUESTS_PER_MINUTE: '0',
  };
}

/** By number, as the functions are given it: a name would be looked up each time. */
function addressOf({ port }: { readonly port: number }): string {
  return `http://${localHost}:${port}`;
}

async function emptyLedgerTable(client: DynamoDBClient): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: ledgerTableName }));
  for (let from = 0; from < Items.length; from += 25) {
    const requests = Items.slice(from, from + 25).map(({ pk, sk }) => ({
      DeleteRequest: { Key: { ...(pk && { pk }), ...(sk && { sk }) } },
    }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [ledgerTableName]: requests } }));
  }
}
