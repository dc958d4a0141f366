import { describe, expect, it } from 'vitest';
import { seedAddons, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { expectProblem, jerry, useApi } from './setup.ts';
import { atGigs, bought, read } from './subscription-addons.ts';

const api = useApi();

describe('an add-on of a subscription', () => {
  it('is shown as the contract says, and nothing else of it', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const answer = await read(instance, id);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(answer.body).toEqual({
      id,
      status: 'active',
      subscription: jerry.subscription,
      addon: {
        id: seedAddons.oneGigabyte,
        name: '1GB Data Top-up',
        description: '1 GB of data for a week.',
        price: { amount: 999, currency: 'USD' },
        allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
        validity: { unit: 'day', value: 7 },
        recurrenceType: 'oneTime',
        activationTrigger: 'creation',
      },
      currentPeriod: { number: 1, start: time, end: time },
      createdAt: time,
      activatedAt: time,
      canceledAt: null,
      endedAt: null,
    });
  });

  it('is asked for together with its owner, whosever it is', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const before = (await api.upstream()).length;
    await read(instance, id);
    expect((await api.upstream()).slice(before).sort()).toEqual([
      `GET /projects/gigs/subscriptionAddons/${id}`,
      `GET /projects/gigs/subscriptions/${jerry.subscription}`,
    ]);
  });

  it.each([
    { status: 'frozen', shown: { status: 'unknown' } },
    { currentPeriod: { number: 'one' }, shown: { currentPeriod: null } },
    { activatedAt: 'yesterday', shown: { activatedAt: null } },
    { createdAt: '2021-01-15T12:30:28Z', shown: { createdAt: '2021-01-15T12:30:28.000Z' } },
  ])('puts up with what Gigs may add: $shown', async ({ shown, ...members }) => {
    const instance = api.start();
    const id = await bought(api, instance);
    await answered(id, { ...(await atGigs(api, id)), ...members });
    expect((await read(instance, id)).body).toMatchObject(shown);
  });

  it.each([
    ['another user', { user: seedUsers.elaine }],
    ['another subscription', { subscription: 'sub_other' }],
  ])('is not there where Gigs says that it is of %s', async (_what, members) => {
    const instance = api.start();
    const id = await bought(api, instance);
    await answered(id, { ...(await atGigs(api, id)), ...members });
    expectProblem(await read(instance, id), 'addon-not-found');
  });

  it.each([
    ['an add-on without a price', { addon: { id: 'add_x', name: 'x' } }],
    ['no time of creation', { createdAt: 'once' }],
    ['another id than was asked for', { id: 'sad_other' }],
  ])('cannot be shown with %s', async (_what, members) => {
    const instance = api.start();
    const id = await bought(api, instance);
    await answered(id, { ...(await atGigs(api, id)), ...members });
    expectProblem(await read(instance, id), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

describe('given that Gigs does not answer', () => {
  it.each([
    { path: '*/subscriptionAddons/*', status: 500 },
    { path: '*/subscriptions/*', status: 500 },
    { path: '*/subscriptions/*', status: 403 },
  ])('says so after $status of $path', async (fault) => {
    await api.sandbox.fault({ method: 'GET', fault: 'status', times: 2, ...fault });
    expectProblem(await read(api.start(), 'sad_any'), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

/** The next answer of Gigs about it. */
function answered(id: string, body: unknown): Promise<void> {
  return api.sandbox.fault({ method: 'GET', path: `*/${id}`, fault: 'status', status: 200, body });
}
