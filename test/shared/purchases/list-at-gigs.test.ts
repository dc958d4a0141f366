import { describe, expect, it } from 'vitest';
import type { Gigs } from '../../../shared/gigs/gigs.ts';
import type { GigsSubscriptionAddon } from '../../../shared/gigs/subscription-addons.ts';
import { listSince, readBaseline } from '../../../shared/purchases/list-at-gigs.ts';
import { Process } from '../../rig/simulated-network.ts';
import { SimulatedWorld } from '../../rig/simulated-world.ts';
import { objectOf } from './ledgers.ts';

const pair = { subscription: 'sub_1', addon: 'add_1' };

function setup(objects: number) {
  const world = new SimulatedWorld();
  world.gigs.addOld('sub_1', 'add_1', objects);
  const gigs = world.gigs.portOf(new Process(), world.network, 6000);
  const call = { answerBy: world.time.now() + 60_000 };
  return {
    add: () => world.gigs.add('sub_1', 'add_1', null).id,
    baseline: () => world.time.until(readBaseline(gigs, pair, call)).then(({ baseline }) => baseline),
    since: (baseline: Awaited<ReturnType<typeof readBaseline>>['baseline']) =>
      world.time.until(listSince(gigs, pair, baseline, world.time.now(), call)),
    pagesRead: () => world.gigs.pagesRead,
  };
}

const idsIn = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);

describe.each([0, 1, 199, 200, 201, 399, 400, 401, 1000])('given %i objects before the purchase', (objects) => {
  it('lists what came since, and nothing that is older than the baseline', async () => {
    const gigs = setup(objects);
    const baseline = await gigs.baseline();
    expect(baseline.ids).toHaveLength(Math.min(objects, 200));
    const since = [gigs.add(), gigs.add()].reverse();
    const listed = idsIn(await gigs.since(baseline));
    expect(listed.slice(0, 2)).toEqual(since);
    expect(listed.slice(2).filter((id) => !baseline.ids.includes(id))).toEqual([]);
  });
});

it('reads no page below the oldest of the baseline', async () => {
  const gigs = setup(1000);
  const baseline = await gigs.baseline();
  gigs.add();
  const pagesBefore = gigs.pagesRead();
  await gigs.since(baseline);
  expect(gigs.pagesRead() - pagesBefore).toBe(2);
});

describe('whatever Gigs makes of what it is asked', () => {
  const own = objectOf('sad_1', { subscription: 'sub_1', addon: 'add_1' });
  const call = { answerBy: 1 };

  /** Lists these items for whatever it is asked. */
  function listing(items: readonly GigsSubscriptionAddon[], malformed = 0) {
    const asked: unknown[] = [];
    const gigs: Pick<Gigs, 'listSubscriptionAddons'> = {
      async listSubscriptionAddons({ statuses }) {
        asked.push(statuses);
        return { items, malformed, next: null };
      },
    };
    return { asked, gigs: gigs as Gigs };
  }

  const both = async (gigs: Gigs) => ({
    before: (await readBaseline(gigs, pair, call)).baseline.ids,
    since: idsIn(await listSince(gigs, pair, { ids: [], isWhole: true }, 0, call)),
  });

  it('it is asked for all statuses: without a word it leaves out what has ended', async () => {
    const { gigs, asked } = listing([own]);
    await both(gigs);
    expect(asked).toEqual(Array(2).fill(['pending', 'initiated', 'active', 'ended']));
  });

  it("another subscription's objects, and those of another add-on, are none of this one's", async () => {
    const others = [
      objectOf('sad_2', { addon: 'add_1' }),
      objectOf('sad_3', { subscription: 'sub_1', addon: 'add_2' }),
    ];
    expect(await both(listing([own, ...others]).gigs)).toEqual({ before: ['sad_1'], since: ['sad_1'] });
  });

  it('a page with an item that cannot be read is no listing: it could be the one that is looked for', async () => {
    const { gigs } = listing([own], 1);
    await expect(readBaseline(gigs, pair, call)).rejects.toThrow('unreadable');
    await expect(listSince(gigs, pair, { ids: [], isWhole: true }, 0, call)).rejects.toThrow('unreadable');
  });
});

it('gives up rather than judge by a part of what came since', async () => {
  const gigs = setup(200);
  gigs.add();
  const baseline = await gigs.baseline();
  for (let count = 0; count < 25 * 200; count++) gigs.add();
  await expect(gigs.since(baseline)).rejects.toThrow('unreadable');
});
