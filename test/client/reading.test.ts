import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTopUpsClient, TopUpsError } from '../../client/src/top-ups-client.ts';
import { seedPlans, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { jerrysOrder, Phone, type Way } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(() => service.rig.reset());

const line = seedSubscriptions.jerry;

async function errorOf(promise: Promise<unknown>): Promise<TopUpsError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TopUpsError)) throw error;
  return error;
}

describe('the client', () => {
  it('reads the project, the lines, what they can buy, what they have and what was bought', async () => {
    const app = new Phone(service).start();
    expect(await app.getProject()).toMatchObject({ id: 'gigs' });
    expect(await app.listSubscriptions()).toMatchObject({ items: [{ id: line }], nextCursor: null });
    const topUps = await app.listTopUps(line);
    expect(topUps).toHaveLength(12);
    expect(await app.listPlanTopUps(seedPlans.jerry)).toEqual(topUps);
    const result = await app.buy(jerrysOrder);
    if (result.status !== 'succeeded') throw new Error(result.status);
    expect(await app.listPurchases(line)).toMatchObject({ items: [{ id: result.purchase.id }] });
    expect(await app.getPurchase(line, result.purchase.id)).toMatchObject({ status: 'succeeded' });
    const addon = result.purchase.subscriptionAddon?.id ?? '';
    await expect.poll(async () => (await app.getAddon(line, addon)).status).toBe('active');
    expect((await app.listAddons(line, { status: ['active'] })).items).toMatchObject([{ id: addon }]);
    expect((await app.listAddons(line, { status: ['pending', 'ended'] })).items).toEqual([]);
  });

  it('reads page by page', async () => {
    const app = new Phone(service).start();
    for (let count = 0; count < 3; count++) await app.buy(jerrysOrder);
    const first = await app.listPurchases(line, { limit: 2 });
    expect(first.items).toHaveLength(2);
    const second = await app.listPurchases(line, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect(second).toMatchObject({ items: [{}], nextCursor: null });
  });

  it('ends an active add-on, also where the answer is lost', async () => {
    const phone = new Phone(service);
    const result = await phone.start().buy(jerrysOrder);
    const addon = result.status === 'succeeded' ? (result.purchase.subscriptionAddon?.id ?? '') : '';
    await expect.poll(async () => (await phone.start().getAddon(line, addon)).status).toBe('active');
    let isLost = false;
    const way: Way = async (send, _url, { method }) => {
      const response = await send();
      if (method !== 'DELETE' || isLost) return response;
      isLost = true;
      throw new TypeError('Network request failed');
    };
    expect(await phone.start({ way }).end(line, addon)).toMatchObject({ id: addon, status: 'ended' });
    expect(await phone.start().end(line, addon)).toMatchObject({ id: addon, status: 'ended' });
  });

  it('does not end what is not active', async () => {
    const app = new Phone(service).start();
    await service.rig.sandbox.fault({
      method: 'DELETE',
      path: '*',
      fault: 'status',
      status: 422,
      body: { object: 'error', type: 'invalid', message: 'No' },
    });
    const error = await errorOf(app.end(line, 'sad_unknown'));
    expect(error.code).toBe('addon-not-found');
  });
});

describe('a read that does not succeed', () => {
  it('is tried three times, then says what is the matter', async () => {
    let requests = 0;
    const way: Way = async () => {
      requests++;
      throw new TypeError('Network request failed');
    };
    const error = await errorOf(new Phone(service).start({ way }).getProject());
    expect(error).toMatchObject({ code: 'no-answer', status: null, retryable: true });
    expect((error.cause as Error).message).toBe('Network request failed');
    expect(requests).toBe(3);
  });

  it.each([
    [401, { message: 'Unauthorized' }, 'unauthenticated', false],
    [403, { message: 'Forbidden' }, 'insufficient-scope', false],
    [404, { message: 'Not Found' }, 'not-found', false],
    [429, { message: 'Too Many Requests' }, 'too-many-requests', true],
    [418, { message: 'I am a teapot' }, 'unknown', false],
    [503, { message: 'Service Unavailable' }, 'no-answer', true],
  ])("goes by the gateway's status %i", async (status, body, code, retryable) => {
    const way: Way = async () => Response.json(body, { status });
    expect(await errorOf(new Phone(service).start({ way }).getProject())).toMatchObject({
      ...{ code, status, retryable, problem: null },
    });
  });

  it("carries the service's problem", async () => {
    const error = await errorOf(new Phone(service).start().getPurchase(line, 'pur_unknown'));
    expect(error).toMatchObject({
      ...{ code: 'purchase-not-found', status: 404, retryable: false },
      problem: { title: 'The user has no such purchase' },
    });
    expect(error.problem?.requestId).toBeTruthy();
  });

  it('keeps what is no id in its place', async () => {
    const error = await errorOf(new Phone(service).start().getAddon(line, '../../../project'));
    expect(error).toMatchObject({ code: 'invalid-request', status: 400 });
  });

  it('ends with the signal', async () => {
    const leaving = new AbortController();
    const app = new Phone(service).start({ way: () => new Promise(() => {}) });
    const reading = app.listTopUps(line, { signal: leaving.signal });
    leaving.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the token', () => {
  function start(tokens: (wish: { refresh: boolean }) => string | Promise<string>) {
    return createTopUpsClient({
      baseUrl: `${service.url}/`,
      getToken: tokens,
      account: 'jerry',
      storage: { get: async () => null, set: async () => {}, remove: async () => {} },
    });
  }

  it('is asked for once more when it is refused, for a purchase too', async () => {
    const wishes: boolean[] = [];
    const app = start(({ refresh }) => {
      wishes.push(refresh);
      return refresh ? 'jerry' : 'expired';
    });
    expect(await app.getProject()).toMatchObject({ id: 'gigs' });
    expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'succeeded' });
    expect(wishes).toEqual([false, true, false, true]);
  });

  it('that is refused again is not asked for again', async () => {
    let asked = 0;
    const app = start(() => {
      asked++;
      return 'expired';
    });
    expect(await errorOf(app.getProject())).toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(asked).toBe(2);
  });

  it('that cannot be had is an error with its cause, and no request', async () => {
    const cause = new Error('Signed out');
    const app = start(() => Promise.reject(cause));
    expect(await errorOf(app.getProject())).toMatchObject({ code: 'unauthenticated', cause });
    const result = await app.buy(jerrysOrder);
    expect(result).toMatchObject({ status: 'refused', reason: 'unauthenticated', error: { cause } });
    expect(await service.rig.sandbox.requests()).toEqual([]);
  });
});
