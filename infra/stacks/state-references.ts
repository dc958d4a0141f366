import type { Stack } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { StageSettings } from '../config.ts';
import { imported, tableArn } from '../names.ts';
import type { StateArns } from '../permissions.ts';

/** What a service stack uses of the state stack, or of what the stage names in its place. */
export interface StateReferences {
  readonly arns: StateArns;
  readonly table: ITable;
  /** Undefined where AWS's own keys encrypt. */
  readonly encryptionKey: IKey | undefined;
}

export function stateReferences(stack: Stack, settings: StageSettings): StateReferences {
  const { stage, ledgerTable, gigsKeySecretArn, customerManagedKey } = settings;
  const arns = {
    table: tableArn(stack, ledgerTable ?? imported(stage, 'ledger-table-name')),
    secret: gigsKeySecretArn ?? imported(stage, 'gigs-key-secret-arn'),
    encryptionKey: customerManagedKey ? imported(stage, 'encryption-key-arn') : null,
  };
  return {
    arns,
    table: Table.fromTableArn(stack, 'Ledgers', arns.table),
    encryptionKey: arns.encryptionKey === null ? undefined : Key.fromKeyArn(stack, 'EncryptionKey', arns.encryptionKey),
  };
}
