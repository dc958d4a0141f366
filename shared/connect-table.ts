import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoLedgerStore } from './purchases/dynamo-ledger-store.ts';
import type { LedgerStore } from './purchases/ledger-store.ts';
import { createDynamoSharedCatalogue } from './top-ups/dynamo-shared-catalogue.ts';
import type { SharedCatalogue } from './top-ups/shared-catalogue.ts';

export interface TableOptions {
  readonly table: string;
  readonly keepCatalogueSeconds: number;
  readonly now: () => number;
  readonly onCatalogueFailure: (error: string) => void;
}

/** What is kept in the table of the function's own region: the ledgers, and what instances share of the catalogue. */
export function connectTable(options: TableOptions): { store: LedgerStore; shared: SharedCatalogue } {
  const { table, keepCatalogueSeconds, now, onCatalogueFailure } = options;
  const client = new DynamoDBClient({
    maxAttempts: 3,
    // Without throwOnRequestTimeout the client only warns when the limit is passed, and goes on waiting.
    requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
  });
  return {
    store: createDynamoLedgerStore({ client, table, now, newWriteId: randomUUID }),
    shared: createDynamoSharedCatalogue({
      client,
      table,
      now,
      keepSeconds: keepCatalogueSeconds,
      onFailure: onCatalogueFailure,
    }),
  };
}
