import { join } from 'node:path';
import { projectRoot } from '../tools/function-bundles.ts';
import { credentials, region } from './aws/credentials.ts';
import { ledgerTableName } from './aws/dynamodb.ts';
import { keySecretName } from './aws/secrets-manager.ts';
import { seedProjects } from './gigs-sandbox/seed.ts';
import { localHost } from './listen.ts';
import type { Ports } from './ports.ts';

/**
 * What makes the functions and the operators' tools talk to the stand-ins on these ports: the settings that the AWS SDK
 * knows, and our own.
 */
export function environmentFor(ports: Ports): Record<string, string> {
  const at = (port: number) => `http://${localHost}:${port}`;
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: at(ports.dynamoDb),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: at(ports.secretsManager),
    // As on Lambda, there are no such files; the developer's own have no say here.
    AWS_CONFIG_FILE: join(projectRoot, '.local', 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(projectRoot, '.local', 'no-aws-credentials'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    GIGS_API_URL: at(ports.gigsSandbox),
    GIGS_PROJECT: seedProjects.gigs,
    GIGS_KEY_SECRET_ID: keySecretName,
    LEDGER_TABLE: ledgerTableName,
  };
}
