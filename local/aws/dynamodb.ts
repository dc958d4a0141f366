import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type KeySchemaElement,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { type KeyAttribute, ledgerTable } from '../../shared/purchases/ledger-table.ts';
import { listen, type RunningServer } from '../listen.ts';
import { credentials, region } from './credentials.ts';

export const ledgerTableName = 'purchase-ledgers';

/** A DynamoDB on this port, in memory, with the empty table of purchase ledgers. */
export async function startDynamoDb(port: number): Promise<RunningServer> {
  const server = await listen(dynalite({ createTableMs: 0 }), port);
  const client = new DynamoDBClient({ endpoint: server.url, region, credentials });
  try {
    await client.send(new CreateTableCommand(ledgerTableDefinition(ledgerTableName)));
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.02 }, { TableName: ledgerTableName });
  } finally {
    client.destroy();
  }
  return server;
}

/** What CreateTable needs to know of the table of purchase ledgers. */
export function ledgerTableDefinition(name: string): CreateTableCommandInput {
  const { partitionKey, sortKey, byCreatedAt, due } = ledgerTable;
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [partitionKey, sortKey, byCreatedAt.sortKey, due.partitionKey, due.sortKey].map(attribute),
    KeySchema: keySchema(partitionKey, sortKey),
    LocalSecondaryIndexes: [
      {
        IndexName: byCreatedAt.name,
        KeySchema: keySchema(partitionKey, byCreatedAt.sortKey),
        Projection: { ProjectionType: byCreatedAt.projection },
      },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: due.name,
        KeySchema: keySchema(due.partitionKey, due.sortKey),
        Projection: { ProjectionType: due.projection },
      },
    ],
  };
}

function attribute({ name, type }: KeyAttribute): AttributeDefinition {
  return { AttributeName: name, AttributeType: type };
}

function keySchema(partitionKey: KeyAttribute, sortKey: KeyAttribute): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    { AttributeName: sortKey.name, KeyType: 'RANGE' },
  ];
}
