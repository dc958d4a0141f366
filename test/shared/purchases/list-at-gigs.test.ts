import { describe, expect, it } from 'vitest';
import { listSince, readBaseline } from '../../../shared/purchases/list-at-gigs.ts';
import { Process } from '../../rig/simulated-network.ts';
import { SimulatedWorld } from '../../rig/simulated-world.ts';

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

it('gives up rather than judge by a part of what came since', async () => {
  const gigs = setup(200);
  gigs.add();
  const baseline = await gigs.baseline();
  for (let count = 0; count < 25 * 200; count++) gigs.add();
  await expect(gigs.since(baseline)).rejects.toThrow('unreadable');
});
