import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type KeyAttribute, ledgerTable } from '../../shared/purchases/ledger-table.ts';

export interface LedgerTableProps {
  readonly removalPolicy: RemovalPolicy;
  /** Undefined for DynamoDB's own key. */
  readonly encryptionKey: IKey | undefined;
}

/** The table of purchase ledgers, of the shape that the functions rely on. Who loses it can buy twice. */
export function createLedgerTable(scope: Construct, { removalPolicy, encryptionKey }: LedgerTableProps): Table {
  const { partitionKey, sortKey, timeToLive, byCreatedAt, due } = ledgerTable;
  const table = new Table(scope, 'Ledgers', {
    partitionKey: attribute(partitionKey),
    sortKey: attribute(sortKey),
    // Traffic of purchases comes in bursts and is mostly none: nothing to be planned, nothing to be throttled by.
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
    deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
    removalPolicy,
    timeToLiveAttribute: timeToLive,
    ...(encryptionKey
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
      : { encryption: TableEncryption.DEFAULT }),
  });
  table.addLocalSecondaryIndex({
    indexName: byCreatedAt.name,
    sortKey: attribute(byCreatedAt.sortKey),
    projectionType: ProjectionType[byCreatedAt.projection],
  });
  table.addGlobalSecondaryIndex({
    indexName: due.name,
    partitionKey: attribute(due.partitionKey),
    sortKey: attribute(due.sortKey),
    projectionType: ProjectionType[due.projection],
  });
  return table;
}

function attribute({ name, type }: KeyAttribute) {
  return { name, type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER };
}
