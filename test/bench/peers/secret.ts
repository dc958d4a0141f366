import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const client = new SecretsManagerClient({});
let cached: { key: string; readAt: number } | undefined;

export async function gigsKey(): Promise<string> {
  if (!cached || Date.now() - cached.readAt > 300_000) {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: process.env['GIGS_KEY_SECRET_ID'] }),
    );
    if (!SecretString) throw new Error('The secret is empty');
    cached = { key: SecretString, readAt: Date.now() };
  }
  return cached.key;
}
