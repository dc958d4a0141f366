import { fileURLToPath } from 'node:url';
import { startDynamoDb } from './aws/dynamodb.ts';
import { keySecretName, startSecretsManager } from './aws/secrets-manager.ts';
import { seedApiKey } from './gigs-sandbox/seed.ts';
import { startGigsSandbox } from './gigs-sandbox/server.ts';
import { startIdentityProvider } from './identity/identity-provider.ts';
import { localHost } from './listen.ts';
import type { LocalSettings } from './settings.ts';
import { takePort } from './take-port.ts';

// Kept out of git, and kept between two starts.
const signingKeyFile = fileURLToPath(new URL('../.local/signing-key.json', import.meta.url));

/**
 * Starts all that is outside the service: Gigs, the identity provider, DynamoDB and Secrets Manager. It lives as long
 * as the process.
 *
 * @throws Error when a port is taken; its message says which and what for.
 */
export async function startWorld({ ports, sandbox, scopes, userIdClaim }: LocalSettings): Promise<void> {
  const scope = [scopes.read, scopes.buy].filter((word) => word !== null).join(' ');
  await takePort('the Gigs sandbox', ports.gigsSandbox, (port) =>
    startGigsSandbox({ port, host: localHost, ...sandbox }),
  );
  await takePort('the identity provider', ports.identityProvider, (port) =>
    startIdentityProvider({ port, keyFile: signingKeyFile, userIdClaim, scope }),
  );
  await takePort('DynamoDB', ports.dynamoDb, startDynamoDb);
  await takePort('Secrets Manager', ports.secretsManager, (port) =>
    startSecretsManager(port, { [keySecretName]: seedApiKey }),
  );
}
