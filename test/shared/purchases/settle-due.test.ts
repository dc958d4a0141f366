import { describe, expect, it } from 'vitest';
import { purchasableAddon } from '../../rig/simulated-gigs.ts';
import { arrives, faults } from '../../rig/simulated-network.ts';
import { SimulatedWorld, type Wish } from '../../rig/simulated-world.ts';

const wish: Wish = { user: 'usr_a', subscription: 'sub_1', addon: 'add_1', key: 'key-0123456789abcdef' };

async function withUnknownPurchases(world: SimulatedWorld, wishes: readonly Wish[]): Promise<void> {
  world.gigs.reply = 'creates, then fails';
  for (const each of wishes) await world.time.until(world.buy(each));
  world.gigs.reply = 'creates';
  await world.time.pass(20_000);
}

it.each(Array.from({ length: 40 }, (_, ms) => ms))(
  'a purchase that is due is looked at although another one of the line begins, %i ms before',
  async (ms) => {
    const world = new SimulatedWorld();
    world.gigs.addons.set('add_2', purchasableAddon('add_2', 'pln_1'));
    await withUnknownPurchases(world, [wish]);
    const buying = world.buy({ ...wish, addon: 'add_2', key: 'key-fedcba9876543210' });
    await world.time.pass(ms);
    await world.time.until(Promise.all([world.settle(), buying]));
    expect(world.entry(wish)?.state).toBe('succeeded');
    world.invariants.check();
  },
);

describe('given an index that cannot be read to its end', () => {
  it('the run fails only after all that it began has ended', async () => {
    const lines = Array.from({ length: 120 }, (_, line) => `sub_${line}`);
    let dueLists = 0;
    const world = new SimulatedWorld({
      fateOf: (name) => {
        if (name === 'due list') dueLists += 1;
        return name === 'due list' && dueLists > 1
          ? { ...faults['throws before its effect'], answersAfterMs: 22 }
          : arrives;
      },
    });
    for (const line of lines) world.gigs.subscriptions.set(line, { user: 'usr_a', plan: 'pln_1', status: 'active' });
    await withUnknownPurchases(
      world,
      lines.map((subscription) => ({ ...wish, subscription })),
    );
    const run = await world.time.until(world.settle());
    expect(run).toEqual({ count: 0, failed: 1 });
    const claimedOnly = lines.filter((subscription) => {
      const entry = world.entry({ ...wish, subscription });
      return entry?.state === 'unknown' && entry.lastListedAt !== null;
    });
    expect(claimedOnly).toEqual([]);
  });
});
