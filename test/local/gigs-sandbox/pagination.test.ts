import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { List } from '../../../local/gigs-sandbox/model/resources.ts';
import {
  kramerTopUpCount,
  kramerTopUpId,
  seedAddons,
  seedPlans,
  seedSubscriptions,
} from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

type Page = List<{ id: string }>;

const { call, get, ok } = setup();
const kramersTopUps = `/projects/gigs/addons?plan=${seedPlans.kramer}`;
const everyId = Array.from({ length: kramerTopUpCount }, (_, index) => kramerTopUpId(kramerTopUpCount - index));
const idsOf = ({ items }: Page) => items.map(({ id }) => id);

/** All pages of `list` in one direction, from `cursor` on, in the order in which they were fetched. */
async function pages(list: string, direction: 'after' | 'before', limit: number, cursor?: string): Promise<Page[]> {
  const page = await get<Page>(`${list}&limit=${limit}${cursor ? `&${direction}=${cursor}` : ''}`);
  const next = direction === 'after' ? page.moreItemsAfter : page.moreItemsBefore;
  return next === null ? [page] : [page, ...(await pages(list, direction, limit, next))];
}

describe('pagination', () => {
  it('forwards, all pages make up the whole list for any limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (limit) => {
        const all = await pages(kramersTopUps, 'after', limit);
        expect(all.flatMap(idsOf)).toEqual(everyId);
        expect(all).toHaveLength(Math.ceil(kramerTopUpCount / limit));
        expect(all[0]?.moreItemsBefore).toBeNull();
        expect(all.slice(0, -1).every(({ items }) => items.length === limit)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('backwards, all pages before any item make up the list up to it', async () => {
    const anywhere = fc.integer({ min: 0, max: kramerTopUpCount - 1 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), anywhere, async (limit, position) => {
        const all = await pages(kramersTopUps, 'before', limit, everyId[position]);
        expect(all.toReversed().flatMap(idsOf)).toEqual(everyId.slice(0, position));
        expect(all.at(-1)?.moreItemsBefore).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it('there and back again is the same page', async () => {
    const first = await get<Page>(`${kramersTopUps}&limit=7`);
    const second = await get<Page>(`${kramersTopUps}&limit=7&after=${first.moreItemsAfter}`);
    expect(await get(`${kramersTopUps}&limit=7&before=${second.moreItemsBefore}`)).toEqual(first);
  });

  it('gives ten items where no limit is given, and none for limit=0', async () => {
    expect(idsOf(await get(kramersTopUps))).toEqual(everyId.slice(0, 10));
    const nothing = { object: 'list', items: [], moreItemsAfter: null, moreItemsBefore: null };
    expect(await get(`${kramersTopUps}&limit=0`)).toEqual(nothing);
    expect(await get(`${kramersTopUps}&limit=0&after=${everyId[4]}`)).toEqual({
      ...nothing,
      moreItemsAfter: everyId[4],
      moreItemsBefore: everyId[5],
    });
  });

  it('goes on from an item that matches no more', async () => {
    const page = await get<Page>(`${kramersTopUps}&limit=5`);
    await ok('POST', `/projects/gigs/addons/${page.moreItemsAfter}/archive`);
    const next = await get<Page>(`${kramersTopUps}&limit=5&after=${page.moreItemsAfter}`);
    expect(idsOf(next)).toEqual(everyId.slice(5, 10));
    await ok('POST', `/projects/gigs/addons/${page.moreItemsAfter}/publish`);
  });

  it.each([
    ['after=add_unknown'],
    ['before=add_unknown'],
    [`after=${seedAddons.vandelay}`],
    [`after=${kramerTopUpId(3)}&before=${kramerTopUpId(9)}`],
    ['limit=201'],
    ['limit=-1'],
    ['limit=1.5'],
    ['limit=ten'],
    ['limit='],
    ['after='],
    ['limit=1&limit=2'],
  ])('refuses %s', async (query) => {
    expectError(await call('GET', `${kramersTopUps}&${query}`), 422, 'invalid');
  });

  it('pages the other lists too', async () => {
    const subscriptions = await pages('/projects/gigs/subscriptions?', 'after', 2);
    expect(subscriptions.map(({ items }) => items.length)).toEqual([2, 2, 2]);
    expect((await pages('/projects?', 'after', 1)).flatMap(idsOf)).toEqual(['gigs-test', 'vandelay', 'gigs']);
    const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };
    const bought: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { id } = await ok<{ id: string }>('POST', '/projects/gigs/subscriptionAddons', { body });
      bought.unshift(id);
    }
    expect((await pages('/projects/gigs/subscriptionAddons?', 'after', 2)).flatMap(idsOf)).toEqual(bought);
  });
});
