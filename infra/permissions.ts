import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ledgerTable } from '../shared/purchases/ledger-table.ts';

/** What the functions use of the state stack, by full ARNs. */
export interface StateArns {
  readonly table: string;
  readonly secret: string;
  /** Null where AWS's own keys encrypt. */
  readonly encryptionKey: string | null;
}

/** What each function does with the table, and which index it queries: no more, so no Scan, no delete, no stream. */
const uses = {
  api: { actions: ['BatchGetItem', 'GetItem', 'PutItem'], index: ledgerTable.byCreatedAt.name },
  settlement: { actions: ['BatchGetItem', 'GetItem', 'PutItem', 'BatchWriteItem'], index: ledgerTable.due.name },
} as const;

export type FunctionName = keyof typeof uses;

/**
 * The permissions of a function: named actions on one table, one index and one secret. Not CDK's `grant` methods: these
 * also allow scanning, streams and conditions on every index. That a user reaches only what is theirs cannot be said
 * here (all ledgers are one table and the caller is no AWS principal); the function checks it.
 */
export function permissionsOf(name: FunctionName, arns: StateArns, stack: Stack): PolicyStatement[] {
  const { actions, index } = uses[name];
  return [
    new PolicyStatement({
      sid: 'Ledgers',
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [arns.table],
    }),
    new PolicyStatement({ sid: 'Index', actions: ['dynamodb:Query'], resources: [`${arns.table}/index/${index}`] }),
    new PolicyStatement({ sid: 'GigsKey', actions: ['secretsmanager:GetSecretValue'], resources: [arns.secret] }),
    ...(arns.encryptionKey ? keyPermissions(arns.encryptionKey, stack) : []),
  ];
}

/** Only by way of the services that keep what it encrypts: nobody can decrypt a file with it. */
function keyPermissions(key: string, { region, urlSuffix }: Stack): PolicyStatement[] {
  const by = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } });
  return [
    new PolicyStatement({
      sid: 'LedgersKey',
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [key],
      conditions: by('dynamodb'),
    }),
    new PolicyStatement({
      sid: 'GigsKeyKey',
      actions: ['kms:Decrypt'],
      resources: [key],
      conditions: by('secretsmanager'),
    }),
  ];
}
