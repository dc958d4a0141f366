import type { GigsSubscriptionAddon } from '../../../../shared/gigs/subscription-addons.ts';
import { isAlarm } from '../../../../shared/observability/purchase-report.ts';
import type { Listing } from '../../../../shared/purchases/candidates.ts';
import type { SendOutcome } from '../../../../shared/purchases/finish.ts';
import { type Change, type Entry, isUndecided } from '../../../../shared/purchases/ledger.ts';
import { objectOf } from '../ledgers.ts';
import { misdeedOf } from './misdeeds.ts';
import {
  addon,
  type Bounds,
  buyerDiesAt,
  deadlineFrom,
  keys,
  listerDiesAt,
  type ModelObject,
  owner,
  type Protocol,
  tickMs,
  type Worker,
  type World,
} from './world.ts';

type Step = readonly [name: string, next: World];
type At<Doing extends Worker['doing']> = Extract<Worker, { doing: Doing }>;

/** All that may happen next: every worker goes on or dies, every message comes or is lost, Gigs lists, time passes. */
export function stepsOf(world: World, protocol: Protocol, bounds: Bounds): Step[] {
  return [
    ...world.workers.flatMap((worker) => stepsOfWorker(world, worker, protocol, bounds)),
    ...newWork(world, protocol, bounds),
    ...stepsOfGigs(world),
    ...stepsOfOperator(world, protocol),
    ...archiving(world, protocol),
    ...passingTime(world, protocol),
  ];
}

function stepsOfWorker(world: World, worker: Worker, protocol: Protocol, bounds: Bounds): Step[] {
  const gone = without(world, worker);
  const name = worker.purchase;
  switch (worker.doing) {
    case 'begin':
      return [[`${name} begins`, begins(world, worker, protocol)]];
    case 'send':
      return [
        ...sends(world, worker, protocol, bounds),
        [`${name}'s request cannot leave`, saysNotDone(gone, worker, protocol)],
        [
          `${name}'s request cannot leave; the write that says so is repeated`,
          saysNotDoneTwice(gone, worker, protocol),
        ],
        [`${name} is refused by Gigs`, finishes(gone, worker, refused, protocol)],
        [`${name}'s worker dies before it sends`, gone],
      ];
    case 'wait': {
      const own = world.objects.filter((object) => object.owner === name).at(-1);
      return [
        ...(own ? [[`${name} is told ${own.id}`, finishes(gone, worker, accepted(own), protocol)] as Step] : []),
        [`${name}'s answer is lost`, finishes(gone, worker, { kind: 'unknown' }, protocol)],
        [`${name}'s worker dies while it waits`, gone],
      ];
    }
    case 'repeat':
      return [[`${name}'s worker says again that nothing was done`, saysNotDone(gone, worker, protocol)]];
    case 'settle':
      return [
        [`what was listed for ${name} decides`, decides(gone, worker, protocol)],
        [`what was listed for ${name} is lost`, gone],
      ];
  }
}

function begins(world: World, worker: At<'begin'>, { begin, rules, mayReplace }: Protocol): World {
  const gone = without(world, worker);
  if (!mayReplace(worker.ledger.version, world.ledger.version)) return gone;
  const { purchase, baseline, at } = worker;
  const listed = world.objects.filter(({ id }) => baseline.includes(id)).map(atGigs);
  const deadline = deadlineFrom(at);
  const facts = {
    purchase,
    user: owner,
    fingerprint: purchase,
    addon,
    mayRepeat: true,
    listed,
    baseline: { ids: [...baseline], isWhole: true },
    now: at,
    deadline,
  };
  const decision = begin(worker.ledger, facts, rules);
  if (decision.kind === 'corrected') return written(gone, decision.change);
  if (decision.kind !== 'begun') return gone;
  const next: Worker = { doing: 'send', purchase, begun: decision.entry, diesAt: worker.diesAt };
  return withWorker(written(gone, decision.change), next);
}

function sends(world: World, worker: At<'send'>, { maySend, rules }: Protocol, bounds: Bounds): Step[] {
  const { purchase, begun } = worker;
  if (!maySend(begun, world.now)) return [];
  const present = world.ledger.purchases[purchase];
  const isOwn = present?.state === 'dispatching' && present.epoch === begun.epoch;
  // It leaves within this tick, so what it makes is listed within the settle time after the tick's end.
  const latest = world.now + tickMs + rules.settleAfterSeconds * 1000;
  const listedBy = bounds.mayBeVeryLate ? Number.POSITIVE_INFINITY : latest;
  const sent: World = {
    ...withWorker(without(world, worker), { ...worker, doing: 'wait' }),
    requests: [...world.requests, { purchase, listedBy }],
    misdeed: isOwn ? world.misdeed : `${purchase} is sent although it may be taken over`,
  };
  if (bounds.lag === 'any') return [[`${purchase}'s request leaves`, sent]];
  const arrived = {
    ...sent,
    requests: world.requests,
    objects: [...world.objects, made(world, purchase, listedBy, true)],
  };
  return [
    [`${purchase}'s request arrives`, arrived],
    [`${purchase}'s request is lost`, { ...sent, requests: world.requests }],
  ];
}

const refused: SendOutcome = { kind: 'refused', failure: { code: 'purchase-refused', declineReason: null } };

function accepted(object: ModelObject): SendOutcome {
  return { kind: 'accepted', object: atGigs(object) };
}

function finishes(
  gone: World,
  { purchase, begun }: { purchase: string; begun: Entry },
  outcome: SendOutcome,
  { finish }: Protocol,
): World {
  return written(gone, finish(gone.ledger, { purchase, begun, outcome, now: gone.now }));
}

function saysNotDone(gone: World, worker: At<'send' | 'repeat'>, protocol: Protocol): World {
  return finishes(gone, worker, { kind: 'not-done' }, protocol);
}

/** A worker that does not learn that its write was made goes on as if somebody else had been faster. */
function saysNotDoneTwice(gone: World, worker: At<'send'>, protocol: Protocol): World {
  return withWorker(saysNotDone(gone, worker, protocol), { ...worker, doing: 'repeat' });
}

function decides(gone: World, { purchase, seen, beganAt }: At<'settle'>, { settle, audit, rules }: Protocol): World {
  const { ledger, now } = gone;
  const listing = listingOf(gone, seen, beganAt);
  return written(gone, settle(ledger, purchase, listing, rules, now) ?? audit(ledger, purchase, listing, now));
}

function newWork(world: World, { look, rules, looksInArchive }: Protocol, { workers }: Bounds): Step[] {
  if (world.workers.length >= workers) return [];
  const { ledger, now } = world;
  const listed = world.objects.filter(({ isListed }) => isListed).map(({ id }) => id);
  const isKnown = (key: string) => key in ledger.purchases || (looksInArchive && key in world.archive);
  const isStarted = (key: string) => isKnown(key) || world.workers.some(({ purchase }) => purchase === key);
  // The keys are alike, so A always comes first.
  const buying = keys
    .filter((key, index) => !isKnown(key) && (index === 0 || isStarted(keys[0])))
    .map((purchase): Step => {
      const worker: Worker = {
        doing: 'begin',
        purchase,
        ledger,
        baseline: listed.toReversed(),
        at: now,
        diesAt: buyerDiesAt(now),
      };
      return [`somebody buys ${purchase}`, withWorker(world, worker)];
    });
  const looking = Object.keys(ledger.purchases).flatMap((purchase): Step[] => {
    const claim = look(ledger, purchase, rules, now);
    if (!claim?.lists) return [];
    const lister: Worker = { doing: 'settle', purchase, seen: listed, beganAt: now, diesAt: listerDiesAt(now) };
    const claimed = written(world, claim);
    const blind = { ...withWorker(claimed, { ...lister, seen: [] }), blindListings: world.blindListings - 1 };
    return [
      [`${purchase} is looked at`, withWorker(claimed, lister)],
      ...(world.blindListings > 0 ? [[`${purchase} is looked at, and the listing lags`, blind] as Step] : []),
    ];
  });
  return [...buying, ...looking];
}

function stepsOfGigs(world: World): Step[] {
  const arriving = world.requests.flatMap((request): Step[] => {
    const rest = { ...world, requests: world.requests.filter((other) => other !== request) };
    const object = made(world, request.purchase, request.listedBy, false);
    return [
      [`${request.purchase}'s request arrives`, { ...rest, objects: [...world.objects, object] }],
      [`${request.purchase}'s request is lost`, rest],
    ];
  });
  const listing = world.objects
    .filter(({ isListed }) => !isListed)
    .map((object): Step => {
      const objects = world.objects.map((other) =>
        other === object ? { ...object, isListed: true, listedBy: world.now } : other,
      );
      return [`Gigs lists ${object.id}`, { ...world, objects }];
    });
  const outside = { ...world, boughtOutside: world.boughtOutside - 1 };
  const boughtOutside: Step[] =
    world.boughtOutside > 0
      ? [
          [
            'the same is bought outside',
            { ...outside, objects: [...world.objects, made(world, 'outside', world.now, true)] },
          ],
        ]
      : [];
  return [...arriving, ...listing, ...boughtOutside];
}

/** An operator may resolve whatever is undecided, at any time, as far as the rules of resolving let him. */
function stepsOfOperator(world: World, { resolve, rules }: Protocol): Step[] {
  const { ledger, now, objects } = world;
  const listed = objects.filter(({ isListed }) => isListed);
  const listing = listingOf(
    world,
    listed.map(({ id }) => id),
    now,
  );
  const undecided = Object.entries(ledger.purchases).filter(([, entry]) => isUndecided(entry));
  return undecided.flatMap(([purchase]): Step[] => {
    const resolutions = [
      { as: 'failed' as const, listing },
      ...listed.map((object) => ({
        as: 'succeeded' as const,
        object: atGigs(object),
        archivedHolder: Object.keys(world.archive).find((key) => holds(world.archive[key], object)),
      })),
    ];
    return resolutions.flatMap((resolution): Step[] => {
      const resolved = resolve(ledger, purchase, resolution, rules, now);
      return 'change' in resolved
        ? [[`an operator says that ${purchase} ${resolution.as}`, written(world, resolved.change)]]
        : [];
    });
  });
}

function archiving(world: World, { archivable, dropArchived, rules }: Protocol): Step[] {
  const { ledger, now } = world;
  if (Object.values(ledger.purchases).every(isUndecided)) return [];
  const moving = archivable(ledger, rules, now);
  if (moving.length === 0) return [];
  const moved = written(world, dropArchived(ledger, moving, now));
  return [
    [
      'what is settled moves to the archive',
      { ...moved, archive: { ...world.archive, ...Object.fromEntries(moving) } },
    ],
  ];
}

function passingTime(world: World, protocol: Protocol): Step[] {
  return [...ticking(world, protocol), ...waitingForAnAudit(world)];
}

/** Time stands still while something is overdue, and there is no need for it where nothing changes with it. */
function ticking(world: World, { rules }: Protocol): Step[] {
  const now = world.now + tickMs;
  const pending = [...world.requests, ...world.objects.filter(({ isListed }) => !isListed)];
  if (pending.some(({ listedBy }) => listedBy <= now)) return [];
  const longestMs = (rules.settleAfterSeconds + rules.settleListingGapSeconds) * 1000 + tickMs;
  const isNeeded =
    world.workers.length > 0 ||
    pending.some(({ listedBy }) => listedBy < Number.POSITIVE_INFINITY) ||
    Object.values(world.ledger.purchases).some(
      (entry) => isUndecided(entry) && world.now <= entry.deadline + longestMs,
    );
  return isNeeded ? [['10 s pass', at(world, now)]] : [];
}

function waitingForAnAudit(world: World): Step[] {
  const pending = [...world.requests, ...world.objects.filter(({ isListed }) => !isListed)];
  if (world.workers.length > 0 || pending.some(({ listedBy }) => listedBy < Number.POSITIVE_INFINITY)) return [];
  const due = Object.values(world.ledger.purchases)
    .filter(({ state, dueAt }) => state === 'not-purchased' && dueAt !== null && dueAt > world.now)
    .map(({ dueAt }) => dueAt ?? 0);
  return due.length > 0 ? [['time passes until an audit is due', at(world, Math.min(...due))]] : [];
}

/** The same world later: who can no longer be alive is not. */
function at(world: World, now: number): World {
  return { ...world, now, workers: world.workers.filter(({ diesAt }) => diesAt > now) };
}

function written(world: World, change: Change | undefined): World {
  if (change === undefined) return world;
  return {
    ...world,
    ledger: change.ledger,
    isAlarmed: world.isAlarmed || change.events.some(isAlarm),
    misdeed: world.misdeed ?? misdeedOf(world.ledger, change.ledger, world.archive),
  };
}

function made(world: World, ownedBy: string, listedBy: number, isListed: boolean): ModelObject {
  const number = world.objects.filter((object) => object.owner === ownedBy).length + 1;
  return { id: `sad_${ownedBy}${number}`, owner: ownedBy, createdAt: world.now, isListed, listedBy };
}

function listingOf(world: World, seen: readonly string[], beganAt: number): Listing {
  return { beganAt, items: world.objects.filter(({ id }) => seen.includes(id)).map(atGigs) };
}

const shown = new WeakMap<ModelObject, GigsSubscriptionAddon>();

function atGigs(object: ModelObject): GigsSubscriptionAddon {
  let atGigs = shown.get(object);
  if (!atGigs) {
    atGigs = objectOf(object.id, { createdAt: new Date(object.createdAt).toISOString() });
    shown.set(object, atGigs);
  }
  return atGigs;
}

function holds(entry: Entry | undefined, { id }: ModelObject): boolean {
  return entry?.subscriptionAddon?.id === id;
}

function without(world: World, worker: Worker): World {
  return { ...world, workers: world.workers.filter((other) => other !== worker) };
}

function withWorker(world: World, worker: Worker): World {
  return { ...world, workers: [...world.workers, worker] };
}
