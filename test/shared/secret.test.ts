import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { secretReader } from '../../shared/secret.ts';

afterEach(() => vi.unstubAllEnvs());

/** Secrets Manager as far as reading goes. It never answers for the secret `silent`, and never ends for `endless`. */
async function secretsManager(...answers: readonly { status: number; body?: object }[]) {
  const requests: { target: string | undefined; body: { SecretId?: string } }[] = [];
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const asked: { SecretId?: string } = JSON.parse(text);
    requests.push({ target: request.headers['x-amz-target']?.toString(), body: asked });
    const { status, body } = answers[Math.min(requests.length, answers.length) - 1] ?? { status: 500 };
    if (asked.SecretId === 'silent') return;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    if (asked.SecretId === 'endless') response.write('{');
    else response.end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return requests;
}

it('reads the text of the secret, anew each time', async () => {
  const requests = await secretsManager(
    { status: 200, body: { SecretString: 'gpk_one' } },
    { status: 200, body: { SecretString: 'gpk_two', CreatedDate: 1_795_262_400.5 } },
  );
  const read = secretReader('gigs-api-key');
  expect(await read()).toEqual({ text: 'gpk_one', createdAt: null });
  expect(await read()).toEqual({ text: 'gpk_two', createdAt: 1_795_262_400_500 });
  expect(requests[0]).toEqual({ target: 'secretsmanager.GetSecretValue', body: { SecretId: 'gigs-api-key' } });
});

it.each([
  ['does not exist', { status: 400, body: { __type: 'ResourceNotFoundException', Message: 'No such secret' } }],
  ['holds no text', { status: 200, body: { SecretBinary: 'AAAA' } }],
])('is undefined where the secret %s', async (_name, answer) => {
  await secretsManager(answer);
  expect(await secretReader('gigs-api-key')()).toBeUndefined();
});

it('tries a second time', async () => {
  const requests = await secretsManager({ status: 500 }, { status: 200, body: { SecretString: 'gpk_one' } });
  expect((await secretReader('gigs-api-key')())?.text).toBe('gpk_one');
  expect(requests).toHaveLength(2);
});

it('rejects where it may not read', async () => {
  const requests = await secretsManager({ status: 400, body: { __type: 'AccessDeniedException' } });
  await expect(secretReader('gigs-api-key')()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(requests).toHaveLength(1);
});

it('gives up on a Secrets Manager that does not answer, after two tries, or does not come to an end', async () => {
  const requests = await secretsManager({ status: 200 });
  const readings = ['silent', 'endless'].map((secretId) => secretReader(secretId)());
  const outcomes = await Promise.allSettled(readings);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(requests.map(({ body }) => body.SecretId).sort()).toEqual(['endless', 'silent', 'silent']);
});
