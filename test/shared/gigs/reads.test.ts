import { describe, expect, it } from 'vitest';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../../../shared/gigs/outcome.ts';
import { addon, errorBody, page, subscription, subscriptionAddon } from './recorded.ts';
import { startHttp } from './servers.ts';
import { key, keys, setup, within } from './setup.ts';

describe.concurrent('a read that Gigs answers', () => {
  it('sends the key, asks for JSON, and gives what it knows of the answer', async () => {
    const server = await startHttp({ body: addon });
    const { gigs, events } = setup(server.url);
    expect(await gigs.getAddon(addon.id, within(15_000))).toEqual({
      id: addon.id,
      name: '1GB Data Top-up',
      description: 'Disable international roaming.',
      status: 'available',
      type: 'topUp',
      plans: addon.plans,
      price: { amount: 999, currency: 'USD' },
      allowances: addon.allowances,
      validity: { unit: 'day', value: 7 },
      recurrenceType: 'oneTime',
      activationTrigger: null,
    });
    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        target: `/projects/gigs/addons/${addon.id}`,
        headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
      },
    ]);
    expect(events).toEqual([
      { operation: 'getAddon', outcome: 'answered', reason: null, status: 200, durationMs: expect.any(Number) },
    ]);
  });

  it('names all that a list is limited to in its query', async () => {
    const server = await startHttp({ body: page([]) });
    const { gigs } = setup(server.url);
    await gigs.listPlanTopUps({ plan: 'pln_a', after: 'add_b' }, within(15_000));
    await gigs.listSubscriptions({ user: 'usr_a', after: null, limit: 20 }, within(15_000));
    await gigs.listSubscriptionAddons(
      { subscription: 'sub_a', addon: 'add_b', statuses: ['active', 'ended'], after: null, limit: 200 },
      within(15_000),
    );
    expect(server.requests.map(({ target }) => decodeURIComponent(target))).toEqual([
      '/projects/gigs/addons?plan=pln_a&status=available&type=topUp&after=add_b&limit=200',
      '/projects/gigs/subscriptions?user=usr_a&limit=20',
      '/projects/gigs/subscriptionAddons?subscription=sub_a&addon=add_b&status=active,ended&limit=200',
    ]);
  });

  it('counts the items that cannot be read, leaves them out, and says where the next page begins', async () => {
    const server = await startHttp({
      body: page([addon, { id: 7 }, null, { ...addon, id: 'add_other' }], 'add_other'),
    });
    const found = await setup(server.url).gigs.listPlanTopUps({ plan: 'pln_a', after: null }, within(15_000));
    expect(found).toMatchObject({ items: [{ id: addon.id }, { id: 'add_other' }], malformed: 2, next: 'add_other' });
  });

  it('leaves out what was not asked for, should Gigs ignore a filter', async () => {
    const mine = { ...subscriptionAddon, subscription: 'sub_a', user: 'usr_a', addon: { ...addon, id: 'add_a' } };
    const server = await startHttp(
      { body: page([subscription, { ...subscription, id: 'sub_mine', user: { id: 'usr_a' } }]) },
      {
        body: page([
          { ...mine, id: 'sad_1', subscription: 'sub_b' },
          { ...mine, id: 'sad_2', user: 'usr_b' },
          { ...mine, id: 'sad_3', addon },
          { ...mine, id: 'sad_4', status: 'suspended' },
        ]),
      },
    );
    const { gigs } = setup(server.url);
    const subscriptions = await gigs.listSubscriptions({ user: 'usr_a', after: null, limit: 20 }, within(15_000));
    expect(subscriptions).toMatchObject({ items: [{ id: 'sub_mine' }], malformed: 0 });
    const query = { subscription: 'sub_a', addon: 'add_a', user: 'usr_a', statuses: ['active'], after: null, limit: 9 };
    const listed = await gigs.listSubscriptionAddons({ ...query, statuses: ['active'] }, within(15_000));
    // Another status is not left out: what is hidden could be bought again.
    expect(listed).toMatchObject({ items: [{ id: 'sad_4', status: 'unknown' }], malformed: 0 });
  });

  it.each([
    ['add-on', 'getAddon', addon],
    ['subscription', 'getSubscription', subscription],
    ['subscription add-on', 'getSubscriptionAddon', subscriptionAddon],
  ] as const)('does not take another %s for the one that was asked for', async (_name, operation, body) => {
    const server = await startHttp({ body });
    await expect(setup(server.url).gigs[operation]('another_id', within(15_000))).rejects.toMatchObject({
      name: 'GigsUnavailable',
      reason: 'unreadable',
    });
  });

  it.each([
    ['without items', { object: 'list', moreItemsAfter: null }],
    ['that does not say whether there is more', { object: 'list', items: [] }],
    ['whose next page has no id', page([], '../credentials')],
    ['that is its own successor', page([addon], 'add_before')],
  ])('does not take for whole a list %s', async (_name, body) => {
    const { gigs } = setup((await startHttp({ body })).url);
    await expect(gigs.listPlanTopUps({ plan: 'pln_a', after: 'add_before' }, within(15_000))).rejects.toMatchObject({
      reason: 'unreadable',
    });
  });

  it('has room for 200 add-ons with long descriptions', async () => {
    const plans = Array.from({ length: 100 }, (_, index) => `pln_${index}`);
    const items = Array.from({ length: 200 }, (_, index) => ({
      ...addon,
      id: `add_${index}`,
      description: 'long '.repeat(3000),
      plans,
    }));
    const { gigs } = setup((await startHttp({ body: page(items) })).url);
    const { items: found } = await gigs.listPlanTopUps({ plan: 'pln_1', after: null }, within(15_000));
    expect(found).toHaveLength(200);
    expect(found[0]?.description?.length).toBe(500);
  });
});

describe.concurrent('a read that Gigs refuses', () => {
  it('is undefined for one thing that is not there', async () => {
    const server = await startHttp({ status: 404, body: errorBody('notFound') });
    const { gigs } = setup(server.url);
    const call = within(15_000);
    expect(await gigs.getProject(call)).toBeUndefined();
    expect(await gigs.getProjectCredentials(call)).toBeUndefined();
    expect(await gigs.getAddon('add_a', call)).toBeUndefined();
    expect(await gigs.getSubscription('sub_a', call)).toBeUndefined();
    expect(await gigs.getSubscriptionAddon('sad_a', call)).toBeUndefined();
    expect(server.requests).toHaveLength(5);
  });

  it('is an error for a list that is not there', async () => {
    const { gigs } = setup((await startHttp({ status: 404, body: errorBody('notFound') })).url);
    const refusal = gigs.listPlanTopUps({ plan: 'pln_a', after: null }, within(15_000));
    await expect(refusal).rejects.toEqual(new GigsRefused(404, null));
  });

  it.each([400, 402, 409, 410, 422])('is GigsRefused with %i, and not asked again', async (status) => {
    const server = await startHttp({ status, body: errorBody('invalid', 'someCode') });
    const { gigs, events } = setup(server.url);
    await expect(gigs.getAddon('add_a', within(15_000))).rejects.toEqual(new GigsRefused(status, 'someCode'));
    expect(server.requests).toHaveLength(1);
    expect(events).toMatchObject([{ outcome: 'refused', status, reason: null }]);
  });

  it.each([
    ['no JSON', '<html>'],
    ['no object', '"paymentFailed"'],
    ['no code', errorBody('invalid')],
    ['a code that is none', errorBody('invalid', 'Call +1 234 <b>now</b>')],
    ['a code without end', errorBody('invalid', 'a'.repeat(65))],
    ['a code that is no text', { ...errorBody('invalid'), code: { toString: 'x' } }],
  ])('has no code where the body has %s', async (_name, body) => {
    const { gigs } = setup((await startHttp({ status: 422, body })).url);
    await expect(gigs.getAddon('add_a', within(15_000))).rejects.toEqual(new GigsRefused(422, null));
  });
});

describe.concurrent('a read that Gigs cannot answer', () => {
  it.each([
    [302, 'redirect'],
    [307, 'redirect'],
    [403, 'forbidden'],
    [408, 'unexpected-status'],
    [418, 'unexpected-status'],
  ])('with %i is %s, and not asked again', async (status, reason) => {
    const elsewhere = await startHttp({ body: addon });
    const server = await startHttp({ status, headers: { location: `${elsewhere.url}/projects/gigs/addons/add_a` } });
    const { gigs, events } = setup(server.url);
    await expect(gigs.getAddon('add_a', within(15_000))).rejects.toEqual(new GigsUnavailable(reason as 'redirect'));
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
    expect(events).toMatchObject([{ outcome: 'unavailable', reason, status }]);
  });

  it.each([500, 502, 503, 504])('with %i is asked once more', async (status) => {
    const server = await startHttp({ status }, { body: addon });
    expect(await setup(server.url).gigs.getAddon(addon.id, within(15_000))).toMatchObject({ id: addon.id });
    expect(server.requests).toHaveLength(2);
  });

  it('is asked no more than once more', async () => {
    const server = await startHttp({ status: 500, body: errorBody('internal') });
    const { gigs, events } = setup(server.url);
    await expect(gigs.getAddon('add_a', within(15_000))).rejects.toEqual(new GigsUnavailable('server-error'));
    expect(server.requests).toHaveLength(2);
    expect(events).toHaveLength(2);
  });

  it('is not asked once more where there is hardly time', async () => {
    const server = await startHttp({ status: 500 });
    const begunAt = Date.now();
    const now = () => begunAt + (server.requests.length === 0 ? 0 : 9750);
    const call = { answerBy: begunAt + 10_000 };
    await expect(setup(server.url, { now }).gigs.getAddon('add_a', call)).rejects.toMatchObject({
      reason: 'server-error',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('is not asked once more before Gigs wants it', async () => {
    const server = await startHttp({ status: 503, headers: { 'retry-after': '7' } });
    await expect(setup(server.url).gigs.getAddon('add_a', within(15_000))).rejects.toEqual(
      new GigsUnavailable('server-error', 7),
    );
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['5', 5],
    ['0', 1],
    ['86400', 60],
    ['9'.repeat(30), 60],
    [new Date(Date.now() + 20_500).toUTCString(), expect.toSatisfy((seconds) => seconds >= 15 && seconds <= 21)],
    [new Date(0).toUTCString(), 1],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 60],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2026-01-01', null],
  ])('with 429 passes on when to come back (%s), and is not asked again', async (header, seconds) => {
    const server = await startHttp({ status: 429, headers: { 'retry-after': header } });
    await expect(setup(server.url).gigs.getAddon('add_a', within(15_000))).rejects.toMatchObject({
      reason: 'too-many-requests',
      retryAfterSeconds: seconds,
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe.concurrent('a read whose key Gigs does not take', () => {
  it('is made again with the key that came after it', async () => {
    const server = await startHttp(({ headers }) =>
      headers.authorization === 'Bearer new' ? { body: addon } : { status: 401, body: errorBody('unauthenticated') },
    );
    const source = keys('old', 'new');
    expect(await setup(server.url, { keys: source }).gigs.getAddon(addon.id, within(15_000))).toBeDefined();
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
    expect(source.refusals).toEqual(['old']);
  });

  it('is made again no more than once, and has its second try besides', async () => {
    const server = await startHttp({ status: 401 }, { status: 500 }, { status: 401 });
    const source = keys('a', 'b', 'c', 'd');
    await expect(setup(server.url, { keys: source }).gigs.getAddon('add_a', within(15_000))).rejects.toEqual(
      new GigsUnavailable('unauthenticated'),
    );
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer a', 'Bearer b', 'Bearer b']);
  });

  it('is not made again with the same key', async () => {
    const server = await startHttp({ status: 401 });
    await expect(setup(server.url).gigs.getAddon('add_a', within(15_000))).rejects.toMatchObject({
      reason: 'unauthenticated',
    });
    expect(server.requests).toHaveLength(1);
  });

  it('does not wait for another key longer than anybody waits for the answer', async () => {
    const server = await startHttp({ status: 401 });
    const source = { current: async () => 'old', refused: () => new Promise<null>(() => undefined) };
    await expect(setup(server.url, { keys: source }).gigs.getAddon('add_a', within(1000))).rejects.toMatchObject({
      reason: 'unauthenticated',
    });
  });
});

describe.concurrent('a read without a key', () => {
  it.each([
    ['is not set', async () => Promise.reject(new GigsKeyUnavailable('not-set')), 'not-set'],
    ['does not come', () => new Promise<string>(() => undefined), 'unreadable'],
  ])('is not made where the key %s', async (_name, current, reason) => {
    const server = await startHttp({ body: addon });
    const { gigs, events } = setup(server.url, { keys: { current, refused: async () => null } });
    await expect(gigs.getAddon('add_a', within(100))).rejects.toMatchObject({ name: 'GigsKeyUnavailable', reason });
    expect(server.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  it('is not made when nobody waits any more', async () => {
    const fetched: unknown[] = [];
    const counting: typeof fetch = async (address) => {
      fetched.push(address);
      throw new Error('Nobody should be called');
    };
    const { gigs } = setup('https://api.gigs.com', { fetch: counting });
    await expect(gigs.getAddon('add_a', within(0))).rejects.toEqual(new GigsUnavailable('timeout'));
    expect(fetched).toEqual([]);
  });
});
