import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import { type Chance, chanceFrom } from '../../rig/chance.ts';
import { purchasableAddon } from '../../rig/simulated-gigs.ts';
import { arrives, type CallName, type Fate, faults, type Process } from '../../rig/simulated-network.ts';
import { SimulatedWorld, type Wish } from '../../rig/simulated-world.ts';
import type { Course, Step } from './model-steps.ts';

/**
 * Lets a course of events happen, then time pass until nothing is due any more.
 *
 * @throws Error that names the invariants that do not hold
 */
export async function playCourse(course: Course): Promise<SimulatedWorld> {
  const player = new Player(course);
  for (const step of course.steps) {
    await player.take(step);
    player.world.invariants.check();
  }
  await player.comeToRest();
  player.world.invariants.check();
  return player.world;
}

class Player {
  readonly world: SimulatedWorld;
  readonly #chance: Chance;
  readonly #armed = new Map<CallName, Fate>();
  readonly #wishes: Wish[] = [];
  readonly #moreLagMs: number;
  #gigsIsUpFrom = 0;

  constructor({ seed, rules, knowsKeys, moreLagMs, oldObjects }: Course) {
    this.#chance = chanceFrom(seed);
    this.world = new SimulatedWorld({ rules, fateOf: (name) => this.#fateOf(name) });
    this.#moreLagMs = moreLagMs;
    const { gigs, invariants } = this.world;
    gigs.knowsKeys = knowsKeys;
    gigs.lagMs = moreLagMs;
    invariants.mayAppearLate = moreLagMs > 0;
    if (moreLagMs > 0) invariants.late = { isReported: (purchase) => this.world.hasAlarmed(purchase) };
    gigs.subscriptions.set('sub_2', { user: 'usr_a', plan: 'pln_1', status: 'active' });
    gigs.addons.set('add_2', purchasableAddon('add_2', 'pln_1'));
    gigs.addOld('sub_1', 'add_1', oldObjects);
  }

  async take(step: Step): Promise<void> {
    const { world } = this;
    const { time, gigs } = world;
    switch (step.do) {
      case 'buy':
        this.#wishes.push(step.wish);
        return this.#go(world.buy(step.wish), step.waits);
      case 'same key again':
        return this.#withWish(step.which, (wish) => this.#go(world.buy(wish), step.waits));
      case 'same key, other body':
        return this.#withWish(step.which, (wish) => this.#buyOther(wish));
      case 'poll':
        return this.#withWish(step.which, (wish) => this.#go(world.read(wish), step.waits));
      case 'list':
        return this.#go(world.list(step.user, step.subscription, 2), true);
      case 'settle':
        return this.#go(world.settle(), step.waits);
      case 'audit':
        await time.pass(step.afterMs);
        return this.#go(world.settle(), true);
      case 'time passes':
        return time.pass(step.ms);
      case 'next request':
        gigs.reply = step.passage.reply;
        if (step.passage.fate) this.#armed.set('gigs create', step.passage.fate);
        return;
      case 'next call fails':
        this.#armed.set(step.name, faults[step.way]);
        return;
      case 'a process dies':
        return this.#withProcess(step.which, (process) => {
          process.isDead = true;
        });
      case 'next call freezes its process':
        this.#armed.set(step.name, { ...arrives, freezesMs: step.forMs });
        return;
      case 'until something is due':
        return time.pass(Math.max(0, (world.nextDueAt() ?? 0) - step.earlyMs - time.now()));
      case 'listings lag':
        gigs.lagMs = step.ms + this.#moreLagMs;
        return;
      case 'Gigs is down':
        this.#gigsIsUpFrom = time.now() + step.forMs;
        return;
      case 'buying is paused':
        world.table.isPaused = true;
        time.at(time.now() + step.forMs, () => {
          world.table.isPaused = false;
        });
        return;
      case 'bought outside':
        gigs.add(step.subscription, step.addon, null);
        return;
      case 'line changes hands':
        gigs.changeHands(step.subscription, step.user);
        return;
      case 'operator resolves':
        world.resolveReview(step.subscription);
        return;
    }
  }

  /** All faults end. The service is left alone until nothing is due, and shows to each user what is theirs, once. */
  async comeToRest(): Promise<void> {
    const { world } = this;
    this.#armed.clear();
    this.#gigsIsUpFrom = 0;
    world.gigs.reply = 'creates';
    // What is under way ends, and what is on its way arrives.
    await world.time.pass(10 * 60_000);
    await world.rest();
    world.invariants.atRest();
    for (const subscription of ['sub_1', 'sub_1', 'sub_2']) world.resolveReview(subscription);
    await world.rest();
    world.invariants.atRest();
    for (const user of ['usr_a', 'usr_b']) await this.#showsAll(user);
    for (const wish of this.#wishes) await this.#isAnsweredAsKept(wish);
  }

  async #go(done: Promise<unknown>, waits: boolean): Promise<void> {
    if (waits) await this.world.time.until(done);
    else await this.world.time.pass(0);
  }

  async #withWish(which: number, act: (wish: Wish) => Promise<void>): Promise<void> {
    const wish = this.#wishes[which % Math.max(1, this.#wishes.length)];
    if (wish) await act(wish);
  }

  #withProcess(which: number, act: (process: Process) => void): void {
    const process = this.world.alive[which % Math.max(1, this.world.alive.length)];
    if (process) act(process);
  }

  /** Refused, and nothing changes, where the key was known before. */
  async #buyOther(wish: Wish): Promise<void> {
    const { world } = this;
    const isKnown = world.entry(wish) !== undefined;
    const heard = await world.time.until(world.buy({ ...wish, amount: 1 }));
    const isRefused = heard.kind === 'problem' && heard.code === 'idempotency-key-reused';
    if (isKnown && world.entry(wish) !== undefined && heard.kind === 'problem' && !isRefused) {
      world.invariants.violations.push(`a known key with another body was answered ${heard.code}`);
    }
    if (heard.kind === 'purchase') world.invariants.violations.push('another body was answered with the purchase');
  }

  async #showsAll(user: string): Promise<void> {
    const { world } = this;
    for (const subscription of ['sub_1', 'sub_2']) {
      const shown = await world.time.until(world.list(user, subscription, 2));
      const kept = world.entries(subscription).filter(([, entry]) => entry.user === user);
      const expected = kept.sort(([a, one], [b, other]) => other.createdAt - one.createdAt || (a < b ? 1 : -1));
      const ids = Array.isArray(shown) ? shown.map(({ id }) => id) : [];
      if (ids.join() !== expected.map(([id]) => id).join()) {
        world.invariants.violations.push(`${user} is shown ${ids} of ${expected.map(([id]) => id)}`);
      }
    }
  }

  /** The same key is the same purchase for ever, whatever else is true by then. */
  async #isAnsweredAsKept(wish: Wish): Promise<void> {
    const { world } = this;
    const kept = world.entry(wish);
    if (kept === undefined || kept.state === 'review') return;
    const sentBefore = world.gigs.sent.length;
    const heard = await world.time.until(world.buy({ ...wish, addon: kept.addon.id }));
    if (world.gigs.sent.length > sentBefore) world.invariants.violations.push('a known key was sent again');
    const id = purchaseIdOf(wish.user, wish.subscription, wish.key);
    const isSucceeded = heard.kind === 'purchase' && heard.purchase.status === 'succeeded';
    if (isSucceeded !== (kept.state === 'succeeded')) {
      world.invariants.violations.push(`${id} is ${kept.state} and was answered ${JSON.stringify(heard)}`);
    }
  }

  #fateOf(name: CallName): Fate {
    const armed = this.#armed.get(name);
    this.#armed.delete(name);
    if (armed) return armed;
    if (this.world.time.now() < this.#gigsIsUpFrom && name.startsWith('gigs'))
      return faults['throws before its effect'];
    return { arrivesAfterMs: this.#latencyMs(), answersAfterMs: this.#latencyMs() };
  }

  #latencyMs(): number {
    const isSlow = this.#chance() < 0.05;
    return 1 + Math.floor(this.#chance() * (isSlow ? 3000 : 30));
  }
}
