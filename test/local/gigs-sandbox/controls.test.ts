import { describe, expect, it } from 'vitest';
import { RequestLog } from '../../../local/gigs-sandbox/request-log.ts';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

const collection = '/projects/gigs/subscriptionAddons';
const purchase = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };

describe('GET /sandbox/requests', () => {
  it('shows every request to the API, oldest first, and no control', async () => {
    const { call, get } = setup();
    await get('/sandbox/requests');
    await call('GET', `${collection}?limit=1&limit=2&status=ended&x=`);
    await call('POST', collection, { body: purchase });
    await call('POST', collection, { body: '{"addon"' });
    await call('GET', '/nowhere', { headers: { authorization: '' } });
    expect(await get('/sandbox/requests')).toEqual({
      items: [
        {
          method: 'GET',
          path: collection,
          query: { limit: ['1', '2'], status: 'ended', x: '' },
          body: null,
          status: 422,
          fault: null,
        },
        { method: 'POST', path: collection, query: {}, body: purchase, status: 201, fault: null },
        { method: 'POST', path: collection, query: {}, body: null, status: 400, fault: null },
        { method: 'GET', path: '/nowhere', query: {}, body: null, status: 401, fault: null },
      ],
    });
  });

  it('keeps a bounded number of them, the newest', () => {
    const log = new RequestLog();
    const request = { method: 'GET', query: {}, body: null, status: 200, fault: null };
    for (let number = 0; number < RequestLog.capacity + 3; number += 1) log.add({ ...request, path: `/${number}` });
    expect(log.items).toHaveLength(100_000);
    expect([log.items[0]?.path, log.items.at(-1)?.path]).toEqual(['/3', '/100002']);
  });
});

describe('GET /sandbox/subscription-addons', () => {
  it('shows those of all users and projects, whatever their status and the listing lag, oldest first', async () => {
    const { ok, get, pass } = setup();
    expect(await get('/sandbox/subscription-addons')).toEqual({ items: [] });
    await ok('PUT', '/sandbox/listing-lag', { body: { ms: 60_000 } });
    const other = { addon: seedAddons.vandelay, subscription: seedSubscriptions.art };
    const first = await ok<{ id: string }>('POST', '/projects/vandelay/subscriptionAddons', { body: other });
    pass(3000);
    await ok('DELETE', `/projects/vandelay/subscriptionAddons/${first.id}`);
    const second = await ok<{ id: string }>('POST', collection, { body: purchase });
    expect(await get('/sandbox/subscription-addons')).toMatchObject({
      items: [
        { id: first.id, status: 'ended' },
        { id: second.id, status: 'pending' },
      ],
    });
  });
});

describe('POST /sandbox/reset', () => {
  it('brings the seed data back, forgets faults and requests, and sets the switches as at the start', async () => {
    const { ok, call, get } = setup({ idempotencyKeys: 'ignored' });
    const before = await get('/projects/gigs/addons?limit=200');
    const settings = await get('/sandbox');

    await ok('POST', collection, { body: purchase });
    await ok('PATCH', `/projects/gigs/addons/${seedAddons.oneGigabyte}`, { body: { name: 'Changed' } });
    await ok('POST', `/projects/gigs/addons/${seedAddons.bundle}/archive`);
    await ok('POST', '/sandbox/faults', { body: { method: 'GET', path: '*', fault: 'status' } });
    await ok('PUT', '/sandbox/idempotency-keys', { body: { mode: 'refused' } });
    await ok('PUT', '/sandbox/listing-lag', { body: { ms: 1 } });
    await ok('PUT', '/sandbox/payment-delay', { body: { ms: 1 } });
    await ok('PUT', '/sandbox/api-keys', { body: { keys: ['gpk_new'] } });
    expect((await call('POST', '/sandbox/reset')).status).toBe(200);

    expect(await get('/sandbox/requests')).toEqual({ items: [] });
    expect(await get('/sandbox/subscription-addons')).toEqual({ items: [] });
    expect(await get('/sandbox')).toEqual(settings);
    expect(await get('/projects/gigs/addons?limit=200')).toEqual(before);
  });

  it('forgets stored replies', async () => {
    const { ok } = setup();
    const again = { body: purchase, headers: { 'Idempotency-Key': 'one' } };
    const first = await ok<{ id: string }>('POST', collection, again);
    await ok('POST', '/sandbox/reset');
    expect((await ok<{ id: string }>('POST', collection, again)).id).not.toBe(first.id);
  });

  it('lets nothing that began before it act after it', async () => {
    const { sandbox, ok, call, get } = setup();
    await ok('POST', '/sandbox/faults', { body: { method: 'POST', path: '*', fault: 'delay', delayMs: 30 } });
    const delayed = call('POST', collection, { body: purchase });
    sandbox.reset();
    expect((await delayed).status).toBe(201);
    expect(await get('/sandbox/subscription-addons')).toEqual({ items: [] });
    expect(await get('/sandbox/requests')).toEqual({ items: [] });
  });
});

describe('PUT /sandbox/api-keys', () => {
  it('rotates the key: both for a while, then only the new one', async () => {
    const { ok, call } = setup();
    const status = async (key: string) =>
      (await call('GET', '/projects/gigs', { headers: { authorization: `Bearer ${key}` } })).status;
    await ok('PUT', '/sandbox/api-keys', { body: { keys: [seedApiKey, 'gpk_new'] } });
    expect([await status(seedApiKey), await status('gpk_new')]).toEqual([200, 200]);
    await ok('PUT', '/sandbox/api-keys', { body: { keys: ['gpk_new'] } });
    expect([await status(seedApiKey), await status('gpk_new')]).toEqual([401, 200]);
    await ok('PUT', '/sandbox/api-keys', { body: { keys: [] } });
    expect(await status('gpk_new')).toBe(401);
  });

  it('starts with the keys it is given', async () => {
    const { call } = setup({ apiKeys: ['gpk_mine'] });
    expectError(await call('GET', '/projects'), 401, 'unauthenticated');
    expect((await call('GET', '/projects', { headers: { authorization: 'Bearer gpk_mine' } })).status).toBe(200);
  });
});

describe('a control that makes no sense', () => {
  const fault = { method: 'POST', path: '*', fault: 'status' };

  it.each([
    ['POST', '/sandbox/faults', undefined],
    ['POST', '/sandbox/faults', '{"method"'],
    ['POST', '/sandbox/faults', {}],
    ['POST', '/sandbox/faults', { method: 'POST', path: '*' }],
    ['POST', '/sandbox/faults', { ...fault, fault: 'explode' }],
    ['POST', '/sandbox/faults', { ...fault, times: 0 }],
    ['POST', '/sandbox/faults', { ...fault, status: 99 }],
    ['POST', '/sandbox/faults', { ...fault, status: '500' }],
    ['POST', '/sandbox/faults', { ...fault, delayMs: -1 }],
    ['POST', '/sandbox/faults', { ...fault, retryAfter: -1 }],
    ['POST', '/sandbox/faults', { ...fault, headers: {} }],
    ['PUT', '/sandbox/idempotency-keys', { mode: 'maybe' }],
    ['PUT', '/sandbox/api-keys', { keys: 'gpk_new' }],
    ['PUT', '/sandbox/api-keys', { keys: ['with space'] }],
    ['PUT', '/sandbox/listing-lag', { ms: -1 }],
    ['PUT', '/sandbox/payment-delay', { seconds: 1 }],
  ])('%s %s with %j is a 400 that says why, and changes nothing', async (method, path, body) => {
    const { call, get } = setup();
    const before = await get('/sandbox');
    const answer = await call(method, path, { body });
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(/\w+/) } });
    expect(await get('/sandbox')).toEqual(before);
  });

  it('names the member that is wrong', async () => {
    const { call } = setup();
    const { body } = await call('POST', '/sandbox/faults', { body: { ...fault, times: 0 } });
    expect(body).toMatchObject({ error: expect.stringContaining('times') });
  });

  it('is 404 when there is no such control', async () => {
    const { call, get } = setup();
    expect(await call('GET', '/sandbox/nothing')).toMatchObject({ status: 404, body: { error: expect.any(String) } });
    expect(await call('DELETE', '/sandbox/requests')).toMatchObject({ status: 404 });
    expect(await get('/sandbox/requests')).toEqual({ items: [] });
  });
});

it('controls need no token', async () => {
  const { call } = setup();
  const headers = { authorization: '' };
  expect((await call('GET', '/sandbox/requests', { headers })).status).toBe(200);
  expect((await call('POST', '/sandbox/reset', { headers })).status).toBe(200);
});
