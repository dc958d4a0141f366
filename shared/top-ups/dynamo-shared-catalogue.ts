import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { topUp } from '../contract/schemas.ts';
import type { SharedCatalogue } from './shared-catalogue.ts';

export interface DynamoSharedCatalogueOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly now: () => number;
  /** How long an item is of use to anybody. */
  readonly keepSeconds: number;
  /** Told the name of an error. The catalogue works on without this level. */
  readonly onFailure: (error: string) => void;
}

/** Longer than this nobody waits for a help. */
const patienceMs = 500;

/** Whose turn it is has as long to ask Gigs. Then another may. */
const turnMs = 5000;

/** An item may have 400 KB. A catalogue that does not fit even compressed is not shared. */
const mostBytes = 350 * 1024;

const stored = z.object({ topUps: z.array(topUp), readAt: z.int() });

/** The catalogue's second level on the table of purchase ledgers: one compressed item per plan, and one for the turn. */
export function createDynamoSharedCatalogue(options: DynamoSharedCatalogueOptions): SharedCatalogue {
  const { client, table, now, keepSeconds, onFailure } = options;

  async function soon<Answer>(send: (abortSignal: AbortSignal) => Promise<Answer>, otherwise: Answer): Promise<Answer> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), patienceMs);
    try {
      return await send(abort.signal);
    } catch (error) {
      onFailure(error instanceof Error ? error.name : 'unknown error');
      return otherwise;
    } finally {
      clearTimeout(timer);
    }
  }

  function put(item: Record<string, AttributeValue>) {
    // Deleted by the table's time to live, some time after nobody can use it any more.
    const expiresAt = { N: String(Math.ceil(now() / 1000) + keepSeconds) };
    return { TableName: table, Item: { ...item, expiresAt } };
  }

  return {
    read: (plan) =>
      soon(async (abortSignal) => {
        const command = new GetItemCommand({ TableName: table, Key: keyOf(plan, 'top-ups') });
        const { Item } = await client.send(command, { abortSignal });
        const bytes = Item?.['snapshot']?.B;
        return bytes && stored.parse(JSON.parse((await promisify(gunzip)(bytes)).toString()));
      }, undefined),

    write: (plan, snapshot) =>
      soon(async (abortSignal) => {
        const bytes = await promisify(gzip)(JSON.stringify(snapshot));
        if (bytes.byteLength > mostBytes) return onFailure('CatalogueTooLarge');
        const command = new PutItemCommand(put({ ...keyOf(plan, 'top-ups'), snapshot: { B: bytes } }));
        await client.send(command, { abortSignal });
      }, undefined),

    takeTurn: (plan) =>
      soon(async (abortSignal) => {
        const command = new PutItemCommand({
          ...put({ ...keyOf(plan, 'turn'), turnUntil: { N: String(now() + turnMs) } }),
          ConditionExpression: 'attribute_not_exists(pk) OR turnUntil <= :now',
          ExpressionAttributeValues: { ':now': { N: String(now()) } },
        });
        return client.send(command, { abortSignal }).then(() => true, isSomebodyElses);
      }, true),
  };
}

function keyOf(plan: string, sk: 'top-ups' | 'turn'): Record<string, AttributeValue> {
  return { pk: { S: `catalogue#${plan}` }, sk: { S: sk } };
}

function isSomebodyElses(error: unknown): false {
  if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
  throw error;
}
