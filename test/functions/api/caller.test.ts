import { describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames, operations } from '../../../shared/contract/operations.ts';
import { type Asked, claimsOf, httpApiEvent } from '../../rig/event.ts';
import type { Instance } from '../../rig/rig.ts';
import { expectProblem, newKey, oneGigabyte, useApi } from './setup.ts';

const api = useApi();

/** A request that is right in all but who asks. */
function asked(operation: OperationName, claims: Asked['claims']): Asked {
  const names = [...operations[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const params = Object.fromEntries(names.map((name) => [name, name === 'code' ? 'not-found' : 'any_id']));
  const isBuying = operation === 'buyTopUp';
  return {
    params: { ...params, ...('subscription' in params && { subscription: seedSubscriptions.jerry }) },
    ...(isBuying && { body: oneGigabyte, headers: { 'idempotency-key': newKey() } }),
    claims: claims ?? null,
  };
}

const personal = operationNames.filter((name) => operations[name].access !== 'public');
const reading = personal.filter((name) => operations[name].access === 'read');
const buying = personal.filter((name) => operations[name].access === 'buy');

async function expectRefused(
  instance: Instance,
  claims: Asked['claims'],
  code: 'unauthenticated' | 'insufficient-scope',
) {
  for (const operation of personal) expectProblem(await instance.call(operation, asked(operation, claims)), code);
  expect(await api.upstream()).toEqual([]);
}

it('everything but health, the description and the problems is for users; buying and ending ask for more', () => {
  expect(operationNames.filter((name) => !personal.includes(name))).toEqual(['getHealth', 'getOpenApi', 'getProblem']);
  expect(buying).toEqual(['buyTopUp', 'endSubscriptionAddon']);
  expect(personal).toHaveLength(10);
});

describe('nobody', () => {
  it('may do anything but what is public', async () => {
    const instance = api.start();
    await expectRefused(instance, null, 'unauthenticated');
    for (const operation of operationNames.filter((name) => !personal.includes(name))) {
      expect((await instance.call(operation, asked(operation, null))).status).toBe(200);
    }
  });

  it.each([
    ['no authorizer', undefined],
    ['no authorizer either', null],
    ['an empty authorizer', {}],
    ['another authorizer', { lambda: claimsOf(seedUsers.jerry) }],
    ['an authorizer of IAM', { iam: { userId: seedUsers.jerry } }],
    ['no claims', { jwt: {} }],
    ['claims of the REST API', { claims: claimsOf(seedUsers.jerry) }],
    ['a list of claims', { jwt: { claims: [claimsOf(seedUsers.jerry)] } }],
    ['a text of claims', { jwt: { claims: JSON.stringify(claimsOf(seedUsers.jerry)) } }],
    ['a claim that is no text', { jwt: { claims: { ...claimsOf(seedUsers.jerry), exp: 5 } } }],
    ['a list for a claim', { jwt: { claims: { ...claimsOf(seedUsers.jerry), gigs_user: [seedUsers.jerry] } } }],
  ])('is who comes with %s', async (_what, authorizer) => {
    const instance = api.start();
    const event = httpApiEvent('listSubscriptions');
    const answer = await instance.handle({ ...event, requestContext: { ...event.requestContext, authorizer } });
    expectProblem(answer, 'unauthenticated');
    expect(await api.upstream()).toEqual([]);
  });

  it('becomes somebody by a header, a cookie or the query', async () => {
    const instance = api.start();
    const token = 'eyJhbGciOiJub25lIn0.eyJnaWdzX3VzZXIiOiJ1c3JfeCJ9.';
    const answer = await instance.call('getProject', {
      claims: null,
      headers: {
        authorization: `Bearer ${token}`,
        cookie: `access_token=${token}`,
        'x-amzn-oidc-data': token,
        'x-user-id': seedUsers.jerry,
        gigs_user: seedUsers.jerry,
      },
    });
    expectProblem(answer, 'unauthenticated');
  });
});

describe('the claim that holds the user', () => {
  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a list', `[${seedUsers.jerry}]`],
    ['two', `${seedUsers.jerry} ${seedUsers.elaine}`],
    ['an object', '{"id":"x"}'],
    ['with a NUL', `${seedUsers.jerry}\0`],
    ['with a line break', `${seedUsers.jerry}\n`],
    ['with white space', ` ${seedUsers.jerry}`],
    ['a path', '../users'],
    ['too long', 'u'.repeat(65)],
    ['not ASCII', 'usr_ü'],
  ])('is %s: 401', async (_what, user) => {
    const { gigs_user: _jerry, ...claims } = claimsOf(seedUsers.jerry);
    const instance = api.start();
    await expectRefused(instance, { ...claims, ...(user !== undefined && { gigs_user: user }) }, 'unauthenticated');
  });

  it('is compared to the byte', async () => {
    const claims = claimsOf(seedUsers.jerry.toLowerCase());
    const answer = await api.start().call('listSubscriptions', { claims });
    expect(answer.body.items).toEqual([]);
  });

  it('is the one that the settings name, and no other', async () => {
    const name = 'https://id.example.com/claims/gigs_user';
    const instance = api.start({ settings: { USER_ID_CLAIM: name } });
    const { gigs_user: user, ...claims } = claimsOf(seedUsers.jerry);
    const answer = await instance.call('listSubscriptions', { claims: { ...claims, [name]: user as string } });
    expect(answer.body.items).toHaveLength(1);
    expectProblem(await instance.call('listSubscriptions'), 'unauthenticated');
  });

  it.each(['constructor', 'toString', '__proto__'])('is not found where nobody put it: %s', async (name) => {
    expectProblem(await api.start({ settings: { USER_ID_CLAIM: name } }).call('getProject'), 'unauthenticated');
  });

  it('comes before the scope', async () => {
    await expectRefused(api.start(), { scope: '' }, 'unauthenticated');
  });
});

describe('the scope', () => {
  const read = 'top-ups:read';
  const buy = 'top-ups:buy';
  const user = { gigs_user: seedUsers.jerry };

  it.each([
    {},
    { scope: '' },
    { scope: 'x' },
    { scope: 'top-ups' },
    { scope: `x${read} x${buy}` },
    { scope: `${read}x ${buy}x` },
    { scope: `${read},${buy}` },
    { scope: `${read.toUpperCase()} ${buy.toUpperCase()}` },
    { scp: '[]' },
    { scopes: `${read} ${buy}` },
    { roles: `[${read} ${buy}]` },
  ])('is none: %o', async (claims) => {
    await expectRefused(api.start(), { ...user, ...(claims as Record<string, string>) }, 'insufficient-scope');
  });

  it.each([
    { scope: `${read} ${buy}` },
    { scope: `openid ${buy} profile ${read}` },
    { scope: `[${read} ${buy}]` },
    { scp: `${read} ${buy}` },
    { scp: `[openid ${buy} ${read}]` },
    { scope: read, scp: buy },
    { scope: 'openid', scp: `[${read} ${buy}]` },
  ])('is both: %o', async (claims) => {
    const instance = api.start();
    for (const operation of personal) {
      const { status } = await instance.call(operation, asked(operation, { ...user, ...(claims as object) }));
      expect([401, 403]).not.toContain(status);
    }
  });

  it('for reading does not let buy or end, nor the other way round', async () => {
    const instance = api.start();
    for (const operation of buying) {
      expectProblem(await instance.call(operation, asked(operation, { ...user, scope: read })), 'insufficient-scope');
    }
    for (const operation of reading) {
      expectProblem(await instance.call(operation, asked(operation, { ...user, scope: buy })), 'insufficient-scope');
    }
    expect(await api.upstream()).toEqual([]);
  });

  it('has the names of the settings', async () => {
    const instance = api.start({ settings: { READ_SCOPE: 'api://x/read', BUY_SCOPE: 'api://x/buy' } });
    const mayRead = asked('getProject', { ...user, scope: 'api://x/read' });
    expect((await instance.call('getProject', mayRead)).status).toBe(200);
    const mayBuy = asked('buyTopUp', { ...user, scp: '[api://x/buy]' });
    expect((await instance.call('buyTopUp', mayBuy)).status).toBe(201);
    expectProblem(await instance.call('getProject'), 'insufficient-scope');
  });

  it('is not asked for where the settings say none, each for itself', async () => {
    const noRead = api.start({ settings: { READ_SCOPE: 'none' } });
    expect((await noRead.call('getProject', asked('getProject', user))).status).toBe(200);
    expectProblem(await noRead.call('buyTopUp', asked('buyTopUp', user)), 'insufficient-scope');
    expectProblem(await noRead.call('getProject', { claims: { scope: 'none' } }), 'unauthenticated');

    const noBuy = api.start({ settings: { BUY_SCOPE: 'none' } });
    expect((await noBuy.call('buyTopUp', asked('buyTopUp', user))).status).toBe(201);
    expectProblem(await noBuy.call('getProject', asked('getProject', user)), 'insufficient-scope');
  });

  it('is asked for before anything is said of the request', async () => {
    const instance = api.start();
    const answer = await instance.call('buyTopUp', {
      params: { subscription: '..' },
      body: 'x'.repeat(5000),
      claims: user,
    });
    expectProblem(answer, 'insufficient-scope');
  });
});
