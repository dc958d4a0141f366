import { describe, expect, it } from 'vitest';
import { arrives } from '../../rig/simulated-network.ts';
import { SimulatedWorld, type Wish } from '../../rig/simulated-world.ts';

const wish: Wish = { user: 'usr_a', subscription: 'sub_1', addon: 'add_1', key: 'key-0123456789abcdef' };

/** A worker stands still while it waits for Gigs' answer, as a paused virtual machine does. */
function setup({ freezesMs, lagMs }: { freezesMs: number; lagMs: number }) {
  const world = new SimulatedWorld({
    fateOf: (name) => (name === 'gigs create' ? { ...arrives, freezesMs } : arrives),
  });
  world.gigs.lagMs = lagMs;
  return world;
}

describe("given a worker that comes to itself with Gigs' answer when others have looked already", () => {
  it('records that it was bought, though the outcome was unknown by then', async () => {
    const world = setup({ freezesMs: 60_000, lagMs: 100_000 });
    const buying = world.buy(wish);
    await world.time.pass(30_000);
    await world.time.until(world.read(wish));
    expect(world.entry(wish)?.state).toBe('unknown');
    await world.time.until(buying);
    expect(world.entry(wish)).toMatchObject({ state: 'succeeded', proof: 'answer' });
    expect(world.reasons()).toEqual(['begun', 'taken-over', 'accepted-late']);
    world.invariants.check();
  });

  it('records that it was bought, though it was thought not to have been', async () => {
    const world = setup({ freezesMs: 500_000, lagMs: 900_000 });
    world.invariants.mayAppearLate = true;
    const buying = world.buy(wish);
    while (world.entry(wish)?.state !== 'not-purchased') {
      await world.time.pass(60_000);
      await world.time.until(world.settle());
    }
    await world.time.until(buying);
    expect(world.reasons()).toEqual(['begun', 'taken-over', 'not-found', 'accepted-late']);
    world.invariants.check();
  });

  it('changes nothing where what it bought was found meanwhile', async () => {
    const world = setup({ freezesMs: 60_000, lagMs: 0 });
    const buying = world.buy(wish);
    await world.time.pass(30_000);
    await world.time.until(world.read(wish));
    const found = world.entry(wish);
    expect(found).toMatchObject({ state: 'succeeded', proof: 'listing' });
    await world.time.until(buying);
    expect(world.entry(wish)).toEqual(found);
    world.invariants.check();
  });
});

it('a worker that comes to itself when its purchase is in the archive does not say that it was not sent', async () => {
  const world = new SimulatedWorld({
    rules: { archive: { kept: 0, batch: 1 }, repeatWindowSeconds: 0 },
    fateOf: (name) => (name === 'gigs create' ? { ...arrives, freezesMs: 60_000 } : arrives),
  });
  world.gigs.reply = 'creates, then fails';
  const buying = world.buy(wish);
  await world.time.pass(30_000);
  await world.time.until(world.settle());
  await world.time.until(world.settle());
  expect(world.table.archived('sub_1')).toHaveLength(1);
  expect(await world.time.until(buying)).toMatchObject({ kind: 'purchase', purchase: { status: 'processing' } });
  world.invariants.check();
});
