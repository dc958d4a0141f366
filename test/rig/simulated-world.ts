import { Problem } from '../../shared/contract/problems.ts';
import type { Purchase } from '../../shared/contract/schemas.ts';
import { usualArchiveRule } from '../../shared/purchases/archive.ts';
import { buyTopUp } from '../../shared/purchases/buy.ts';
import { type Entry, type EventReason, type PurchaseEvent, undecidedOf } from '../../shared/purchases/ledger.ts';
import { entryIn } from '../../shared/purchases/ledger-items.ts';
import type { Place } from '../../shared/purchases/ledger-store.ts';
import type { PurchasePorts } from '../../shared/purchases/ports.ts';
import { purchaseIdOf } from '../../shared/purchases/purchase-id.ts';
import { listPurchases, type Owned, readPurchase } from '../../shared/purchases/read-purchases.ts';
import { resolve } from '../../shared/purchases/resolve.ts';
import type { PurchaseRules } from '../../shared/purchases/rules.ts';
import { settleDue } from '../../shared/purchases/settle-due.ts';
import { createMemoryLedgerStore, MemoryTable } from './memory-ledger-store.ts';
import { type Heard, PurchaseInvariants } from './purchase-invariants.ts';
import { purchasableAddon, SimulatedGigs } from './simulated-gigs.ts';
import { arrives, type FateOf, Process, SimulatedNetwork } from './simulated-network.ts';
import { VirtualTime } from './virtual-time.ts';

export interface Wish {
  readonly user: string;
  readonly subscription: string;
  readonly addon: string;
  readonly key: string;
  readonly amount?: number;
  readonly allowRepeat?: boolean;
}

export const usualRules: Required<PurchaseRules> = {
  limitPerDay: 10,
  repeatWindowSeconds: 30,
  settleAfterSeconds: 120,
  settleListingGapSeconds: 30,
  takeoverGraceSeconds: 10,
  sendsIdempotencyKey: false,
  archive: usualArchiveRule,
};

const softDeadlineMs = 8500;
const postTimeoutMs = 6000;
const settlementTimeoutMs = 60_000;
const settlementEveryMs = 60_000;
/** So long a caller waits for its answer at most. */
const answeredWithinMs = 9000;

export interface WorldOptions {
  readonly rules?: Partial<PurchaseRules>;
  readonly fateOf?: FateOf;
}

/** The purchase protocol in a world that is simulated down to its clock, watched by the invariants. */
export class SimulatedWorld {
  readonly time = new VirtualTime(Date.UTC(2026, 10, 21, 12));
  readonly rules: Required<PurchaseRules>;
  readonly invariants = new PurchaseInvariants();
  readonly table: MemoryTable;
  readonly gigs = new SimulatedGigs(this.time.now, this.invariants.sent);
  readonly network: SimulatedNetwork;
  readonly events: PurchaseEvent[] = [];
  /** The processes that are at work, oldest first. */
  readonly alive: Process[] = [];
  #writes = 0;

  constructor({ rules = {}, fateOf = () => arrives }: WorldOptions = {}) {
    this.rules = { ...usualRules, ...rules };
    this.table = new MemoryTable(this.rules.archive, this.invariants.written);
    this.network = new SimulatedNetwork(this.time, fateOf);
    const { table, gigs, network, rules: watchedRules, time } = this;
    this.invariants.watch({ table, gigs, network, rules: watchedRules, now: time.now });
    gigs.subscriptions.set('sub_1', { user: 'usr_a', plan: 'pln_1', status: 'active' });
    gigs.addons.set('add_1', purchasableAddon('add_1', 'pln_1'));
  }

  /** All purchases of a subscription, from ledger and archive, each once. */
  entries(subscription: string): [purchase: string, entry: Entry][] {
    const archived = this.table
      .archived(subscription)
      .map((item): [string, Entry] => [item['sk']?.S ?? '', entryIn(item)]);
    return Object.entries({ ...Object.fromEntries(archived), ...this.table.ledger(subscription).purchases });
  }

  /** What is kept of the purchase of a key. */
  entry({ user, subscription, key }: Pick<Wish, 'user' | 'subscription' | 'key'>): Entry | undefined {
    const wanted = purchaseIdOf(user, subscription, key);
    return this.entries(subscription).find(([id]) => id === wanted)?.[1];
  }

  /** One request to buy, answered by a process of its own. */
  buy(wish: Wish): Promise<Heard> {
    const { user, subscription, addon, key, amount = 999, allowRepeat } = wish;
    const purchase = purchaseIdOf(user, subscription, key);
    const process = new Process(purchase);
    const request = {
      user,
      subscription,
      addon,
      idempotencyKey: key,
      price: { amount, currency: 'USD' },
      ...(allowRepeat !== undefined && { allowRepeat }),
      softDeadlineAt: this.time.now() + softDeadlineMs,
      sendTimeoutMs: postTimeoutMs,
    };
    return this.#hear(process, purchase, async (ports) => ({ kind: 'purchase', ...(await buyTopUp(ports, request)) }));
  }

  /** One request to read the purchase of a key. */
  read({ user, subscription, key }: Pick<Wish, 'user' | 'subscription' | 'key'>): Promise<Heard> {
    const owned = { user, subscription, answerBy: this.time.now() + softDeadlineMs };
    const id = purchaseIdOf(user, subscription, key);
    return this.#hear(new Process(), id, async (ports) => {
      return { kind: 'purchase', purchase: (await readPurchase(ports, id, owned)).purchase };
    });
  }

  /** All purchases of a user's subscription, page by page; undefined where one could not be read. */
  list(user: string, subscription: string, limit = 20): Promise<Purchase[] | 'nothing' | undefined> {
    const process = new Process();
    const endsBy = this.time.now() + answeredWithinMs;
    const owned = { user, subscription, answerBy: this.time.now() + softDeadlineMs };
    return this.#live(
      process,
      endsBy,
      listAll(this.#portsOf(process), owned, limit).catch(() => undefined),
    );
  }

  /** One run of the settlement function, in a process of its own. */
  settle(): Promise<{ count: number; failed: number } | 'nothing'> {
    const process = new Process();
    const endsBy = this.time.now() + settlementTimeoutMs;
    const run = settleDue(this.#portsOf(process), endsBy - 12_000, () => {});
    return this.#live(
      process,
      endsBy,
      run.catch(() => ({ count: 0, failed: 1 })),
    );
  }

  /** An operator decides a purchase in review as Gigs has it: by the object it made, else that it was not made. */
  resolveReview(subscription: string): void {
    const ledger = this.table.ledger(subscription);
    const review = Object.entries(ledger.purchases).find(([, { state }]) => state === 'review');
    if (!review) return;
    const [purchase, entry] = review;
    const object = this.gigs.objects.find(({ maker }) => maker === purchase);
    const page = this.gigs.page({ subscription, addon: entry.addon.id, after: null, limit: 200 });
    const listing = { beganAt: this.time.now(), items: page.items };
    const listed = listing.items.find(({ id }) => id === object?.id);
    const resolution = listed
      ? ({ as: 'succeeded', object: listed, archivedHolder: undefined } as const)
      : ({ as: 'failed', listing } as const);
    const resolved = resolve(ledger, purchase, resolution, this.rules, this.time.now());
    if (!('change' in resolved)) return;
    this.table.putLedger(resolved.change.ledger, `write ${this.#writes++}`);
    this.events.push(...resolved.change.events);
  }

  /** Runs the settlement on its schedule until nothing is due any more but purchases that wait for an operator. */
  async rest(): Promise<void> {
    for (let runs = 0; runs < 200; runs++) {
      const next = this.nextDueAt();
      if (next === undefined) return;
      const { now } = this.time;
      const ticks = Math.max(1, Math.ceil((next - now()) / settlementEveryMs));
      await this.time.pass(ticks * settlementEveryMs);
      await this.time.until(this.settle());
    }
    throw new Error('The ledgers do not come to rest');
  }

  /** Whether an audit of the purchase found what it could not decide. */
  hasAlarmed(purchase: string): boolean {
    return this.events.some((event) => event.purchase === purchase && event.reason === 'audit-contradiction');
  }

  reasons(): EventReason[] {
    return this.events.map(({ reason }) => reason);
  }

  /** When something is due next, leaving out purchases in review, and audits that wait for one. */
  nextDueAt(): number | undefined {
    const moments = this.table.due().flatMap(({ subscription }) => {
      const ledger = this.table.ledger(subscription);
      return Object.values(ledger.purchases)
        .filter(({ addon }) => undecidedOf(ledger, addon.id)?.[1].state !== 'review')
        .flatMap(({ dueAt }) => dueAt ?? []);
    });
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  async #hear(process: Process, purchase: string, answer: (ports: PurchasePorts) => Promise<Heard>): Promise<Heard> {
    const askedAt = this.time.now();
    const answering = answer(this.#portsOf(process)).catch(heardOf);
    const heard = await this.#live(process, askedAt + answeredWithinMs, answering);
    if (heard === 'nothing') return { kind: 'nothing' };
    this.invariants.heard(process, purchase, askedAt, heard);
    return heard;
  }

  /** A process lives until its work is done or its time is up. Nothing that it left un-awaited goes on. */
  async #live<Result>(process: Process, endsBy: number, work: Promise<Result>): Promise<Result | 'nothing'> {
    this.alive.push(process);
    let callOff = () => {};
    const timeUp = new Promise<'nothing'>((resolve) => {
      const end = () => {
        // Whoever was frozen may end what it does when it comes to itself again, although nobody waits any more.
        const thawedUntil = process.frozenUntil + answeredWithinMs;
        if (process.frozenUntil === 0 || thawedUntil <= this.time.now()) resolve('nothing');
        else callOff = this.time.at(thawedUntil, end);
      };
      callOff = this.time.at(endsBy, end);
    });
    const result = await Promise.race([work, timeUp]);
    callOff();
    const hasEnded = result !== 'nothing' || process.isDead || process.frozenUntil > 0;
    if (!hasEnded) this.invariants.violations.push('a process did not end in its time');
    process.isDead = true;
    this.alive.splice(this.alive.indexOf(process), 1);
    return result;
  }

  #portsOf(process: Process): PurchasePorts {
    const { time, network, table, gigs, rules, events } = this;
    return {
      store: createMemoryLedgerStore(
        table,
        (call) => network.call(process, call),
        () => `write ${this.#writes++}`,
      ),
      gigs: gigs.portOf(process, network, postTimeoutMs),
      rules,
      now: time.now,
      report: { changed: (event) => void events.push(event), witnessed: () => {} },
    };
  }
}

async function listAll(ports: PurchasePorts, owned: Owned, limit: number): Promise<Purchase[]> {
  const all: Purchase[] = [];
  let before: Place | null = null;
  do {
    const { items, next }: { items: Purchase[]; next: Place | null } = await listPurchases(ports, owned, {
      before,
      limit,
    });
    all.push(...items);
    before = next;
  } while (before);
  return all;
}

function heardOf(error: unknown): Heard {
  if (error instanceof Problem) return { kind: 'problem', code: error.code };
  if (error instanceof Error && /^(Gigs|Ledger)\w*Unavailable$/.test(error.name)) {
    return { kind: 'unavailable', name: error.name };
  }
  throw error;
}
