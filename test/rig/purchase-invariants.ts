import { isDeepStrictEqual } from 'node:util';
import type { ProblemCode } from '../../shared/contract/problems.ts';
import type { Purchase } from '../../shared/contract/schemas.ts';
import { awaitsAudit, type Entry, emptyLedger, isUndecided, type Ledger } from '../../shared/purchases/ledger.ts';
import { entryIn } from '../../shared/purchases/ledger-items.ts';
import { auditWindowMs, dayMs, lookEveryMs, type PurchaseRules } from '../../shared/purchases/rules.ts';
import type { MemoryTable } from './memory-ledger-store.ts';
import { type LateWindow, violationsAtRest } from './rest-invariants.ts';
import type { SentRequest, SimulatedGigs } from './simulated-gigs.ts';
import type { Process, SimulatedNetwork } from './simulated-network.ts';

/** The arrows of the state machine in purchases.md, and the states that may be written again as they are. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  none: ['dispatching', 'succeeded'],
  dispatching: ['dispatching', 'succeeded', 'refused', 'none', 'unknown', 'review'],
  unknown: ['unknown', 'succeeded', 'not-purchased', 'review'],
  review: ['review', 'succeeded', 'not-purchased'],
  'not-purchased': ['not-purchased', 'succeeded', 'none'],
  succeeded: ['succeeded', 'review', 'none'],
  refused: ['refused', 'none'],
};

/** What the caller of one request hears, in the end. */
export type Heard =
  | { readonly kind: 'purchase'; readonly purchase: Purchase; readonly isReplay?: boolean }
  | { readonly kind: 'problem'; readonly code: ProblemCode }
  | { readonly kind: 'unavailable'; readonly name: string }
  /** The process died. */
  | { readonly kind: 'nothing' };

/** After these nothing was bought with this key, nor ever will be. */
const failures: readonly ProblemCode[] = ['payment-declined', 'purchase-refused', 'purchase-not-completed'];

export function isToldAsFailed(heard: Heard): boolean {
  if (heard.kind === 'purchase') return heard.purchase.status === 'failed';
  return heard.kind === 'problem' && failures.includes(heard.code);
}

export interface Watched {
  readonly table: MemoryTable;
  readonly gigs: SimulatedGigs;
  readonly network: SimulatedNetwork;
  readonly rules: Required<PurchaseRules>;
  readonly now: () => number;
}

/**
 * The invariants of purchases.md, held against every version of a ledger that is written and every request that is
 * sent, by what only the simulated Gigs knows.
 */
export class PurchaseInvariants {
  readonly violations: string[] = [];
  /** Objects may appear later than the settle time: the second window that cannot be closed. */
  mayAppearLate = false;
  /** And what appears late may then be taken for what another purchase made. */
  late: LateWindow | null = null;
  #watched: Watched | undefined;

  watch(watched: Watched): void {
    this.#watched = watched;
  }

  readonly sent = ({ purchase, subscription, at, process }: SentRequest): void => {
    const { table, gigs } = this.#world;
    const entry = table.ledger(subscription).purchases[purchase];
    this.#hold(entry?.state === 'dispatching', purchase, `was sent while it was ${entry?.state}`);
    this.#hold(at <= (entry?.deadline ?? 0), purchase, 'was sent after its deadline');
    const ofThisLife = gigs.sent.filter((sent) => sent.purchase === purchase && sent.at >= (entry?.createdAt ?? 0));
    this.#hold(ofThisLife.length === 1, purchase, 'was sent twice');
    this.#hold(process.purchase === purchase, purchase, 'was sent by another worker than began it');
  };

  readonly written = (stored: Ledger | undefined, after: Ledger): void => {
    const before = stored ?? emptyLedger(after.subscription);
    this.#hold(after.version === before.version + 1, after.subscription, 'skipped a version');
    for (const id of new Set([...Object.keys(before.purchases), ...Object.keys(after.purchases)])) {
      this.#change(id, before, after);
    }
    for (const [id, entry] of Object.entries(after.purchases)) {
      if (!before.purchases[id]) this.#begun(id, entry, after);
      this.#entry(id, entry);
    }
    this.#oneUndecided(after);
    this.#uniqueClaims(after);
  };

  /** To be asked once nothing is due any more. */
  atRest(): void {
    this.violations.push(...violationsAtRest(this.#world, this.late));
  }

  /** What a caller was told must be so. */
  heard(process: Process, purchase: string, askedAt: number, heard: Heard): void {
    const { gigs } = this.#world;
    const sent = gigs.sent.filter((request) => request.purchase === purchase && request.willMake);
    if (heard.kind === 'purchase') {
      const { id, status, subscriptionAddon } = heard.purchase;
      this.#hold(id === purchase, purchase, `was answered as ${id}`);
      const exists = gigs.objects.some((object) => object.id === subscriptionAddon?.id);
      this.#hold(status !== 'succeeded' || exists, purchase, 'was shown as succeeded and does not exist');
    }
    if (isToldAsFailed(heard) && !this.mayAppearLate) this.#madeNothing(purchase, 'was told as failed');
    if (heard.kind === 'problem' && heard.code === 'purchase-not-found') {
      this.#hold(!sent.some(({ at }) => at < askedAt), purchase, 'was answered as unknown and had been sent');
    }
    if (heard.kind === 'unavailable') {
      const isSent = sent.some((request) => request.process === process);
      this.#hold(!isSent, purchase, 'was answered as not sent and had been sent');
    }
  }

  /** @throws Error that names every violation so far. */
  check(): void {
    if (this.violations.length > 0) throw new Error(this.violations.join('\n'));
  }

  get #world(): Watched {
    if (!this.#watched) throw new Error('nothing is watched');
    return this.#watched;
  }

  #hold(isHeld: boolean, subject: string, otherwise: string): void {
    if (!isHeld) this.violations.push(`${subject} ${otherwise}`);
  }

  #change(id: string, before: Ledger, after: Ledger): void {
    const was = before.purchases[id];
    const is = after.purchases[id];
    const from = was?.state ?? 'none';
    const to = is?.state ?? 'none';
    this.#hold(arrows[from]?.includes(to) ?? false, id, `went from ${from} to ${to}`);
    if (was && is) this.#samePurchase(id, was, is, after);
    if (was && !is) this.#left(id, was, before, after);
    if (is && to !== from) this.#outcome(id, is, from, before);
  }

  #begun(id: string, entry: Entry, ledger: Ledger): void {
    // One that is put back by Gigs' own answer to it keeps its epoch.
    if (entry.state === 'succeeded') return;
    this.#hold(entry.epoch === ledger.version, id, 'began with an epoch that was used before');
    const { table, rules } = this.#world;
    const archived = table.archived(ledger.subscription).filter(({ sk }) => !ledger.purchases[sk?.S ?? '']);
    const lately = [...Object.values(ledger.purchases), ...archived.map(entryIn)].filter(
      ({ createdAt }) => createdAt > entry.createdAt - dayMs,
    );
    this.#hold(lately.length <= rules.limitPerDay, id, 'was begun over the limit');
  }

  #samePurchase(id: string, was: Entry, is: Entry, after: Ledger): void {
    for (const part of ['user', 'addon', 'fingerprint', 'createdAt', 'deadline'] as const) {
      this.#hold(isDeepStrictEqual(was[part], is[part]), id, `changed its ${part}`);
    }
    const isTakenOver = was.state === 'dispatching' && is.state === 'unknown' && is.epoch === after.version;
    this.#hold(is.epoch === was.epoch || isTakenOver, id, 'changed its epoch without being taken over');
    if (isTakenOver) {
      const from = was.deadline + this.#world.rules.takeoverGraceSeconds * 1000;
      this.#hold(this.#world.now() >= from, id, 'was taken over from a worker that may be alive');
    }
    if (was.state === 'succeeded' && is.state === 'succeeded') {
      this.#hold(was.subscriptionAddon?.id === is.subscriptionAddon?.id, id, 'changed the object that it holds');
    }
    if (was.lastListedAt !== null && is.lastListedAt !== was.lastListedAt) {
      this.#hold((is.lastListedAt ?? 0) - was.lastListedAt >= lookEveryMs, id, 'was listed for twice in 2 s');
    }
  }

  #entry(id: string, entry: Entry): void {
    const isOpen = isUndecided(entry) || awaitsAudit(entry);
    this.#hold(!isOpen || entry.dueAt !== null, id, `is ${entry.state} and nobody will look at it`);
    this.#hold(isOpen || entry.baseline === null, id, `is ${entry.state} and keeps a baseline`);
    this.#hold((entry.state === 'succeeded') === (entry.subscriptionAddon !== null), id, 'holds what its state denies');
  }

  #oneUndecided(ledger: Ledger): void {
    const addons = Object.values(ledger.purchases)
      .filter(isUndecided)
      .map(({ addon }) => addon.id);
    this.#hold(new Set(addons).size === addons.length, ledger.subscription, 'has two undecided purchases of an add-on');
  }

  #uniqueClaims(ledger: Ledger): void {
    const claims = this.#claims(ledger);
    this.#hold(new Set(claims).size === claims.length, ledger.subscription, 'has two purchases that hold one object');
  }

  #claims(ledger: Ledger): string[] {
    const archived = this.#world.table.archived(ledger.subscription).flatMap((item) => {
      const isMoving = ledger.purchases[item['sk']?.S ?? ''] !== undefined;
      return isMoving ? [] : [entryIn(item).subscriptionAddon?.id];
    });
    const held = Object.values(ledger.purchases).map((entry) => entry.subscriptionAddon?.id);
    return [...held, ...archived].filter((id) => id !== undefined);
  }

  /** A purchase leaves a ledger because it was not sent, or for the archive by the archive rule. */
  #left(id: string, was: Entry, before: Ledger, after: Ledger): void {
    if (was.state === 'dispatching') {
      this.#madeNothing(id, 'was removed');
      return;
    }
    const { table } = this.#world;
    const item = table.archived(before.subscription).find((archived) => archived['sk']?.S === id);
    this.#hold(
      item !== undefined && isDeepStrictEqual(entryIn(item), was),
      id,
      'left without being archived as it was',
    );
    const others = Object.values(before.purchases).filter(({ addon }) => addon.id === was.addon.id);
    this.#hold(!others.some((entry) => isUndecided(entry) || awaitsAudit(entry)), id, 'left while its add-on is open');
    const newer = Object.values(before.purchases).filter(
      (entry) => !isUndecided(entry) && entry.createdAt >= was.createdAt && entry !== was,
    );
    this.#hold(newer.length >= this.#world.rules.archive.kept, id, 'left though it is among the newest');
    const repeatableFrom = this.#world.now() - this.#world.rules.repeatWindowSeconds * 1000;
    this.#hold((was.settledAt ?? 0) <= repeatableFrom, id, 'left within the repeat window');
    const needsStub = was.createdAt > this.#world.now() - dayMs;
    const stub = after.stubs[id];
    this.#hold(!needsStub || stub !== undefined, id, 'left no stub');
    if (stub) this.#hold(stub.subscriptionAddon === (was.subscriptionAddon?.id ?? null), id, 'left a stub of another');
  }

  #outcome(id: string, is: Entry, from: string, before: Ledger): void {
    if (is.state === 'succeeded') this.#holdsItsObject(id, is, from, before);
    if (is.state === 'refused') this.#madeNothing(id, 'was refused');
    if (is.state === 'not-purchased') {
      if (from === 'unknown') this.#isSettled(id, is, before.subscription);
      if (!this.mayAppearLate) this.#madeNothing(id, 'was found not to have been made');
    }
  }

  #holdsItsObject(id: string, is: Entry, from: string, before: Ledger): void {
    const { subscription, purchases } = before;
    const object = this.#world.gigs.objects.find((made) => made.id === is.subscriptionAddon?.id);
    const isRight = object?.subscription === subscription && object.addon === is.addon.id && object.user === is.user;
    this.#hold(isRight, id, `holds ${object?.id}, which is not its own subscription's, add-on's and user's`);
    const wasThere = purchases[id]?.baseline?.ids.includes(object?.id ?? '') ?? false;
    this.#hold(!wasThere, id, 'holds what was there before it was sent');
    if (from === 'unknown' && is.proof === 'listing') {
      const unheld = this.#unheldSince(purchases[id], is, subscription, before);
      this.#hold(unheld.length <= 1, id, `was found although Gigs listed ${unheld}`);
    }
    const isNear = Math.abs((object?.createdAt ?? 0) - is.deadline) <= auditWindowMs;
    this.#hold(isNear || from !== 'not-purchased', id, 'was corrected by what was created at another time');
  }

  /** What Gigs listed when it was asked last for a purchase, that was not there before and that no purchase holds. */
  #unheldSince(was: Entry | undefined, is: Entry, subscription: string, before: Ledger): string[] {
    const known = [...this.#claims(before), ...(was?.baseline?.ids ?? [])];
    const listedAt = was?.lastListedAt ?? 0;
    // A baseline is one page: what lists showed even before it was read lies below.
    const baselineFrom = is.createdAt - 9000;
    return this.#world.gigs.objects
      .filter((object) => object.subscription === subscription && object.addon === is.addon.id)
      .filter(({ id, visibleFrom }) => visibleFrom > baselineFrom && visibleFrom <= listedAt && !known.includes(id))
      .map(({ id }) => id);
  }

  #madeNothing(id: string, what: string): void {
    const { gigs, network } = this.#world;
    this.#hold(!gigs.objects.some(({ maker }) => maker === id), id, `${what} though its object exists`);
    const isComing = gigs.sent.some(
      ({ purchase, willMake, process }) => purchase === id && willMake && network.isOnItsWay('gigs create', process),
    );
    this.#hold(!isComing, id, `${what} though its request is on its way`);
  }

  /** The settled rule of purchases.md, by what Gigs itself was asked. */
  #isSettled(id: string, entry: Entry, subscription: string): void {
    const { gigs, rules } = this.#world;
    const began = gigs.listings
      .filter((listing) => listing.subscription === subscription && listing.addon === entry.addon.id)
      .filter(({ process }) => process.purchase === null || process.purchase === id)
      .map(({ beganAt }) => beganAt)
      .filter((beganAt) => beganAt > entry.createdAt);
    const first = Math.min(...began);
    const last = Math.max(...began);
    this.#hold(last - first >= rules.settleListingGapSeconds * 1000, id, 'was settled by listings too close together');
    this.#hold(last >= entry.deadline + rules.settleAfterSeconds * 1000, id, 'was settled before the settle time');
  }
}
