import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, it, onTestFinished } from 'vitest';
import { credentials, region } from '../../../local/aws/credentials.ts';
import { startSecretsManager } from '../../../local/aws/secrets-manager.ts';

async function setUp() {
  const server = await startSecretsManager(0, { 'gigs-api-key': 'gpk_sandbox' });
  const client = new SecretsManagerClient({ endpoint: server.url, region, credentials });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  const get = (input: { VersionStage?: string; VersionId?: string } = {}, SecretId = 'gigs-api-key') =>
    client.send(new GetSecretValueCommand({ SecretId, ...input }));
  return { client, get };
}

it('gives a secret by name and by ARN', async () => {
  const { get } = await setUp();
  const { ARN, ...secret } = await get();
  expect(secret).toMatchObject({
    Name: 'gigs-api-key',
    SecretString: 'gpk_sandbox',
    VersionStages: ['AWSCURRENT'],
    VersionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    CreatedDate: expect.any(Date),
  });
  expect(await get({}, ARN)).toMatchObject({ SecretString: 'gpk_sandbox' });
});

it('rotates: a new value is current, the one before it previous, older ones gone', async () => {
  const { client, get } = await setUp();
  const { VersionId: first = '' } = await get();
  for (const SecretString of ['second', 'third']) {
    await client.send(new PutSecretValueCommand({ SecretId: 'gigs-api-key', SecretString }));
  }
  expect(await get()).toMatchObject({ SecretString: 'third', VersionStages: ['AWSCURRENT'] });
  const previous = await get({ VersionStage: 'AWSPREVIOUS' });
  expect(previous).toMatchObject({ SecretString: 'second', VersionStages: ['AWSPREVIOUS'] });
  expect(await get({ VersionId: previous.VersionId ?? '' })).toMatchObject({ SecretString: 'second' });
  await expect(get({ VersionId: first })).rejects.toThrow(ResourceNotFoundException);
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: 'gigs-api-key' }));
  expect(Object.values(VersionIdsToStages ?? {})).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
});

it('knows no other secret and no other operation', async () => {
  const { client, get } = await setUp();
  await expect(get({}, 'other')).rejects.toThrow(ResourceNotFoundException);
  await expect(get({ VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(ResourceNotFoundException);
  await expect(client.send(new ListSecretsCommand({}))).rejects.toThrow();
  await expect(client.send(new PutSecretValueCommand({ SecretId: 'gigs-api-key' }))).rejects.toThrow();
});
