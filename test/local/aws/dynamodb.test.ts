import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { credentials, region } from '../../../local/aws/credentials.ts';
import { ledgerTableName, startDynamoDb } from '../../../local/aws/dynamodb.ts';
import type { RunningServer } from '../../../local/listen.ts';

let server: RunningServer;
let client: DynamoDBClient;

beforeAll(async () => {
  server = await startDynamoDb(0);
  client = new DynamoDBClient({ endpoint: server.url, region, credentials });
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

it('has the table of purchase ledgers with its keys and indexes', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: ledgerTableName }));
  const keys = (schema: Array<{ AttributeName?: string | undefined }> = []) => schema.map((key) => key.AttributeName);
  expect(Table).toMatchObject({
    TableName: 'purchase-ledgers',
    TableStatus: 'ACTIVE',
    LocalSecondaryIndexes: [{ IndexName: 'by-created-at', Projection: { ProjectionType: 'ALL' } }],
    GlobalSecondaryIndexes: [{ IndexName: 'due', Projection: { ProjectionType: 'KEYS_ONLY' } }],
  });
  expect(keys(Table?.KeySchema)).toEqual(['pk', 'sk']);
  expect(keys(Table?.LocalSecondaryIndexes?.[0]?.KeySchema)).toEqual(['pk', 'createdAtKey']);
  expect(keys(Table?.GlobalSecondaryIndexes?.[0]?.KeySchema)).toEqual(['duePartition', 'dueAt']);
});

it('lets only one of two conditional puts win, and keeps the index of what is due sparse', async () => {
  const put = (dueAt?: number) =>
    client.send(
      new PutItemCommand({
        TableName: ledgerTableName,
        Item: {
          pk: { S: 'sub_1' },
          sk: { S: 'ledger' },
          ...(dueAt && { duePartition: { S: 'due' }, dueAt: { N: String(dueAt) } }),
        },
        ...(dueAt && { ConditionExpression: 'attribute_not_exists(pk)' }),
      }),
    );
  const due = () =>
    client.send(
      new QueryCommand({
        TableName: ledgerTableName,
        IndexName: 'due',
        KeyConditionExpression: 'duePartition = :partition AND dueAt <= :now',
        ExpressionAttributeValues: { ':partition': { S: 'due' }, ':now': { N: '10' } },
      }),
    );
  await put(5);
  await expect(put(6)).rejects.toThrow(ConditionalCheckFailedException);
  expect((await due()).Items).toEqual([
    { pk: { S: 'sub_1' }, sk: { S: 'ledger' }, duePartition: { S: 'due' }, dueAt: { N: '5' } },
  ]);
  await put();
  expect((await due()).Items).toEqual([]);
});
