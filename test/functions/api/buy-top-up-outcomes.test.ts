import { describe, expect, it } from 'vitest';
import { seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { buy, expectProblem, jerry, newKey, notable, oneGigabyte, readPurchase, smsPack, useApi } from './setup.ts';

const api = useApi();
const post = { method: 'POST', path: '*/subscriptionAddons' };
const hurried = { settings: { GIGS_POST_TIMEOUT_MS: '200', GIGS_GET_TIMEOUT_MS: '200' } };
const locationOf = (purchase: string) => `/v1/subscriptions/${jerry.subscription}/purchases/${purchase}`;

describe('sent, and done, but the outcome is not known', () => {
  const faults = [
    { fault: 'hangAfter' },
    { fault: 'resetAfter' },
    { fault: 'truncate' },
    { fault: 'malformed' },
    { fault: 'statusAfter', status: 500 },
    { fault: 'statusAfter', status: 503 },
    { fault: 'statusAfter', status: 408 },
  ];

  it.each(faults)('is processing after $fault $status, and settled by the next GET', async (fault) => {
    const instance = api.start(hurried);
    await api.sandbox.fault({ ...post, ...fault });
    const answer = await buy(instance);
    expect(answer.status).toBe(202);
    expect(notable(answer)).toEqual({ location: locationOf(answer.body.id), 'retry-after': '2' });
    expect(answer.body).toMatchObject({ status: 'processing', subscriptionAddon: null, failure: null });
    const read = await readPurchase(instance, answer.body.id);
    const [only] = await api.sandbox.subscriptionAddons();
    expect(read.body).toMatchObject({ status: 'succeeded', subscriptionAddon: { id: only?.id } });
    expect(notable(read)).toEqual({});
    expect(await api.posts()).toBe(1);
  });

  it.each(faults)('is settled by the same key after $fault $status, too', async (fault) => {
    const instance = api.start(hurried);
    const key = newKey();
    await api.sandbox.fault({ ...post, ...fault });
    const first = await buy(instance, { key });
    const again = await buy(instance, { key });
    expect(again.status).toBe(201);
    expect(notable(again)).toEqual({ location: locationOf(first.body.id), 'idempotent-replayed': 'true' });
    expect(again.body).toMatchObject({ id: first.body.id, status: 'succeeded' });
    expect(await api.posts()).toBe(1);
    expect(await api.bought()).toBe(1);
  });

  it('may be done later than anybody waits for it', async () => {
    const instance = api.start(hurried);
    await api.sandbox.fault({ ...post, fault: 'delay', delayMs: 350 });
    const answer = await buy(instance);
    expect(answer.status).toBe(202);
    expect((await readPurchase(instance, answer.body.id)).body.status).toBe('processing');
    await new Promise((resolve) => setTimeout(resolve, 300));
    api.clock.advance(2100);
    expect((await readPurchase(instance, answer.body.id)).body.status).toBe('succeeded');
  });
});

describe('sent, and not done, but the outcome is not known', () => {
  const faults = [
    { fault: 'hang' },
    { fault: 'reset' },
    { fault: 'redirect' },
    { fault: 'status', status: 302 },
    { fault: 'status', status: 408 },
    { fault: 'status', status: 425 },
    { fault: 'status', status: 500 },
    { fault: 'status', status: 502 },
    { fault: 'status', status: 503, retryAfter: 7 },
  ];

  it.each(faults)('is processing after $fault $status, then failed, and never sent again', async (fault) => {
    const instance = api.start(hurried);
    const key = newKey();
    await api.sandbox.fault({ ...post, ...fault });
    const answer = await buy(instance, { key });
    expect(answer.status).toBe(202);
    const purchase = answer.body.id;
    const location = locationOf(purchase);

    const early = await buy(instance, { key });
    expect(early.status).toBe(202);
    expect(notable(early)).toEqual({ location, 'retry-after': '2' });
    expect(early.body).toMatchObject({ id: purchase, status: 'processing' });

    api.clock.advance(130_000);
    const settled = await buy(instance, { key });
    expectProblem(settled, 'purchase-not-completed', { location, 'idempotent-replayed': 'true' });
    expect(settled.body).toMatchObject({ purchase, retryable: true });

    const read = await readPurchase(instance, purchase);
    expect(read.body).toMatchObject({
      id: purchase,
      status: 'failed',
      subscriptionAddon: null,
      failure: { code: 'purchase-not-completed', title: 'The purchase was not made', retryable: true },
    });
    expect(notable(read)).toEqual({});
    expect(await api.posts()).toBe(1);
    expect(await api.bought()).toBe(0);
  });

  it('is looked at in vain while Gigs is down', async () => {
    const instance = api.start(hurried);
    await api.sandbox.fault({ ...post, fault: 'status', status: 500 });
    const { body } = await buy(instance);
    await api.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 503, times: 1000 });
    api.clock.advance(200_000);
    const read = await readPurchase(instance, body.id);
    expect({ status: read.status, is: read.body.status }).toEqual({ status: 200, is: 'processing' });
    expect(notable(read)).toEqual({ 'retry-after': '10' });
  });

  it('is listed at Gigs at most once in two seconds, however many look', async () => {
    const instance = api.start(hurried);
    await api.sandbox.fault({ ...post, fault: 'status', status: 500 });
    const { body } = await buy(instance);
    const before = (await api.upstream()).length;
    const reads = await Promise.all(Array.from({ length: 10 }, () => readPurchase(instance, body.id)));
    for (const read of reads) expect(read.body.status).toBe('processing');
    expect((await api.upstream()).length - before).toBe(1);
  });

  it('holds up another purchase of the same add-on, and of no other', async () => {
    const instance = api.start();
    await api.sandbox.fault({ ...post, fault: 'status', status: 500 });
    const first = await buy(instance);
    const body = { ...oneGigabyte, allowRepeat: true };
    const refused = await buy(instance, { body });
    expectProblem(refused, 'purchase-unresolved', { location: locationOf(first.body.id), 'retry-after': '15' });
    expect((await buy(instance, { body: smsPack })).status).toBe(201);
    expect(await api.posts()).toBe(2);
  });

  it('does not show somebody else which purchase holds up theirs', async () => {
    const instance = api.start();
    await api.sandbox.fault({ ...post, fault: 'status', status: 500 });
    await buy(instance);
    await api.sandbox.fault({
      method: 'GET',
      path: `*/${jerry.subscription}`,
      fault: 'status',
      status: 200,
      body: {
        id: jerry.subscription,
        status: 'active',
        user: { id: seedUsers.elaine },
        plan: { id: jerry.plan, name: 'x' },
      },
    });
    expectProblem(await buy(instance, { user: 'elaine' }), 'purchase-unresolved', { 'retry-after': '15' });
  });
});

describe('an answer that contradicts the purchase', () => {
  const accepted = {
    object: 'subscriptionAddon',
    id: 'sad_odd',
    status: 'active',
    subscription: jerry.subscription,
    user: seedUsers.jerry,
    addon: { id: oneGigabyte.addon },
    createdAt: '2026-01-01T00:00:00Z',
  };

  it.each([
    ['another subscription', { subscription: 'sub_other' }],
    ['another user', { user: seedUsers.elaine }],
    ['another add-on', { addon: { id: 'add_other' } }],
  ])('is for a person to look at: %s', async (_what, members) => {
    const instance = api.start();
    const key = newKey();
    await api.sandbox.fault({ ...post, fault: 'status', status: 201, body: { ...accepted, ...members } });
    const answer = await buy(instance, { key });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ status: 'processing', subscriptionAddon: null });
    expect(notable(answer)).toEqual({ location: locationOf(answer.body.id), 'retry-after': '60' });
    expect(instance.log.some((line) => line.includes('"purchase-alarm"'))).toBe(true);
    api.clock.advance(300_000);
    expect((await buy(instance, { key })).status).toBe(202);
    expect(await api.posts()).toBe(1);
  });

  it('is one that was there before', async () => {
    const instance = api.start({ settings: { REPEAT_WINDOW_SECONDS: '0' } });
    const { body } = await buy(instance);
    const before = { ...accepted, id: body.subscriptionAddon.id };
    await api.sandbox.fault({ ...post, fault: 'status', status: 201, body: before });
    expect((await buy(instance)).body.status).toBe('processing');
  });

  it('is none where only what is shown cannot be read', async () => {
    await api.sandbox.fault({ ...post, fault: 'status', status: 200, body: { ...accepted, createdAt: 5, status: 9 } });
    const { status, body } = await buy(api.start());
    expect(status).toBe(201);
    expect(body.subscriptionAddon).toMatchObject({
      id: 'sad_odd',
      status: 'unknown',
      addon: { name: '1GB Data Top-up' },
    });
  });
});
