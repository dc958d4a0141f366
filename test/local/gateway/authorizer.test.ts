import { createHmac } from 'node:crypto';
import { CompactEncrypt } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Authorize } from '../../../local/gateway/authorizer.ts';
import { Refusal } from '../../../local/gateway/refusal.ts';
import { audience, claimsWith, newKey, nowInSeconds, runKeyServer, type SigningKey, sign } from './key-server.ts';

let key: SigningKey;
let attacker: SigningKey;

beforeAll(async () => {
  [key, attacker] = await Promise.all([newKey('k1'), newKey('k1')]);
});

/** The status of a refusal, or 200 with what the function would be told. */
async function outcomeOf(authorize: Authorize, authorization: string | undefined, scopes: string[] = []) {
  try {
    return { status: 200, ...(await authorize(authorization, scopes)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const challenge = new Headers(error.answer.headers.map(([name, value]): [string, string] => [name, value]));
    return { status: error.answer.status, challenge: challenge.get('www-authenticate') };
  }
}

async function statusOfToken(token: string, scopes: string[] = []): Promise<number> {
  const { authorize } = await runKeyServer([key.publicJwk]);
  return (await outcomeOf(authorize, `Bearer ${token}`, scopes)).status;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the Authorization header', () => {
  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dTpw', 'Token x', 'Bearer  x y'])(
    'is refused: %s',
    async (header) => {
      const { authorize, state } = await runKeyServer([key.publicJwk]);
      expect(await outcomeOf(authorize, header)).toEqual({ status: 401, challenge: 'Bearer' });
      expect(state.fetches).toBe(0);
    },
  );

  it.each(['Bearer', 'bearer', 'BEARER'])('is accepted with the scheme %s', async (scheme) => {
    const { authorize } = await runKeyServer([key.publicJwk]);
    expect(await outcomeOf(authorize, `${scheme} ${await sign(key, claimsWith())}`)).toMatchObject({ status: 200 });
  });

  it('is refused with two tokens, with none, and bare', async () => {
    const token = await sign(key, claimsWith());
    const { authorize } = await runKeyServer([key.publicJwk]);
    for (const header of [`Bearer ${token},Bearer ${token}`, `Bearer ${token} ${token}`, token]) {
      expect(await outcomeOf(authorize, header)).toMatchObject({ status: 401 });
    }
  });
});

describe('the form of a token', () => {
  it.each(['none', 'None', 'nOnE', 'NONE'])('is refused with alg %s, signed or not', async (alg) => {
    const unsigned = `${encode({ alg, kid: 'k1' })}.${encode(claimsWith())}`;
    const signature = (await sign(key, claimsWith())).split('.')[2];
    for (const token of [`${unsigned}.`, `${unsigned}.${signature}`, unsigned])
      expect(await statusOfToken(token)).toBe(401);
  });

  it.each(['', 'secret', 'public key'])('is refused when signed with a shared secret: "%s"', async (secret) => {
    const content = `${encode({ alg: 'HS256', kid: 'k1' })}.${encode(claimsWith())}`;
    const pass = secret === 'public key' ? JSON.stringify(key.publicJwk) : secret;
    expect(await statusOfToken(`${content}.${createHmac('sha256', pass).update(content).digest('base64url')}`)).toBe(
      401,
    );
  });

  it('is refused when signed by somebody else, whatever key the header offers', async () => {
    const elsewhere = 'http://127.0.0.1:9/keys';
    const headers = [{}, { jwk: attacker.publicJwk }, { jku: elsewhere }, { x5u: elsewhere }, { x5c: ['AAAA'] }];
    for (const header of headers) {
      expect(await statusOfToken(await sign(attacker, claimsWith(), header))).toBe(401);
    }
  });

  it('is refused with another RSA algorithm than RS256', async () => {
    const content = { alg: 'RS512', kid: 'k1' };
    const token = await sign(key, claimsWith());
    expect(await statusOfToken([encode(content), ...token.split('.').slice(1)].join('.'))).toBe(401);
  });

  it.each([
    ['unknown', 'k2'],
    ['empty', ''],
    ['a path', '../../dev/null'],
    ['SQL', "' OR 1=1 --"],
    ['long', 'x'.repeat(5000)],
    ['a list', ['k1']],
    ['null', null],
  ])('is refused with a key id that is %s', async (_, kid) => {
    expect(await statusOfToken(await sign(key, claimsWith(), { kid }))).toBe(401);
  });

  it('is refused without a key id, even if there is but one key', async () => {
    const nameless = { ...key, publicJwk: { ...key.publicJwk, kid: '' } };
    expect(await statusOfToken(await sign(nameless, claimsWith()))).toBe(401);
  });

  it('is refused when two keys have its key id', async () => {
    const { authorize } = await runKeyServer([key.publicJwk, attacker.publicJwk]);
    expect(await outcomeOf(authorize, `Bearer ${await sign(key, claimsWith())}`)).toMatchObject({ status: 401 });
  });

  it('is refused when anything about it was touched', async () => {
    const token = await sign(key, claimsWith());
    const [header = '', payload = '', signature = ''] = token.split('.');
    const flipped = (text: string, at: number) => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const other = alphabet[alphabet.indexOf(text.at(at) ?? '') ^ 1] ?? '';
      return at === -1 ? text.slice(0, -1) + other : text.slice(0, at) + other + text.slice(at + 1);
    };
    const touched = [
      `${flipped(header, 5)}.${payload}.${signature}`,
      `${header}.${flipped(payload, 5)}.${signature}`,
      `${header}.${payload}.${flipped(signature, 5)}`,
      `${header}.${payload}.${flipped(signature, -1)}`,
      `${header}.${payload}.${signature.slice(0, -4)}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature}==`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.`,
      `${header}.${payload}.${signature}.${signature}`,
      `${header}.${payload}.${signature.replaceAll('_', '/').replaceAll('-', '+')}==`,
      `${header}.\n${payload}.${signature}`,
      `${header}.${Buffer.from('"text"').toString('base64url')}.${signature}`,
    ];
    for (const changed of touched) expect.soft(await statusOfToken(changed), changed).toBe(401);
    expect(await statusOfToken(token)).toBe(200);
  });

  it('is refused when it is encrypted, nested or JSON', async () => {
    const token = await sign(key, claimsWith());
    const encrypted = await new CompactEncrypt(Buffer.from(token))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'k1' })
      .encrypt(new Uint8Array(32));
    const [header, payload, signature] = token.split('.');
    const json = JSON.stringify({ protected: header, payload, signature });
    const nested = `${header}.${Buffer.from(token).toString('base64url')}.${signature}`;
    for (const other of [encrypted, json, nested]) expect(await statusOfToken(other)).toBe(401);
  });
});

describe('the claims of a token', () => {
  const now = nowInSeconds();
  it.each([
    ['exp missing', { exp: undefined }],
    ['exp 0', { exp: 0 }],
    ['exp past', { exp: now - 10 }],
    ['exp negative', { exp: -1 }],
    ['exp a string', { exp: String(now + 60) }],
    ['exp in milliseconds', { exp: (now + 60) * 1000 }],
    ['nbf yet to come', { nbf: now + 60 }],
    ['nbf a string', { nbf: String(now) }],
    ['iat yet to come', { iat: now + 60 }],
    ['iat a string', { iat: String(now) }],
    ['another issuer', { iss: 'https://evil.example' }],
    ['no issuer', { iss: undefined }],
    ['an issuer like ours with a slash', { iss: 'https://issuer.example/' }],
    ['another audience', { aud: 'other' }],
    ['an audience like ours', { aud: `${audience}2` }],
    ['a list of audiences without ours', { aud: ['a', 'b'] }],
    ['an empty list of audiences', { aud: [], client_id: audience }],
    ['no audience', { aud: undefined }],
    ['no audience and another client', { aud: undefined, client_id: 'other' }],
    ['another audience and our client', { aud: 'other', client_id: audience }],
  ])('make it refused: %s', async (_, changes) => {
    expect(await statusOfToken(await sign(key, claimsWith(changes)))).toBe(401);
  });

  it('make it refused when a time is too large to be one', async () => {
    const { privateKey } = key;
    const payload = Buffer.from(JSON.stringify(claimsWith()).replace(/"exp":\d+/, '"exp":1e400'));
    const content = `${encode({ alg: 'RS256', kid: 'k1' })}.${payload.toString('base64url')}`;
    const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', privateKey, Buffer.from(content));
    expect(await statusOfToken(`${content}.${Buffer.from(signature).toString('base64url')}`)).toBe(401);
  });

  it.each([
    ['ours among the audiences', { aud: ['a', audience] }],
    ['no audience and our client, as at API Gateway', { aud: undefined, client_id: audience }],
    ['times within the leeway', { nbf: now + 2, iat: now + 2, exp: now + 120 }],
    ['no iat', { iat: undefined }],
  ])('may be: %s', async (_, changes) => {
    expect(await statusOfToken(await sign(key, claimsWith(changes)))).toBe(200);
  });

  it('accept an access token of its own type', async () => {
    expect(await statusOfToken(await sign(key, claimsWith(), { typ: 'at+jwt' }))).toBe(200);
  });

  it('reach the function as strings', async () => {
    const { authorize } = await runKeyServer([key.publicJwk]);
    const { exp } = claimsWith();
    const odd = { exp, groups: ['a', 'b'], level: 3, isAdmin: false, nothing: null, address: { city: 'New York' } };
    const token = await sign(key, claimsWith({ ...odd, aud: [audience], iat: undefined, __proto__: undefined }));
    expect(await outcomeOf(authorize, `Bearer ${token}`)).toEqual({
      status: 200,
      claims: {
        iss: 'https://issuer.example',
        aud: '[gigs-top-ups]',
        sub: 'jerry',
        exp: String(exp),
        scope: 'top-ups:read top-ups:buy',
        groups: '[a b]',
        level: '3',
        isAdmin: 'false',
        address: '{"city":"New York"}',
      },
      scopes: null,
    });
  });
});

describe('the scope of a route', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['another', 'top-ups:read'],
    ['a longer word', 'xtop-ups:buy top-ups:buyer'],
    ['in other letters', 'Top-Ups:Buy'],
    ['no text', 1],
  ])('refuses a token whose scope is %s', async (_, scope) => {
    const { authorize } = await runKeyServer([key.publicJwk]);
    const token = await sign(key, claimsWith({ scope }));
    expect(await outcomeOf(authorize, `Bearer ${token}`, ['top-ups:buy'])).toMatchObject({
      status: 403,
      challenge: expect.stringContaining('error="insufficient_scope"'),
    });
  });

  it.each([
    ['scope', { scope: 'openid top-ups:buy' }],
    ['scp as a text', { scope: undefined, scp: 'openid top-ups:buy' }],
    ['scp as a list', { scope: undefined, scp: ['openid', 'top-ups:buy'] }],
  ])('is found in %s', async (_, changes) => {
    const { authorize } = await runKeyServer([key.publicJwk]);
    const token = await sign(key, claimsWith(changes));
    expect(await outcomeOf(authorize, `Bearer ${token}`, ['top-ups:buy'])).toMatchObject({
      status: 200,
      scopes: ['openid', 'top-ups:buy'],
    });
  });
});

describe("the issuer's keys", () => {
  it('are fetched once, and for an unknown key id at most once per cool-down', async () => {
    const { authorize, state } = await runKeyServer([key.publicJwk]);
    const known = `Bearer ${await sign(key, claimsWith())}`;
    await Promise.all([known, known, known].map((header) => outcomeOf(authorize, header)));
    for (const kid of ['a', 'b', 'c']) {
      expect(await outcomeOf(authorize, `Bearer ${await sign(key, claimsWith(), { kid })}`)).toMatchObject({
        status: 401,
      });
    }
    expect(state.fetches).toBe(1);
  });

  it('are fetched again after the cool-down, so that a new key is found', async () => {
    const { authorize, state } = await runKeyServer([key.publicJwk], { keysCooldownMs: 0 });
    await outcomeOf(authorize, `Bearer ${await sign(key, claimsWith())}`);
    const rotated = await newKey('k2');
    state.keys.push(rotated.publicJwk);
    expect(await outcomeOf(authorize, `Bearer ${await sign(rotated, claimsWith())}`)).toMatchObject({ status: 200 });
    expect(state.fetches).toBe(2);
  });

  it.each([
    ['is down', (response: import('node:http').ServerResponse) => response.destroy()],
    ['answers 500', (response: import('node:http').ServerResponse) => response.writeHead(500).end('{}')],
    ['answers HTML', (response: import('node:http').ServerResponse) => response.end('<html>')],
    ['answers no key set', (response: import('node:http').ServerResponse) => response.end('{"keys":1}')],
    ['never answers', () => undefined],
  ])('are 503 while their server %s and none are known, and are remembered otherwise', async (_, answer) => {
    const { authorize, state } = await runKeyServer([key.publicJwk]);
    const header = `Bearer ${await sign(key, claimsWith())}`;
    state.answer = answer;
    expect(await outcomeOf(authorize, header)).toMatchObject({ status: 503 });
    state.answer = undefined;
    expect(await outcomeOf(authorize, header)).toMatchObject({ status: 200 });
    state.answer = answer;
    expect(await outcomeOf(authorize, header)).toMatchObject({ status: 200 });
  });
});
