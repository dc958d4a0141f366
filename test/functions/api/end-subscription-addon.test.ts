import { describe, expect, it } from 'vitest';
import { seedAddons, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { buy, expectProblem, useApi } from './setup.ts';
import { atGigs, bought, end, read } from './subscription-addons.ts';

const api = useApi();
const sending = { method: 'DELETE', path: '*/subscriptionAddons/*' };

async function deletes(): Promise<number> {
  return (await api.upstream()).filter((request) => request.startsWith('DELETE ')).length;
}

async function statuses(): Promise<string[]> {
  return (await api.sandbox.subscriptionAddons()).map(({ status }) => status);
}

describe('an active add-on', () => {
  it('ends, and shows that it did', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const answer = await end(instance, id);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({
      id,
      status: 'ended',
      currentPeriod: null,
      addon: { id: seedAddons.oneGigabyte },
    });
    expect(answer.body.canceledAt).toBe(answer.body.endedAt);
    expect((await read(instance, id)).body).toEqual(answer.body);
    expect(await deletes()).toBe(1);
  });

  it('ends once, however many ask at the same time', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const answers = await Promise.all(Array.from({ length: 8 }, () => end(instance, id)));
    const ended = answers.filter(({ status }) => status === 200);
    expect(ended.length).toBeGreaterThanOrEqual(1);
    for (const answer of answers.filter(({ status }) => status !== 200)) expectProblem(answer, 'addon-not-active');
    expect(await statuses()).toEqual(['ended']);
  });
});

describe('an add-on that is not active', () => {
  it('is not ended again', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    await end(instance, id);
    expectProblem(await end(instance, id), 'addon-not-active');
    expect(await deletes()).toBe(1);
  });

  it.each(['pending', 'initiated', 'ended', 'hibernating'])('stays as it is while it is %s', async (status) => {
    const instance = api.start();
    const id = await bought(api, instance);
    const body = { ...(await atGigs(api, id)), status };
    await api.sandbox.fault({ method: 'GET', path: `*/${id}`, fault: 'status', status: 200, body });
    expectProblem(await end(instance, id), 'addon-not-active');
    expect(await deletes()).toBe(0);
    expect(await statuses()).toEqual(['active']);
  });

  it('is refused by Gigs itself where it ended meanwhile', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    await api.sandbox.fault({ ...sending, fault: 'status', status: 422 });
    expectProblem(await end(instance, id), 'addon-not-active');
  });

  it('is gone where Gigs knows it no more', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    await api.sandbox.fault({ ...sending, fault: 'status', status: 404 });
    expectProblem(await end(instance, id), 'addon-not-found');
  });
});

describe('with an unknown outcome', () => {
  const hurried = { settings: { GIGS_POST_TIMEOUT_MS: '200' } };

  it.each(['hangAfter', 'resetAfter', 'truncate', 'malformed', 'statusAfter'])(
    'it is read once more, and has ended after %s',
    async (fault) => {
      const instance = api.start(hurried);
      const id = await bought(api, instance);
      await api.sandbox.fault({ ...sending, fault });
      const answer = await end(instance, id);
      expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 200, is: 'ended' });
      expect(await deletes()).toBe(1);
    },
  );

  it.each(['hang', 'reset', 'status', 'redirect'])(
    'it is read once more, and safe to repeat where it has not ended after %s',
    async (fault) => {
      const instance = api.start(hurried);
      const id = await bought(api, instance);
      await api.sandbox.fault({ ...sending, fault });
      expectProblem(await end(instance, id), 'gigs-unavailable', { 'retry-after': '5' });
      expect(await deletes()).toBe(1);
      expect((await end(instance, id)).body.status).toBe('ended');
    },
  );

  it('nobody knows where it cannot be read again either', async () => {
    const instance = api.start(hurried);
    const id = await bought(api, instance);
    await api.sandbox.fault({ method: 'GET', path: `*/${id}`, fault: 'delay', delayMs: 1 });
    await api.sandbox.fault({ method: 'GET', path: `*/${id}`, fault: 'status', status: 500, times: 2 });
    await api.sandbox.fault({ ...sending, fault: 'resetAfter' });
    expectProblem(await end(instance, id), 'gigs-unavailable', { 'retry-after': '5' });
    expectProblem(await end(instance, id), 'addon-not-active');
  });

  it('nor where Gigs answers about another one', async () => {
    const instance = api.start(hurried);
    const id = await bought(api, instance);
    const other = { ...(await atGigs(api, id)), user: seedUsers.elaine, status: 'ended' };
    await api.sandbox.fault({ ...sending, fault: 'status', status: 200, body: other });
    expectProblem(await end(instance, id), 'gigs-unavailable', { 'retry-after': '5' });
    expect(await statuses()).toEqual(['active']);
  });
});

describe('given that nothing was done', () => {
  it.each([
    { status: 401, waits: '5' },
    { status: 403, waits: '5' },
    { status: 429, retryAfter: 9, waits: '9' },
  ])('says so after a $status to the service itself', async ({ status, retryAfter, waits }) => {
    const instance = api.start();
    const id = await bought(api, instance);
    await api.sandbox.fault({ ...sending, fault: 'status', status, ...(retryAfter && { retryAfter }) });
    expectProblem(await end(instance, id), 'gigs-unavailable', { 'retry-after': waits });
    expect(await statuses()).toEqual(['active']);
  });

  it('does not try where it cannot be known whose it is', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptions/*', fault: 'status', status: 500, times: 2 });
    expectProblem(await end(instance, id), 'gigs-unavailable', { 'retry-after': '5' });
    expect(await deletes()).toBe(0);
  });
});

it('may be ended while it could also be bought again', async () => {
  const instance = api.start();
  await end(instance, await bought(api, instance));
  expectProblem(await buy(instance), 'recent-purchase', { location: expect.any(String) });
});
