import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished } from 'vitest';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import { keySecretName, startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import {
  seedAddons,
  seedApiKey,
  seedProjects,
  seedSubscriptions,
  seedUsers,
} from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { createDynamoLedgerStore } from '../../../shared/purchases/dynamo-ledger-store.ts';
import { type Entry, emptyLedger, type Ledger } from '../../../shared/purchases/ledger.ts';
import { pauseKey } from '../../../shared/purchases/ledger-items.ts';
import { SandboxControls } from '../../rig/sandbox-controls.ts';
import { entries, topUpOf } from '../../shared/purchases/ledgers.ts';
import { type Ended, runTool } from '../gigs/built-tool.ts';

export const subscription = seedSubscriptions.jerry;
export const user = seedUsers.jerry;
export const addon = seedAddons.oneGigabyte;
export const minute = 60_000;

/** An entry in a state, begun some time ago, of Jerry's and of an add-on that the sandbox has. */
export function entryOf(state: keyof typeof entries, agoMs = 10 * minute, given: Partial<Entry> = {}): Entry {
  const shift = Date.now() - agoMs - entries[state].createdAt;
  const moved = (time: number | null) => time && time + shift;
  const entry: Entry = entries[state];
  return {
    ...entry,
    user,
    addon: topUpOf(addon),
    createdAt: entry.createdAt + shift,
    updatedAt: entry.updatedAt + shift,
    deadline: entry.deadline + shift,
    settledAt: moved(entry.settledAt),
    dueAt: moved(entry.dueAt),
    ...given,
  };
}

/** A table, a Gigs and a secret of the test's own, and the tool as a process that finds them by the standard settings. */
export async function setup(env: Record<string, string> = {}) {
  const sandbox = await startGigsSandbox({ activationMs: 0 });
  const secretsManager = await startSecretsManager(0, { [keySecretName]: seedApiKey });
  const dynamoDb = await startDynamoDb(0);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: dynamoDb.url, region: 'eu-west-1', credentials });
  onTestFinished(async () => {
    client.destroy();
    await Promise.all([sandbox.close(), secretsManager.close(), dynamoDb.close()]);
  });
  const settings: Record<string, string> = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
    GIGS_API_URL: sandbox.url,
    GIGS_PROJECT: seedProjects.gigs,
    GIGS_KEY_SECRET_ID: keySecretName,
    LEDGER_TABLE: ledgerTableName,
    ...env,
  };
  const store = createDynamoLedgerStore({ client, table: ledgerTableName, now: Date.now, newWriteId: randomUUID });
  const soon = () => Date.now() + 5000;
  return {
    settings,
    client,
    store,
    controls: new SandboxControls(sandbox.url),
    purchases: (...args: string[]) => purchases(args, settings),
    async put(entries: Record<string, Entry>, given: Partial<Ledger> = {}): Promise<void> {
      const ledger = { ...emptyLedger(subscription), version: 1, purchases: entries, ...given };
      expect(await store.write(ledger, soon())).toBe(true);
    },
    ledger: async (): Promise<Ledger> => (await store.read(subscription, soon())).ledger,
    isPaused: async (): Promise<boolean> =>
      (await client.send(new GetItemCommand({ TableName: ledgerTableName, Key: pauseKey }))).Item !== undefined,
    /** Something that a subscription has at Gigs. */
    async bought(given: { addon: string; subscription: string } = { addon, subscription }): Promise<string> {
      const response = await fetch(`${sandbox.url}/projects/gigs/subscriptionAddons`, {
        method: 'POST',
        headers: { authorization: `Bearer ${seedApiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(given),
      });
      return ((await response.json()) as { id: string }).id;
    },
  };
}

/** Runs the tool to its end with these settings only. Whatever it prints, the key is not in it. */
export async function purchases(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const ended = await runTool(args, settings, 'purchases');
  expect(ended.stdout + ended.stderr).not.toContain('gpk_');
  return ended;
}
