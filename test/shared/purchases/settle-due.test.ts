import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/purchases/ledger.ts';
import { ledgerItem } from '../../../shared/purchases/ledger-items.ts';
import { purchasableAddon } from '../../rig/simulated-gigs.ts';
import { arrives, type FateOf, faults } from '../../rig/simulated-network.ts';
import { SimulatedWorld, type Wish } from '../../rig/simulated-world.ts';
import { entries, holding, ledgerOf, minute, second, t0, topUpOf } from './ledgers.ts';

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

/** Lines with these purchases, at the time at which those of ledgers.ts begin. */
function worldWith(lines: Record<string, Record<string, Entry>>, fateOf?: FateOf): SimulatedWorld {
  const world = new SimulatedWorld(fateOf && { fateOf });
  for (const [subscription, purchases] of Object.entries(lines)) {
    world.table.seed({ ...ledgerOf(purchases), subscription });
  }
  return world;
}

const stateIn = (world: SimulatedWorld, subscription: string) => world.table.ledger(subscription).purchases['pur_a'];
const dueIn = (ms: number) => ({ pur_a: { ...entries.unknown, dueAt: t0 + ms } });

describe('a run', () => {
  it('works as long as it may, on the longest waiting first, and the next one goes on from there', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => `sub_${index}`);
    // In an order of their own, so that it is no accident.
    const dueOf = (index: number) => ((index * 47) % 120) * second;
    const slow: FateOf = (name) => (name === 'gigs list' ? { ...arrives, answersAfterMs: 4500 } : arrives);
    const world = worldWith(Object.fromEntries(lines.map((line, index) => [line, dueIn(dueOf(index))])), slow);
    await world.time.pass(10 * minute);

    const run = await world.time.until(world.settle());
    world.invariants.check();
    const looked = lines.filter((line) => stateIn(world, line)?.lastListedAt !== null);
    const longest = lines.toSorted((a, b) => dueOf(lines.indexOf(a)) - dueOf(lines.indexOf(b)));
    expect(looked.length).toBeGreaterThan(50);
    expect(looked.length).toBeLessThan(120);
    expect(run).toMatchObject({ count: looked.length, failed: 0 });
    expect(new Set(looked)).toEqual(new Set(longest.slice(0, looked.length)));

    await world.time.until(world.settle());
    expect(lines.filter((line) => stateIn(world, line)?.lastListedAt === null)).toEqual([]);
  });

  it('is not held up by a ledger that it cannot read', async () => {
    const lines = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`sub_${index}`, dueIn(minute)]));
    const world = worldWith(lines);
    for (let poisoned = 0; poisoned < 10; poisoned++) {
      const item = ledgerItem({ ...ledgerOf(dueIn(0)), subscription: `sub_poisoned_${poisoned}` }, 'w');
      world.table.put({ ...item, ledger: { S: '{"schemaVersion":2}' } });
    }
    await world.time.pass(10 * minute);
    expect(await world.time.until(world.settle())).toMatchObject({ count: 30, failed: 10 });
    expect(Object.keys(lines).filter((line) => stateIn(world, line)?.lastListedAt === null)).toEqual([]);
  });

  it('leaves alone what is not due, and knows how old it is all the same', async () => {
    const old = Array.from({ length: 55 }, (_, index): [string, Entry] => [
      `pur_old_${index}`,
      { ...entries.succeeded, ...holding(`sad_${index}`, 'answer'), addon: topUpOf('add_2') },
    ]);
    const world = worldWith({ sub_1: { ...dueIn(15 * minute), ...Object.fromEntries(old) } });
    await world.time.pass(5 * minute);
    const before = world.table.ledger('sub_1');
    expect(await world.time.until(world.settle())).toMatchObject({
      count: 0,
      failed: 0,
      undecidedAgeMs: expect.closeTo(5 * minute, -3),
      reviewAgeMs: 0,
    });
    expect(world.table.ledger('sub_1')).toBe(before);
    expect(world.gigs.listings).toEqual([]);
  });

  it('tells the age of what only a person can decide apart from the rest', async () => {
    const world = worldWith({ sub_1: { pur_a: entries.review }, sub_2: { pur_a: entries.succeeded } });
    await world.time.pass(7 * minute);
    expect(await world.time.until(world.settle())).toMatchObject({
      undecidedAgeMs: 0,
      reviewAgeMs: expect.closeTo(7 * minute, -3),
    });
  });
});

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
