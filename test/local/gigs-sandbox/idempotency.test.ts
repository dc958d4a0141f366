import { describe, expect, it } from 'vitest';
import type { SubscriptionAddon } from '../../../local/gigs-sandbox/model/resources.ts';
import { seedAddons, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import type { SandboxOptions } from '../../../local/gigs-sandbox/state.ts';
import { expectError, setup } from './setup.ts';

const collection = '/projects/gigs/subscriptionAddons';
const hourMs = 3_600_000;
const headers = { 'Idempotency-Key': '4f0f6b0e-2a3e-4b62-9d0f-3d9d2a2e7b55' };
const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };

function shop(options?: SandboxOptions) {
  const sandbox = setup(options);
  return {
    ...sandbox,
    buy: (more: object = { headers }) => sandbox.call('POST', collection, { body, ...more }),
    count: async () => (await sandbox.get<{ items: unknown[] }>('/sandbox/subscription-addons')).items.length,
  };
}

describe('with keys known, as they are at first', () => {
  it('replays status and body of the first success, for 24 hours', async () => {
    const { buy, count, pass } = shop();
    const first = await buy();
    pass(24 * hourMs - 1);
    const second = await buy();
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(await count()).toBe(1);
    pass(1);
    expect((await buy()).body).not.toEqual(first.body);
    expect(await count()).toBe(2);
  });

  it('does one of several at the same time', async () => {
    const { buy, count } = shop();
    const answers = await Promise.all([buy(), buy(), buy()]);
    expect(new Set(answers.map(({ body }) => (body as SubscriptionAddon).id)).size).toBe(1);
    expect(await count()).toBe(1);
  });

  it('does each request that has no key, or another', async () => {
    const { buy, count } = shop();
    await buy();
    await buy({});
    await buy({ headers: { 'Idempotency-Key': 'another' } });
    expect(await count()).toBe(3);
  });

  it('stores no failure', async () => {
    const { call, buy, count } = shop();
    const failed = await call('POST', collection, { headers, body: { ...body, addon: seedAddons.draft } });
    expectError(failed, 422, 'invalid');
    expect((await buy()).status).toBe(201);
    expect(await count()).toBe(1);
  });

  it('replays an end', async () => {
    const { buy, call, pass } = shop();
    const { id } = (await buy()).body as SubscriptionAddon;
    pass(3000);
    const end = () => call('DELETE', `${collection}/${id}`, { headers });
    const first = await end();
    expect(first.status).toBe(200);
    pass(3000);
    expect([(await end()).status, (await end()).body]).toEqual([200, first.body]);
    expectError(await call('DELETE', `${collection}/${id}`), 422, 'invalid');
  });

  it('has no effect on GET and PATCH', async () => {
    const { call } = shop();
    const addon = `/projects/gigs/addons/${seedAddons.oneGigabyte}`;
    await call('PATCH', addon, { headers, body: { name: 'One' } });
    expect((await call('PATCH', addon, { headers, body: { name: 'Two' } })).body).toMatchObject({ name: 'Two' });
    expect((await call('GET', addon, { headers })).body).toMatchObject({ name: 'Two' });
  });

  it('refuses a key that is too long or empty', async () => {
    const { buy, count } = shop();
    expect((await buy({ headers: { 'Idempotency-Key': 'k'.repeat(255) } })).status).toBe(201);
    expectError(await buy({ headers: { 'Idempotency-Key': 'k'.repeat(256) } }), 422, 'invalid');
    expectError(await buy({ headers: { 'Idempotency-Key': '' } }), 422, 'invalid');
    expect(await count()).toBe(1);
  });

  it('asks for the API key first', async () => {
    const { buy } = shop();
    await buy();
    expectError(await buy({ headers: { ...headers, authorization: 'Bearer stolen' } }), 401, 'unauthenticated');
  });
});

describe('with keys ignored', () => {
  it('does each request', async () => {
    const { buy, count } = shop({ idempotencyKeys: 'ignored' });
    await buy();
    await buy();
    expect(await count()).toBe(2);
  });
});

describe('with keys refused', () => {
  it('fails a POST or DELETE that has one, and nothing else', async () => {
    const { buy, call, count } = shop({ idempotencyKeys: 'refused' });
    expectError(await buy(), 400, 'malformed');
    expect(await count()).toBe(0);
    expectError(await call('DELETE', `${collection}/sad_1`, { headers }), 400, 'malformed');
    expect((await call('GET', collection, { headers })).status).toBe(200);
    expect((await buy({})).status).toBe(201);
  });
});

it('can be switched while the sandbox runs', async () => {
  const { buy, ok } = shop();
  await ok('PUT', '/sandbox/idempotency-keys', { body: { mode: 'refused' } });
  expectError(await buy(), 400, 'malformed');
  await ok('PUT', '/sandbox/idempotency-keys', { body: { mode: 'known' } });
  expect((await buy()).status).toBe(201);
});
