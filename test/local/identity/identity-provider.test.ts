import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAuthorizer } from '../../../local/gateway/authorizer.ts';
import { extraUserId } from '../../../local/gigs-sandbox/seed.ts';
import { audience, keysUrlOf, startIdentityProvider } from '../../../local/identity/identity-provider.ts';
import { requestToken } from '../../../local/identity/request-token.ts';
import { type UserName, users } from '../../../local/identity/users.ts';
import { run } from '../run-command.ts';

async function setUp(options: { keyFile?: string; port?: number; userIdClaim?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'identity-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, 'nested/key.json');
  const settings = { port: 0, keyFile, userIdClaim: 'gigs_user', scope: 'top-ups:read top-ups:buy', ...options };
  const provider = await startIdentityProvider(settings);
  onTestFinished(() => provider.close().catch(() => undefined));
  const authorize = createAuthorizer({ issuer: provider.issuer, audience, keysUrl: keysUrlOf(provider.issuer) });
  return { provider, keyFile: settings.keyFile, authorize };
}

describe('the identity provider', () => {
  it('says where its keys are', async () => {
    const { provider } = await setUp();
    const discovery = await fetch(`${provider.url}/.well-known/openid-configuration`);
    expect(await discovery.json()).toMatchObject({ issuer: provider.issuer, jwks_uri: keysUrlOf(provider.issuer) });
    const { keys } = (await (await fetch(keysUrlOf(provider.issuer))).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it.each(['jerry', 'elaine', 'kramer'] as const)(
    'gives %s a token that the gateway accepts for 12 hours',
    async (name) => {
      const { provider, authorize } = await setUp();
      const token = await requestToken(provider.port, name);
      expect(await authorize(`Bearer ${token}`, ['top-ups:buy'])).toMatchObject({
        claims: { sub: name, gigs_user: users[name], scope: 'top-ups:read top-ups:buy', aud: audience },
      });
      const { exp = 0, iat = 0 } = decodeJwt(token);
      expect(exp - iat).toBe(12 * 60 * 60);
      expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    },
  );

  it('knows the extra users of the sandbox', async () => {
    const { provider, authorize } = await setUp();
    const token = await requestToken(provider.port, 'extra12');
    expect(await authorize(`Bearer ${token}`, ['top-ups:buy'])).toMatchObject({
      claims: { sub: 'extra12', gigs_user: extraUserId(12) },
    });
    for (const nobody of ['extra', 'extra0', 'extra01', 'extra10000', 'extra1x', 'toString'] as const) {
      await expect(requestToken(provider.port, nobody as UserName)).rejects.toThrow('gives no tokens');
    }
  });

  it('narrows the scope, and makes tokens that have run out', async () => {
    const { provider, authorize } = await setUp();
    const narrow = await requestToken(provider.port, 'jerry', { scope: 'top-ups:read' });
    await expect(authorize(`Bearer ${narrow}`, ['top-ups:buy'])).rejects.toThrow('Forbidden');
    expect(await authorize(`Bearer ${narrow}`, ['top-ups:read'])).toMatchObject({ scopes: ['top-ups:read'] });
    const expired = await requestToken(provider.port, 'jerry', { isExpired: true });
    await expect(authorize(`Bearer ${expired}`, [])).rejects.toThrow('Unauthorized');
  });

  it('puts the user id into the claim that is configured', async () => {
    const { provider } = await setUp({ userIdClaim: 'https://example.com/gigs' });
    expect(decodeJwt(await requestToken(provider.port, 'jerry'))).toMatchObject({
      'https://example.com/gigs': users.jerry,
    });
  });

  it('keeps its key, so that tokens outlive it', async () => {
    const first = await setUp();
    const token = await requestToken(first.provider.port, 'jerry');
    const { port } = first.provider;
    await first.provider.close();
    const second = await setUp({ keyFile: first.keyFile, port });
    expect(await second.authorize(`Bearer ${token}`, [])).toMatchObject({ claims: { sub: 'jerry' } });
    expect((await stat(first.keyFile)).mode & 0o777).toBe(0o600);
  });

  it('takes the key of whoever made it first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const keyFile = join(folder, 'key.json');
    const worlds = await Promise.all([setUp({ keyFile }), setUp({ keyFile })]);
    const kept = JSON.parse(await readFile(keyFile, 'utf8')) as { kid: string };
    for (const { provider } of worlds) {
      expect(decodeProtectedHeader(await requestToken(provider.port, 'jerry')).kid).toBe(kept.kid);
    }
  });

  it('says which file to delete when it holds no key', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const keyFile = join(folder, 'key.json');
    await writeFile(keyFile, 'no key');
    await expect(setUp({ keyFile })).rejects.toThrow(`${keyFile} holds no key: delete it`);
  });

  it.each([
    [{ grant_type: 'password', username: 'newman' }, 'invalid_grant'],
    [{ grant_type: 'password' }, 'invalid_grant'],
    [{ grant_type: 'password', username: 'constructor' }, 'invalid_grant'],
    [{ grant_type: 'client_credentials', username: 'jerry' }, 'unsupported_grant_type'],
  ])('gives no token for %j', async (form, error) => {
    const { provider } = await setUp();
    const response = await fetch(`${provider.url}/token`, { method: 'POST', body: new URLSearchParams(form) });
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ error })]);
  });
});

describe('npm run token', () => {
  const token = (arguments_: string[], PORT: number | string) =>
    run(['local/identity/token.ts', ...arguments_], { PORT: String(PORT) });

  it('prints a token and nothing else', async () => {
    const { provider, authorize } = await setUp();
    const { stdout, stderr, code } = await token(['elaine', '--scope', 'top-ups:read'], provider.port - 2);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await authorize(`Bearer ${stdout.trim()}`, [])).toMatchObject({
      claims: { sub: 'elaine', scope: 'top-ups:read' },
    });
  });

  it.each([
    ['an unknown user', ['newman'], 20_000, 'There is no such user: choose one of jerry, elaine, kramer\n'],
    [
      'a world that does not run',
      ['jerry'],
      1,
      'No identity provider answers on port 3: start it with "npm start" or "npm run world"\n',
    ],
    ['a bad port', ['jerry'], 'x', 'PORT is not a whole number\n'],
  ])('says in one line what is wrong with %s', async (_, arguments_, port, message) => {
    expect(await token(arguments_, port)).toEqual({ stdout: '', stderr: message, code: 1 });
  });

  it('says how it is called when it is told no user', async () => {
    const { stdout, stderr, code } = await token([], 20_000);
    expect({ stdout, code }).toEqual({ stdout: '', code: 1 });
    expect(stderr).toMatch(/^error: missing required argument 'user'\n/);
    expect(stderr).toContain('Such as: npm run -s token -- jerry');
  });
});
