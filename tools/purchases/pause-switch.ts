import { DeleteItemCommand, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { pauseKey } from '../../shared/purchases/ledger-items.ts';
import { LedgerUnavailable } from '../../shared/purchases/ledger-store.ts';

/** The switch that pauses buying: an item of the ledger table, which every purchase reads together with its ledger. */
export interface PauseSwitch {
  /** Since when buying is paused, in milliseconds since the epoch; null while it goes on. */
  pausedSince(): Promise<number | null>;
  /** Pausing what is paused keeps the time. */
  pause(now: number): Promise<void>;
  resume(): Promise<void>;
}

/** The switch in this table. Its methods throw LedgerUnavailable. */
export function createPauseSwitch(client: DynamoDBClient, table: string): PauseSwitch {
  const item = { TableName: table, Key: pauseKey };
  return {
    async pausedSince() {
      const { Item } = await sending(() => client.send(new GetItemCommand({ ...item, ConsistentRead: true })));
      return Item ? Number(Item['pausedAt']?.N ?? 0) : null;
    },
    async pause(now) {
      const Item = { ...pauseKey, pausedAt: { N: String(now) } };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await sending(() => client.send(new PutItemCommand({ TableName: table, Item, ConditionExpression })));
    },
    async resume() {
      await sending(() => client.send(new DeleteItemCommand(item)));
    },
  };
}

async function sending<Answer>(send: () => Promise<Answer>): Promise<Answer | Record<string, never>> {
  try {
    return await send();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    if (name === 'ConditionalCheckFailedException') return {};
    throw new LedgerUnavailable(name);
  }
}
