import { describe, expect, it } from 'vitest';
import { seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { bundle, expectProblem, jerry, minutePack, oneGigabyte, smsPack, useApi } from './setup.ts';
import { atGigs, bought, end, list, read } from './subscription-addons.ts';

const api = useApi();

describe('the add-ons of a subscription', () => {
  it('are those that have not ended, newest first, each as it is shown alone', async () => {
    const instance = api.start();
    const ids = [];
    for (const body of [oneGigabyte, smsPack, minutePack]) ids.unshift(await bought(api, instance, { body }));
    await end(instance, ids[1] as string);
    const { body, headers } = await list(instance);
    expect(body).toEqual({
      items: [(await read(instance, ids[0] as string)).body, (await read(instance, ids[2] as string)).body],
      nextCursor: null,
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('are none where none was bought', async () => {
    expect((await list(api.start())).body).toEqual({ items: [], nextCursor: null });
  });

  it('are picked by status', async () => {
    const instance = api.start();
    const first = await bought(api, instance);
    const second = await bought(api, instance, { body: smsPack });
    await end(instance, first);
    const statuses = async (query: string) =>
      (await list(instance, query)).body.items.map(({ id, status }: { id: string; status: string }) => [id, status]);
    expect(await statuses('status=ended')).toEqual([[first, 'ended']]);
    expect(await statuses('status=active')).toEqual([[second, 'active']]);
    expect(await statuses('status=pending%2Cinitiated')).toEqual([]);
    expect(await statuses('status=pending,initiated,active,ended')).toEqual([
      [second, 'active'],
      [first, 'ended'],
    ]);
  });

  it('come page by page', async () => {
    const instance = api.start();
    const ids: string[] = [];
    for (const body of [oneGigabyte, smsPack, minutePack, bundle, { ...oneGigabyte, allowRepeat: true }]) {
      ids.unshift(await bought(api, instance, { body }));
    }
    const found: string[] = [];
    let query = 'limit=2';
    for (let pages = 0; pages < 3; pages++) {
      const { body } = await list(instance, query);
      found.push(...body.items.map(({ id }: { id: string }) => id));
      query = `limit=2&cursor=${body.nextCursor}`;
    }
    expect(found).toEqual(ids);
    expect(query).toBe('limit=2&cursor=null');
  });

  it('are asked for by subscription and user, after the owner', async () => {
    await list(api.start(), 'limit=7');
    expect(await api.sandbox.requests()).toMatchObject([
      { path: `/projects/gigs/subscriptions/${jerry.subscription}` },
      {
        path: '/projects/gigs/subscriptionAddons',
        query: {
          subscription: jerry.subscription,
          user: seedUsers.jerry,
          status: 'pending,initiated,active',
          limit: '7',
        },
      },
    ]);
  });

  it("never hold another's or another subscription's, should Gigs list them", async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const own = await atGigs(api, id);
    const items = [
      own,
      { ...own, id: 'sad_a', user: seedUsers.elaine },
      { ...own, id: 'sad_b', subscription: 'sub_x' },
    ];
    await listed(items, 'sad_b');
    const { body } = await list(instance);
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    expect(body.nextCursor).toBeNull();
  });

  it('leave out what cannot be read or shown', async () => {
    const instance = api.start();
    const id = await bought(api, instance);
    const own = await atGigs(api, id);
    await listed([null, 'x', { ...own, user: 7 }, { ...own, addon: { id: 'add_x' } }, { ...own, createdAt: 1 }, own]);
    expect((await list(instance)).body.items.map((item: { id: string }) => item.id)).toEqual([id]);
  });
});

describe('a query', () => {
  it.each(['status=', 'status=gone', 'status=active,', 'status=active;ended', 'status=Active', 'status=active ended'])(
    'of another form is refused: %s',
    async (query) => {
      const answer = await list(api.start(), query.replace(' ', '%20'));
      expectProblem(answer, 'invalid-request');
      expect(answer.body.errors).toMatchObject([{ in: 'query', path: 'status' }]);
      expect(await api.upstream()).toEqual([]);
    },
  );

  it('with a cursor that is of no such list is refused', async () => {
    const answer = await list(api.start(), 'cursor=sad_nothing');
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'query', path: 'cursor', message: 'is not a cursor of this list' }]);
  });
});

describe('given that Gigs does not answer', () => {
  it.each(['*/subscriptions/*', '*/subscriptionAddons'])('says so after a 500 of %s', async (path) => {
    await api.sandbox.fault({ method: 'GET', path, fault: 'status', status: 500, times: 2 });
    expectProblem(await list(api.start()), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

function listed(items: readonly unknown[], moreItemsAfter: string | null = null): Promise<void> {
  const body = { object: 'list', items, moreItemsAfter, moreItemsBefore: null };
  return api.sandbox.fault({ method: 'GET', path: '*/subscriptionAddons', fault: 'status', status: 200, body });
}
