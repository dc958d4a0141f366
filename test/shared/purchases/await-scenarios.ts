import type { EventReason } from '../../../shared/purchases/ledger.ts';
import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import type { PurchaseRules } from '../../../shared/purchases/rules.ts';
import { settledKey, settledLedger, settledObject } from '../../rig/settled-ledger.ts';
import type { SimulatedWorld, Wish } from '../../rig/simulated-world.ts';

export const wish: Wish = { user: 'usr_a', subscription: 'sub_1', addon: 'add_1', key: 'key-0123456789abcdef' };
const otherWish: Wish = { ...wish, key: 'key-fedcba9876543210' };

/** A course of events, each of whose awaits is made to fail. */
export interface Scenario {
  readonly name: string;
  /** The last event if nothing fails. */
  readonly endsWith: EventReason;
  /** How many purchases are begun if nothing fails: 1 unless it says otherwise. */
  readonly begins?: number;
  readonly rules?: Partial<PurchaseRules>;
  readonly prepare?: (world: SimulatedWorld) => void;
  readonly act: (world: SimulatedWorld) => Promise<void>;
}

/** What an app does: it buys, tries again where it heard nothing certain, and looks at its purchase. */
async function buyAndAsk(world: SimulatedWorld): Promise<void> {
  const { time } = world;
  await time.until(world.buy(wish));
  await time.pass(2000);
  await time.until(world.buy(wish));
  await time.pass(20_000);
  await time.until(world.read(wish));
}

async function buyAgainAfterNothingWasDone(world: SimulatedWorld): Promise<void> {
  world.gigs.reply = 'refuses the service';
  await world.time.until(world.buy(wish));
  world.gigs.reply = 'creates';
  await buyAndAsk(world);
}

async function buyFromTwoDevices(world: SimulatedWorld, other: Wish): Promise<void> {
  const { time } = world;
  const first = world.buy(wish);
  await time.pass(2);
  await time.until(Promise.all([first, world.buy(other)]));
  await time.pass(20_000);
  await time.until(Promise.all([world.read(wish), world.buy(other)]));
}

/** The object appears only after the settle time; by then the user has bought again. */
async function buyAgainLater(world: SimulatedWorld): Promise<void> {
  const { time } = world;
  await time.until(world.buy(wish));
  for (let minutes = 0; minutes < 6; minutes++) {
    await time.pass(60_000);
    await time.until(world.settle());
  }
  world.gigs.reply = 'creates';
  world.gigs.lagMs = 0;
  await time.until(world.buy(otherWish));
}

/** Purchases move to the archive while they are listed, and keys of moved ones come again. */
async function moveAndList(world: SimulatedWorld): Promise<void> {
  const { time } = world;
  const settling = world.settle();
  const listings = [28, 33].map(async (ms) => {
    await time.after(ms);
    return world.list('usr_a', 'sub_1', 4);
  });
  const lists = await time.until(Promise.all(listings));
  await time.until(settling);
  for (const list of lists) {
    const ids = Array.isArray(list) ? list.map(({ id }) => id) : settledIds;
    const isWhole = ids.length === settledIds.length && settledIds.every((id) => ids.includes(id));
    if (!isWhole) world.invariants.violations.push(`a list shows ${ids.length} purchases, or other ones`);
  }
  const heard = await time.until(world.buy({ ...wish, key: settledKey(0) }));
  if (heard.kind === 'problem') world.invariants.violations.push(`a known key was answered ${heard.code}`);
  await time.until(world.read({ ...wish, key: settledKey(1) }));
  await time.until(world.buy(wish));
}

const archive = { kept: 3, batch: 2 };
const settledCount = 7;
const settledIds = Array.from({ length: settledCount }, (_, index) =>
  purchaseIdOf('usr_a', 'sub_1', settledKey(index)),
);

function withSettled(world: SimulatedWorld): void {
  const { now } = world.time;
  const newestAt = now() - 3_600_000;
  const made = { user: 'usr_a', subscription: 'sub_1', addon: 'add_1' };
  world.table.seed(settledLedger({ ...made, count: settledCount, newestAt, betweenMs: 7_200_000 }));
  for (const [index, maker] of settledIds.entries()) {
    world.gigs.objects.push({ ...made, id: settledObject(index), maker, createdAt: newestAt, visibleFrom: 0 });
  }
}

/** Courses of events that come to an end soon. */
export const buying: readonly Scenario[] = [
  { name: 'accepted', endsWith: 'accepted', act: buyAndAsk },
  {
    name: 'accepted, but the answer is lost',
    endsWith: 'found',
    prepare: ({ gigs }) => {
      gigs.reply = 'creates, then fails';
    },
    act: buyAndAsk,
  },
  {
    name: 'accepted with the answer lost, among more objects than a page holds',
    endsWith: 'found',
    prepare: ({ gigs }) => {
      gigs.addOld('sub_1', 'add_1', 250);
      gigs.reply = 'creates, then fails';
    },
    act: buyAndAsk,
  },
  {
    name: 'refused',
    endsWith: 'refused',
    prepare: ({ gigs }) => {
      gigs.reply = 'refuses';
    },
    act: buyAndAsk,
  },
  {
    name: 'not done, then tried again with the same key',
    endsWith: 'accepted',
    begins: 2,
    act: buyAgainAfterNothingWasDone,
  },
  { name: 'the same key from two devices', endsWith: 'accepted', act: (world) => buyFromTwoDevices(world, wish) },
  {
    name: 'another key from another device',
    endsWith: 'accepted',
    act: (world) => buyFromTwoDevices(world, otherWish),
  },
  { name: 'moved to the archive', endsWith: 'accepted', rules: { archive }, prepare: withSettled, act: moveAndList },
];

/** Courses of events that take until the settle time, or longer. */
export const settling: readonly Scenario[] = [
  {
    name: 'lost on the way to Gigs',
    endsWith: 'audit-clean',
    prepare: ({ gigs }) => {
      gigs.reply = 'fails';
    },
    act: buyAndAsk,
  },
  {
    name: 'accepted with the answer lost, and listed late',
    endsWith: 'found',
    prepare: ({ gigs }) => {
      gigs.reply = 'creates, then fails';
      gigs.lagMs = 50_000;
    },
    act: buyAndAsk,
  },
  {
    name: 'listed only after the settle time, and corrected by an audit',
    endsWith: 'audit-corrected',
    prepare: ({ gigs, invariants }) => {
      gigs.reply = 'creates, then fails';
      gigs.lagMs = 10 * 60_000;
      invariants.mayAppearLate = true;
    },
    act: buyAndAsk,
  },
  {
    name: 'listed only after the settle time, and corrected when the user buys again',
    endsWith: 'audit-corrected',
    prepare: ({ gigs, invariants }) => {
      gigs.reply = 'creates, then fails';
      gigs.lagMs = 5 * 60_000;
      invariants.mayAppearLate = true;
    },
    act: buyAgainLater,
  },
];
