import { createSign, KeyObject } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import { claimsWith, newKey, sign } from '../local/gateway/key-server.ts';
import { httpApiEvent } from '../rig/event.ts';
import { badTokens, type Forger, goodTokens, weakTokens } from './corpora/token-shapes.ts';
import type { Door } from './door.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;
let forger: Forger;

beforeAll(async () => {
  door = await world.open();
  const claims = claimsWith({ gigs_user: seedUsers.jerry, exp: Math.floor(Date.now() / 1000) + 3600 });
  forger = { good: await sign(door.key, claims), claims, key: door.key, ownKey: await newKey('k1') };
});

/** Status, code and what was asked of Gigs, with this header in place of a good one. */
async function outcomeOf(
  headers: Record<string, string | readonly string[]>,
  operation: OperationName = 'listSubscriptions',
) {
  const { path, method } = operations[operation];
  const target = path.replace(/\{(\w+)\}/g, seedSubscriptions.jerry);
  const { result, upstream } = await world.during(() =>
    door.send({ method, target, user: null, as: 'jerry', headers }),
  );
  tally('cases tried');
  if (result.status === 401) expect(result.headers['www-authenticate']).toMatch(/^Bearer/);
  return { status: result.status, upstream };
}

const refused = (status: number) => ({ status, upstream: [] });

describe('a token that is', () => {
  it.each(Object.keys(badTokens))('%s: 401 for every route, and Gigs is not asked', async (name) => {
    const token = (await badTokens[name]?.(forger)) ?? '';
    const authorization = Buffer.from(`Bearer ${token}`).toString('latin1');
    for (const operation of ['listSubscriptions', 'buyTopUp'] as const) {
      expect(await outcomeOf({ authorization }, operation)).toEqual(refused(401));
    }
  });

  it('of one megabyte: 431, not looked at', async () => {
    expect(await outcomeOf({ authorization: `Bearer ${'x'.repeat(1_000_000)}` })).toEqual(refused(431));
  });

  it('of a key id of 100 kB: 431, not looked at', async () => {
    const token = await sign(door.key, forger.claims, { kid: 'x'.repeat(100_000) });
    expect(await outcomeOf({ authorization: `Bearer ${token}` })).toEqual(refused(431));
  });

  it('good until 1e400: 401', async () => {
    const [head] = forger.good.split('.');
    const payload = Buffer.from(JSON.stringify(forger.claims).replace(/"exp":\d+/, '"exp":1e400')).toString(
      'base64url',
    );
    const signature = createSign('RSA-SHA256').update(`${head}.${payload}`).sign(KeyObject.from(door.key.privateKey));
    const token = `${head}.${payload}.${signature.toString('base64url')}`;
    expect(await outcomeOf({ authorization: `Bearer ${token}` })).toEqual(refused(401));
  });

  it('signed by one of two keys of the same name: 401', async () => {
    const other = await world.open();
    other.keyServer.state.keys.unshift((await newKey('k1')).publicJwk);
    const headers = { authorization: `Bearer ${await other.token('jerry')}` };
    expect((await other.send({ target: '/v1/subscriptions', user: null, as: 'jerry', headers })).status).toBe(401);
    tally('cases tried');
  });

  it.each(Object.keys(weakTokens))('good for reading at most, %s: 403 for buying and ending', async (name) => {
    const authorization = `Bearer ${await weakTokens[name]?.(forger)}`;
    for (const operation of ['buyTopUp', 'endSubscriptionAddon'] as const) {
      expect(await outcomeOf({ authorization }, operation)).toEqual(refused(403));
    }
  });

  it.each(Object.keys(goodTokens))('good, %s: 200', async (name) => {
    expect((await outcomeOf({ authorization: `Bearer ${await goodTokens[name]?.(forger)}` })).status).toBe(200);
  });

  it("another user's in other letters: that user's, who has nothing", async () => {
    const token = await sign(door.key, claimsWith({ ...forger.claims, gigs_user: seedUsers.jerry.toLowerCase() }));
    const { result } = await world.during(() =>
      door.send({ target: '/v1/subscriptions', user: null, headers: { authorization: `Bearer ${token}` } }),
    );
    tally('cases tried');
    expect(result.status === 200 ? result.body.items : []).toEqual([]);
  });
});

describe('a token that is shown', () => {
  it.each(['Basic', 'Token', 'Digest', 'DPoP', 'Bearer,', 'Bearer:', 'JWT', ''])(
    'by the scheme "%s": 401',
    async (scheme) => {
      expect(await outcomeOf({ authorization: `${scheme} ${forger.good}`.trim() })).toEqual(refused(401));
    },
  );

  it.each(['bearer', 'BEARER', 'Bearer '])('by the scheme "%s": 200', async (scheme) => {
    expect((await outcomeOf({ authorization: `${scheme} ${forger.good}` })).status).toBe(200);
  });

  it('twice: 401', async () => {
    expect(await outcomeOf({ authorization: [`Bearer ${forger.good}`, `Bearer ${forger.good}`] })).toEqual(
      refused(401),
    );
    expect(await outcomeOf({ authorization: [`Bearer ${forger.good}`, 'Bearer x'] })).toEqual(refused(401));
  });

  it.each([
    'cookie',
    'x-authorization',
    'x-access-token',
    'proxy-authorization',
    'x-amzn-oidc-data',
    'x-amz-security-token',
    'authorization-bearer',
  ])('in the header %s: 401', async (name) => {
    expect(await outcomeOf({ [name]: `Bearer ${forger.good}` })).toEqual(refused(401));
    expect(await outcomeOf({ [name]: `access_token=${forger.good}` })).toEqual(refused(401));
  });

  it.each(['access_token', 'token', 'id_token', 'jwt'])('in the query as %s: 401', async (name) => {
    const { result, upstream } = await world.during(() =>
      door.send({ target: `/v1/subscriptions?${name}=${forger.good}`, user: null }),
    );
    tally('cases tried');
    expect({ status: result.status, upstream }).toEqual(refused(401));
  });

  it('in the body: 401', async () => {
    const { result } = await world.during(() =>
      door.send({
        method: 'POST',
        target: `/v1/subscriptions/${seedSubscriptions.jerry}/purchases`,
        user: null,
        body: `access_token=${forger.good}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    );
    tally('cases tried');
    expect(result.status).toBe(401);
  });
});

it('made the key set be fetched once, whatever key was named', () => {
  expect(door.keyServer.state.fetches).toBe(1);
});

it.each([
  ['answers 500', (response: import('node:http').ServerResponse) => response.writeHead(500).end()],
  [
    'answers a megabyte',
    (response: import('node:http').ServerResponse) => response.end(`{"keys":[${'['.repeat(1_000_000)}`),
  ],
  ['answers HTML', (response: import('node:http').ServerResponse) => response.end('<html>')],
])('lets nobody in while the server of keys %s, unless the key is known', async (_what, answer) => {
  const other = await world.open();
  other.keyServer.state.answer = answer;
  const token = await other.token('jerry');
  const ask = () =>
    other.send({ target: '/v1/subscriptions', user: null, as: 'jerry', headers: { authorization: `Bearer ${token}` } });
  expect([401, 503]).toContain((await ask()).status);
  other.keyServer.state.answer = undefined;
  expect((await ask()).status).toBe(200);
  other.keyServer.state.answer = answer;
  expect((await ask()).status).toBe(200);
  tally('cases tried', 3);
});

describe('behind the gateway', () => {
  const good = { gigs_user: seedUsers.jerry, scope: 'top-ups:read top-ups:buy' };
  const guarded = operationNames.filter((name) => operations[name].access !== 'public');
  const params = {
    subscription: seedSubscriptions.jerry,
    plan: 'pln_a',
    purchase: 'pur_a',
    subscriptionAddon: 'sad_a',
  };
  const asked = {
    params,
    headers: { 'idempotency-key': 'behind-the-gateway' },
    body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
  };

  function eventOf(operation: OperationName, authorizer: unknown) {
    const { method } = operations[operation];
    const event = httpApiEvent(operation, method === 'POST' ? asked : { params });
    return { ...event, requestContext: { ...event.requestContext, authorizer } };
  }

  it.each([
    ['none', undefined],
    ['null', null],
    ['empty', {}],
    ['without claims', { jwt: {} }],
    ['with null claims', { jwt: { claims: null } }],
    ['with a list of claims', { jwt: { claims: [good] } }],
    ['of REST APIs', { claims: good }],
    ['of a Lambda authorizer', { lambda: good }],
    ['of IAM', { iam: { userId: seedUsers.jerry } }],
    ['with text', 'Bearer x'],
    ['with a user that is a list', { jwt: { claims: { ...good, gigs_user: [seedUsers.jerry] } } }],
    ['with a user that is a number', { jwt: { claims: { ...good, gigs_user: 7 } } }],
    ['with an empty user', { jwt: { claims: { ...good, gigs_user: '' } } }],
    ['with a user of 65 characters', { jwt: { claims: { ...good, gigs_user: 'u'.repeat(65) } } }],
    ['with a user in brackets', { jwt: { claims: { ...good, gigs_user: `[${seedUsers.jerry}]` } } }],
    ['with a user that is a path', { jwt: { claims: { ...good, gigs_user: '../x' } } }],
    [
      'with a user of a prototype',
      { jwt: { claims: JSON.parse(`{"__proto__":{"gigs_user":"${seedUsers.jerry}"},"scope":"${good.scope}"}`) } },
    ],
    ['with another name of the user', { jwt: { claims: { sub: seedUsers.jerry, scope: good.scope } } }],
  ])('an authorizer that is %s: 401 for every route', async (_name, authorizer) => {
    const instance = world.start();
    for (const operation of guarded) {
      const { result, upstream } = await world.during(() => instance.handle(eventOf(operation, authorizer)));
      tally('cases tried');
      expect({ operation, status: result.status, code: result.body.code, upstream }).toEqual({
        operation,
        status: 401,
        code: 'unauthenticated',
        upstream: [],
      });
    }
  });

  it.each([
    '',
    'openid',
    'xtop-ups:read',
    'top-ups:readx',
    'TOP-UPS:READ',
    'top-ups:read,top-ups:buy',
    '[top-ups:read',
    'top-ups:read]',
    '[[top-ups:read]]',
    'top-ups:read\ttop-ups:buy',
  ])('the scope "%s": 403 for every route', async (scope) => {
    const instance = world.start();
    for (const operation of guarded) {
      const { result, upstream } = await world.during(() =>
        instance.handle(eventOf(operation, { jwt: { claims: { ...good, scope } } })),
      );
      tally('cases tried');
      expect({ operation, status: result.status, upstream }).toEqual({ operation, status: 403, upstream: [] });
    }
  });
});
