import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { emptyLedger } from './ledger.ts';
import {
  archivedItem,
  archivedKey,
  createdAtKeyOf,
  entryIn,
  type Item,
  ledgerIn,
  ledgerItem,
  ledgerKey,
  pauseKey,
  subscriptionIn,
} from './ledger-items.ts';
import { type LedgerStore, LedgerUnavailable, LedgerUnreadable, type Listed } from './ledger-store.ts';
import { ledgerTable } from './ledger-table.ts';

export interface DynamoLedgerStoreOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly now: () => number;
  /** A random id for each write. */
  readonly newWriteId: () => string;
}

/** Ledgers in a DynamoDB table of the shape of `ledgerTable`. */
export function createDynamoLedgerStore({ client, table, now, newWriteId }: DynamoLedgerStoreOptions): LedgerStore {
  /** Gives up at `answerBy`; one time limit of our own, since combined signals can get lost in Node 20. */
  async function within<Answer>(
    answerBy: number,
    send: (abortSignal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), Math.max(0, answerBy - now()));
    try {
      return await send(abort.signal);
    } catch (error) {
      if (error instanceof LedgerUnreadable || isConditionFailed(error)) throw error;
      throw new LedgerUnavailable(error instanceof Error ? error.name : 'unknown error');
    } finally {
      clearTimeout(timer);
    }
  }

  async function getItem(key: Item, answerBy: number): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true });
    const { Item } = await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
    return Item;
  }

  /** The SDK may have repeated a put that had succeeded, so a failed condition or a lost answer is looked into. */
  async function isOurs(subscription: string, writeId: string, answerBy: number): Promise<boolean> {
    const item = await getItem(ledgerKey(subscription), answerBy);
    return item?.['writeId']?.S === writeId;
  }

  return {
    async read(subscription, answerBy) {
      const keys = [ledgerKey(subscription), pauseKey];
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
      const answer = await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
      if (answer.UnprocessedKeys?.[table]) throw new LedgerUnavailable('UnprocessedKeys');
      const items = answer.Responses?.[table] ?? [];
      const stored = items.find((item) => item['sk']?.S === ledgerKey(subscription)['sk']?.S);
      const isPaused = items.some((item) => item['pk']?.S === pauseKey['pk']?.S);
      return { ledger: stored ? ledgerIn(stored) : emptyLedger(subscription), isPaused };
    },

    async write(ledger, answerBy) {
      const writeId = newWriteId();
      const command = new PutItemCommand({
        TableName: table,
        Item: ledgerItem(ledger, writeId),
        ConditionExpression: ledger.version === 1 ? 'attribute_not_exists(pk)' : 'version = :before',
        ...(ledger.version > 1 && { ExpressionAttributeValues: { ':before': { N: String(ledger.version - 1) } } }),
      });
      try {
        await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
        return true;
      } catch (error) {
        if (await isOurs(ledger.subscription, writeId, answerBy)) return true;
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },

    async readArchived(subscription, purchase, answerBy) {
      const item = await getItem(archivedKey(subscription, purchase), answerBy);
      return item && entryIn(item);
    },

    async archive(subscription, purchases, answerBy) {
      const requests = purchases.map((archived) => ({ PutRequest: { Item: archivedItem(subscription, archived) } }));
      for (let from = 0; from < requests.length; from += 25) {
        const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(from, from + 25) } });
        const answer = await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
        if (answer.UnprocessedItems?.[table]) throw new LedgerUnavailable('UnprocessedItems');
      }
    },

    async listArchived(subscription, before, limit, answerBy) {
      const values: Item = { ':pk': ledgerKey(subscription)['pk'] as AttributeValue };
      if (before) values[':before'] = { S: createdAtKeyOf(before.createdAt, before.purchase) };
      const command = new QueryCommand({
        TableName: table,
        IndexName: ledgerTable.byCreatedAt.name,
        KeyConditionExpression: before ? 'pk = :pk AND createdAtKey < :before' : 'pk = :pk',
        ExpressionAttributeValues: values,
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
      });
      const { Items } = await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
      return (Items ?? []).map((item): Listed => ({ purchase: item['sk']?.S ?? '', entry: entryIn(item) }));
    },

    async *listDue(dueBy, answerBy) {
      let start: Item | undefined;
      do {
        const command = new QueryCommand({
          TableName: table,
          IndexName: ledgerTable.due.name,
          KeyConditionExpression: 'duePartition = :due AND dueAt <= :now',
          ExpressionAttributeValues: { ':due': { S: 'due' }, ':now': { N: String(dueBy) } },
          Limit: 100,
          ...(start && { ExclusiveStartKey: start }),
        });
        const answer = await within(answerBy, (abortSignal) => client.send(command, { abortSignal }));
        for (const item of answer.Items ?? []) {
          yield { subscription: subscriptionIn(item), dueAt: Number(item['dueAt']?.N) };
        }
        start = answer.LastEvaluatedKey;
      } while (start);
    },
  };
}

function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}
