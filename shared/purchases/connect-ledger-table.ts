import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoLedgerStore, type DynamoLedgerStoreOptions } from './dynamo-ledger-store.ts';
import type { LedgerStore } from './ledger-store.ts';

/** The store of ledgers on the table of the function's own region and role. */
export function connectLedgerTable(options: Omit<DynamoLedgerStoreOptions, 'client'>): LedgerStore {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1000 },
  });
  return createDynamoLedgerStore({ ...options, client });
}
