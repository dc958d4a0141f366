import { describe, expect, it } from 'vitest';
import { GigsKeyUnavailable } from '../../../shared/gigs/outcome.ts';
import { buy, expectProblem, jerry, newKey, purchaseIn, readPurchase, smsPack, useApi } from './setup.ts';

const api = useApi();
const post = { method: 'POST', path: '*/subscriptionAddons' };
const locationOf = (purchase: string) => `/v1/subscriptions/${jerry.subscription}/purchases/${purchase}`;

describe('refused by Gigs', () => {
  const declined = (code: unknown) => ({ object: 'error', type: 'invalid', code, message: 'Text of Gigs' });

  it.each([
    { status: 402, code: 'paymentCardDeclined', reason: 'paymentCardDeclined' },
    { status: 422, code: 'paymentMethodRequired', reason: 'paymentMethodRequired' },
    { status: 409, code: 'paymentCardExpired', reason: 'paymentCardExpired' },
    { status: 400, code: 'paymentFailed', reason: 'paymentFailed' },
    { status: 402, code: 'paymentInTheFuture', reason: 'unknown' },
    { status: 422, code: 'paymentInTheFuture', reason: 'unknown' },
    { status: 402, code: 'somethingElse', reason: 'unknown' },
    { status: 402, code: 'payment<script>', reason: 'unknown' },
    { status: 402, code: undefined, reason: 'unknown' },
  ])('for a payment reason: $status $code', async ({ status, code, reason }) => {
    const instance = api.start();
    const key = newKey();
    await api.sandbox.fault({ ...post, fault: 'status', status, body: declined(code) });
    const answer = await buy(instance, { key });
    const purchase = purchaseIn(answer);
    const location = locationOf(purchase);
    expectProblem(answer, 'payment-declined', { location });
    expect(answer.body).toMatchObject({ declineReason: reason, purchase });

    const again = await buy(instance, { key });
    expectProblem(again, 'payment-declined', { location, 'idempotent-replayed': 'true' });
    expect({ ...again.body, requestId: '' }).toEqual({ ...answer.body, requestId: '' });
    expect((await readPurchase(instance, purchase)).body).toMatchObject({
      status: 'failed',
      failure: { code: 'payment-declined', title: 'The payment was declined', retryable: false },
    });
    expect(await api.posts()).toBe(1);
    expect(await api.bought()).toBe(0);
  });

  it.each([
    { status: 400, code: undefined },
    { status: 404, code: 'notFound' },
    { status: 409, code: 'conflict' },
    { status: 422, code: 'addonIncompatible' },
    { status: 422, code: 'prepayment' },
  ])('for another reason: $status $code', async ({ status, code }) => {
    const instance = api.start();
    const key = newKey();
    await api.sandbox.fault({ ...post, fault: 'status', status, body: declined(code) });
    const answer = await buy(instance, { key });
    const purchase = purchaseIn(answer);
    const location = locationOf(purchase);
    expectProblem(answer, 'purchase-refused', { location });
    expect(answer.body.purchase).toBe(purchase);
    expect(answer.body).not.toHaveProperty('declineReason');
    expectProblem(await buy(instance, { key }), 'purchase-refused', { location, 'idempotent-replayed': 'true' });
    expect((await readPurchase(instance, purchase)).body).toMatchObject({
      status: 'failed',
      failure: { code: 'purchase-refused', retryable: false },
    });
    expect(await api.posts()).toBe(1);
  });
});

describe('nothing was done', () => {
  it.each([
    { status: 401, waits: '5' },
    { status: 403, waits: '5' },
    { status: 429, waits: '5' },
    { status: 429, retryAfter: 11, waits: '11' },
  ])('where Gigs refuses the service itself with $status: the key is free', async ({ status, retryAfter, waits }) => {
    const instance = api.start();
    const key = newKey();
    await api.sandbox.fault({ ...post, fault: 'status', status, ...(retryAfter && { retryAfter }) });
    const refused = await buy(instance, { key });
    expectProblem(refused, 'gigs-unavailable', { 'retry-after': waits });
    expect(refused.body).not.toHaveProperty('purchase');
    expect(await api.bought()).toBe(0);
    expect((await buy(instance, { key, body: smsPack })).status).toBe(201);
    expect(await api.posts()).toBe(2);
  });

  it.each(['*/subscriptions/*', '*/addons/*', '*/subscriptionAddons'])(
    'where Gigs does not answer for %s: the key is free',
    async (path) => {
      const instance = api.start();
      const key = newKey();
      await api.sandbox.fault({ method: 'GET', path, fault: 'status', status: 500, times: 2 });
      expectProblem(await buy(instance, { key }), 'gigs-unavailable', { 'retry-after': '5' });
      expect(await api.posts()).toBe(0);
      expect((await buy(instance, { key })).status).toBe(201);
    },
  );

  it.each(['redirect', 'malformed', 'truncate', 'hang'])('where Gigs answers with %s', async (fault) => {
    await api.sandbox.fault({ method: 'GET', path: '*', fault, times: 100 });
    expectProblem(await buy(api.start({ settings: { GIGS_GET_TIMEOUT_MS: '200' } })), 'gigs-unavailable', {
      'retry-after': '5',
    });
    expect(await api.posts()).toBe(0);
  });

  it('where an item of the listing cannot be read: it could be the one that is looked for later', async () => {
    const body = { object: 'list', items: [{ id: 'sad_x' }], moreItemsAfter: null };
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptionAddons', fault: 'status', status: 200, body });
    expectProblem(await buy(api.start()), 'gigs-unavailable', { 'retry-after': '5' });
    expect(await api.posts()).toBe(0);
  });

  it('where the Gigs key is gone at the last moment, after everything was read', async () => {
    let reads = 0;
    const key = newKey();
    const current = async () => {
      if (++reads > 3) throw new GigsKeyUnavailable('unreadable');
      return 'gpk_sandbox';
    };
    const losing = api.start({ keys: { current, refused: async () => null } });
    expectProblem(await buy(losing, { key }), 'service-unavailable', { 'retry-after': '5' });
    expect(await api.posts()).toBe(0);
    expect((await buy(api.start(), { key, body: smsPack })).status).toBe(201);
  });

  it.each(['not-set', 'unreadable'] as const)('where the Gigs key is %s', async (reason) => {
    const key = newKey();
    const keyless = api.start({
      keys: { current: () => Promise.reject(new GigsKeyUnavailable(reason)), refused: async () => null },
    });
    expectProblem(await buy(keyless, { key }), 'service-unavailable', { 'retry-after': '5' });
    expect(await api.upstream()).toEqual([]);
    expect((await buy(api.start(), { key })).status).toBe(201);
  });
});
