import { createHmac } from 'node:crypto';
import { CompactEncrypt, type JWTPayload } from 'jose';
import { claimsWith, type SigningKey, sign } from '../../local/gateway/key-server.ts';

/** Who forges: with a good token of their own, the public key that everybody has, and a key of their own. */
export interface Forger {
  readonly good: string;
  readonly claims: JWTPayload;
  readonly key: SigningKey;
  readonly ownKey: SigningKey;
}

type Shape = (forger: Forger) => string | Promise<string>;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const partsOf = (token: string) => token.split('.') as [string, string, string];
const withHeader =
  (header: Record<string, unknown>): Shape =>
  ({ good }) =>
    [encode(header), ...partsOf(good).slice(1)].join('.');
const byForger =
  (header: Record<string, unknown>): Shape =>
  ({ ownKey, claims }) =>
    sign(ownKey, claims, header);
const bySecret =
  (secret: (forger: Forger) => string): Shape =>
  (forger) => {
    const content = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.${encode(forger.claims)}`;
    const pass = secret(forger);
    return `${content}.${createHmac('sha256', pass).update(content).digest('base64url')}`;
  };
const claiming =
  (changes: Record<string, unknown>): Shape =>
  ({ key, claims }) =>
    sign(key, claimsWith({ ...claims, ...changes }));
const now = () => Math.floor(Date.now() / 1000);
const flipped = (text: string) => (text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`);

/** Shapes of tokens that no authorizer may take, from the advisories against JWT libraries and from RFC 8725. */
export const badTokens: Readonly<Record<string, Shape>> = {
  'nothing at all': () => '',
  'a word': () => 'null',
  'another word': () => 'undefined',
  'two dots': () => '..',
  'four dots': () => '....',
  'two parts': ({ good }) => partsOf(good).slice(0, 2).join('.'),
  'four parts': ({ good }) => `${good}.${partsOf(good)[2]}`,
  'two tokens': ({ good }) => `${good} ${good}`,
  'two tokens joined': ({ good }) => `${good},${good}`,

  ...Object.fromEntries(
    ['none', 'None', 'nOnE', 'NONE', 'none ', '', null, ['none'], ['RS256'], { alg: 'RS256' }].flatMap((alg) => [
      [
        `alg ${JSON.stringify(alg)}, unsigned`,
        ({ claims }: Forger) => `${encode({ alg, kid: 'k1' })}.${encode(claims)}.`,
      ],
      [`alg ${JSON.stringify(alg)}, with a good signature`, withHeader({ alg, kid: 'k1' })],
    ]),
  ),
  'another RSA algorithm': withHeader({ alg: 'RS512', kid: 'k1' }),
  'a PSS algorithm': withHeader({ alg: 'PS256', kid: 'k1' }),
  'an elliptic curve': withHeader({ alg: 'ES256', kid: 'k1' }),
  'no alg': withHeader({ kid: 'k1' }),
  'an unknown critical header': withHeader({ alg: 'RS256', kid: 'k1', crit: ['exp2'], exp2: 1 }),
  'an unencoded payload': withHeader({ alg: 'RS256', kid: 'k1', crit: ['b64'], b64: false }),

  'a blank secret': bySecret(() => ''),
  'a guessable secret': bySecret(() => 'secret'),
  'the public key for a secret': bySecret(({ key }) => JSON.stringify(key.publicJwk)),
  'the modulus for a secret': bySecret(({ key }) => String(key.publicJwk.n)),

  "the forger's key": byForger({}),
  "the forger's key in the header": ({ ownKey, claims }) => sign(ownKey, claims, { jwk: ownKey.publicJwk }),
  "the forger's key set by address": byForger({ jku: 'http://127.0.0.1:9/jwks' }),
  "the forger's certificate by address": byForger({ x5u: 'http://127.0.0.1:9/cert' }),
  "the forger's certificate": byForger({ x5c: ['MIIB'] }),
  ...Object.fromEntries(
    [
      'unknown',
      '',
      '../../dev/null',
      '/dev/null',
      "' OR 1=1 --",
      '| whoami',
      'x'.repeat(5000),
      ['k1'],
      { kid: 'k1' },
      null,
      0,
      '__proto__',
      'K1',
      'k1\u0000',
    ].map((kid) => [
      `the key id ${JSON.stringify(kid).slice(0, 30)}`,
      ({ key, claims }: Forger) => sign(key, claims, { kid }),
    ]),
  ),

  'no signature': ({ good }) => `${partsOf(good).slice(0, 2).join('.')}.`,
  'a null signature': ({ good }) => `${partsOf(good).slice(0, 2).join('.')}.${Buffer.alloc(256).toString('base64url')}`,
  'a truncated signature': ({ good }) => good.slice(0, -8),
  'a flipped signature': ({ good }) => `${partsOf(good).slice(0, 2).join('.')}.${flipped(partsOf(good)[2])}`,
  'flipped claims': ({ good }) => [partsOf(good)[0], flipped(partsOf(good)[1]), partsOf(good)[2]].join('.'),
  'other claims': ({ good, claims }) =>
    [partsOf(good)[0], encode({ ...claims, gigs_user: 'usr_other' }), partsOf(good)[2]].join('.'),
  padding: ({ good }) => `${good}==`,
  'padding inside': ({ good }) => `${partsOf(good)[0]}=.${partsOf(good).slice(1).join('.')}`,
  'a quote around': ({ good }) => `"${good}"`,
  'another alphabet': ({ good }) => `${good.replaceAll('-', '+').replaceAll('_', '/')}==`,
  'claims that are no object': ({ good }) => `${partsOf(good)[0]}.${encode('text')}.${partsOf(good)[2]}`,
  JSON: ({ good }) =>
    JSON.stringify({ protected: partsOf(good)[0], payload: partsOf(good)[1], signature: partsOf(good)[2] }).replaceAll(
      ' ',
      '',
    ),
  nested: ({ good }) => `${partsOf(good)[0]}.${Buffer.from(good).toString('base64url')}.${partsOf(good)[2]}`,
  encrypted: ({ good }) =>
    new CompactEncrypt(Buffer.from(good))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'k1' })
      .encrypt(new Uint8Array(32)),

  'exp missing': claiming({ exp: undefined }),
  'exp 0': claiming({ exp: 0 }),
  'exp past': claiming({ exp: now() - 10 }),
  'exp negative': claiming({ exp: -1 }),
  'exp a string': claiming({ exp: String(now() + 3600) }),
  'exp in milliseconds': claiming({ exp: (now() + 3600) * 1000 }),
  'exp null': claiming({ exp: null }),
  'exp a list': claiming({ exp: [now() + 3600] }),
  'nbf yet to come': claiming({ nbf: now() + 60 }),
  'iat yet to come': claiming({ iat: now() + 60 }),
  'another issuer': claiming({ iss: 'https://evil.example' }),
  'the issuer in a list': claiming({ iss: ['https://issuer.example'] }),
  'the issuer with a slash': claiming({ iss: 'https://issuer.example/' }),
  'the issuer of a test environment': claiming({ iss: 'https://test.issuer.example' }),
  'no issuer': claiming({ iss: undefined }),
  'another audience': claiming({ aud: 'other' }),
  'no audience': claiming({ aud: undefined }),
  'audiences without ours': claiming({ aud: ['a', 'b'] }),
  'an audience like ours': claiming({ aud: 'gigs-top-ups-test' }),
  'another audience, and our client': claiming({ aud: 'other', client_id: 'gigs-top-ups' }),
  'an empty list of audiences, and our client': claiming({ aud: [], client_id: 'gigs-top-ups' }),

  'the user missing': claiming({ gigs_user: undefined }),
  'the user empty': claiming({ gigs_user: '' }),
  'the user a list': claiming({ gigs_user: ['usr_0SNlurA049MEWV4OpCwsNyC9Kn2d'] }),
  'the user an object': claiming({ gigs_user: { id: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d' } }),
  'the user with a NUL': claiming({ gigs_user: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d\u0000' }),
  'the user with a newline': claiming({ gigs_user: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d\n' }),
  'the user a path': claiming({ gigs_user: '../users' }),
  'the user with a parameter': claiming({ gigs_user: 'usr_a&user=usr_b' }),
  'the user under another name': claiming({ gigs_user: undefined, GIGS_USER: 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d' }),
};

/** Tokens that are good, but not good enough to buy. */
export const weakTokens: Readonly<Record<string, Shape>> = {
  'no scope': claiming({ scope: undefined }),
  'an empty scope': claiming({ scope: '' }),
  'the scope for reading': claiming({ scope: 'top-ups:read' }),
  'a longer word': claiming({ scope: 'xtop-ups:buy top-ups:buyer top-ups:buy:all' }),
  'other letters': claiming({ scope: 'Top-Ups:Buy' }),
  'a comma': claiming({ scope: 'top-ups:read,top-ups:buy' }),
  'a wildcard': claiming({ scope: '* top-ups:* top-ups' }),
  'the scope under another name': claiming({ scope: undefined, scopes: 'top-ups:buy', permissions: ['top-ups:buy'] }),
  'an ID token': claiming({ scope: undefined, token_use: 'id', nonce: 'n', at_hash: 'h' }),
  'a refresh token': claiming({ scope: 'offline_access', typ: 'Refresh' }),
  'a logout token': claiming({
    scope: undefined,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  }),
};

/** Tokens that are as good as any. */
export const goodTokens: Readonly<Record<string, Shape>> = {
  'a list of audiences with ours': claiming({ aud: ['a', 'gigs-top-ups'] }),
  // As API Gateway documents it.
  'our client where there is no audience': claiming({ aud: undefined, client_id: 'gigs-top-ups' }),
  'times within the leeway': claiming({ nbf: now() + 2, iat: now() + 2 }),
  'the scope in a list': claiming({ scope: undefined, scp: ['openid', 'top-ups:buy', 'top-ups:read'] }),
  'an access token by type': ({ key, claims }) => sign(key, claims, { typ: 'at+jwt' }),
};
