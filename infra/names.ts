import { Fn, type Stack } from 'aws-cdk-lib';

/** What begins the name of everything that a stage makes, so that stages can share an account. */
export function prefixOf(stage: string): string {
  return `gigs-top-ups-${stage}`;
}

/** The alias of each function that is in use. */
export const liveAlias = 'live';

/** What the state stack gives to the service stack, by the names under which it exports them. */
const exportNames = ['ledger-table-name', 'gigs-key-secret-arn', 'encryption-key-arn'] as const;
export type ExportName = (typeof exportNames)[number];

export function exportNameOf(stage: string, name: ExportName): string {
  return `${prefixOf(stage)}:${name}`;
}

/** A value of the state stack. CloudFormation lets nobody remove it as long as the service stack uses it. */
export function imported(stage: string, name: ExportName): string {
  return Fn.importValue(exportNameOf(stage, name));
}

/** The ARN of a table of this stack's account and region. */
export function tableArn(stack: Stack, table: string): string {
  return stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: table });
}
