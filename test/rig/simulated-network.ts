import type { VirtualTime } from './virtual-time.ts';

/** What becomes of one call that a process makes. */
export interface Fate {
  /** Milliseconds until the call arrives and takes effect; null for never. */
  readonly arrivesAfterMs: number | null;
  /** Milliseconds from then until the caller hears of it; null for never, so that its time runs out. */
  readonly answersAfterMs: number | null;
  /** The caller hears that it failed, whatever came of it. */
  readonly fails?: boolean;
  /** The answer is lost, and the client makes the same call again before the caller hears anything: AWS' client does. */
  readonly isRepeatedAfterMs?: number;
  /** The process dies while it waits. */
  readonly dies?: boolean;
  /** The process stands still for so long, and then goes on as if no time had passed. */
  readonly freezesMs?: number;
}

/** The ways in which a call goes wrong, as the caller's process and the other side see them. */
export const faults = {
  'throws before its effect': { arrivesAfterMs: null, answersAfterMs: 5, fails: true },
  'throws after its effect': { arrivesAfterMs: 5, answersAfterMs: 5, fails: true },
  'is made twice': { arrivesAfterMs: 5, isRepeatedAfterMs: 50, answersAfterMs: 5 },
  'hangs past the deadline': { arrivesAfterMs: null, answersAfterMs: null },
  'hangs past the deadline, then takes effect': { arrivesAfterMs: 60_000, answersAfterMs: null },
  'process dies before its effect': { arrivesAfterMs: null, answersAfterMs: null, dies: true },
  'process dies after its effect': { arrivesAfterMs: 5, answersAfterMs: null, dies: true },
} as const satisfies Record<string, Fate>;
export type Way = keyof typeof faults;
export const ways = Object.keys(faults) as Way[];

export const arrives: Fate = { arrivesAfterMs: 5, answersAfterMs: 5 };

/** One process: all that it has in memory is gone when it dies, and nothing that it began goes on. */
export class Process {
  isDead = false;
  /** Nothing goes on in it until then, not even its own timers. */
  frozenUntil = 0;
  /** The purchase whose request it may send. */
  readonly purchase: string | null;

  constructor(purchase: string | null = null) {
    this.purchase = purchase;
  }
}

export interface Call<Value> {
  readonly name: CallName;
  /** Milliseconds since the epoch: the caller waits no longer. */
  readonly answerBy: number;
  /** Done where the call arrives. May throw, which the caller hears. */
  readonly effect: () => Value;
  readonly failure: (reason: 'connection-lost' | 'timeout') => Error;
}

/** Every await of the purchase protocol on something outside of its process. */
export const callNames = [
  'ledger read',
  'ledger write',
  'ledger look after write',
  'archive read',
  'archive write',
  'archive list',
  'due list',
  'gigs subscription',
  'gigs add-on',
  'gigs list',
  'gigs create',
] as const;
export type CallName = (typeof callNames)[number];

export type FateOf = (name: CallName, process: Process) => Fate;

/** Carries calls between processes and the world, in virtual time, to whatever fate is meant for each. */
export class SimulatedNetwork {
  readonly #time: VirtualTime;
  readonly #fateOf: FateOf;
  readonly #onTheirWay = new Set<{ readonly name: CallName; readonly process: Process }>();

  constructor(time: VirtualTime, fateOf: FateOf) {
    this.#time = time;
    this.#fateOf = fateOf;
  }

  /** Whether such a call of this process has left and will still arrive. */
  isOnItsWay(wanted: CallName, from: Process): boolean {
    return [...this.#onTheirWay].some(({ name, process }) => name === wanted && process === from);
  }

  call<Value>(process: Process, { name, answerBy, effect, failure }: Call<Value>): Promise<Value> {
    if (process.isDead) return never();
    const time = this.#time;
    const fate = this.#fateOf(name, process);
    const { arrivesAfterMs, answersAfterMs, isRepeatedAfterMs, fails = false, dies = false, freezesMs = 0 } = fate;
    process.isDead ||= dies;
    if (freezesMs > 0) process.frozenUntil = time.now() + freezesMs;
    return new Promise((resolve, reject) => {
      const hear = (tell: () => void) => {
        callOff();
        if (process.frozenUntil > time.now()) time.at(process.frozenUntil, () => hear(tell));
        else if (!process.isDead) tell();
      };
      // With no time left the real clients give up at once, but not before the request may have left.
      const callOff = time.at(Math.max(answerBy, time.now() + 1), () => hear(() => reject(failure('timeout'))));
      const answer = (tell: () => void) => {
        if (answersAfterMs !== null) time.at(time.now() + answersAfterMs, () => hear(tell));
      };
      if (arrivesAfterMs === null) {
        if (fails) answer(() => reject(failure('connection-lost')));
        return;
      }
      const onItsWay = { name, process };
      this.#onTheirWay.add(onItsWay);
      time.at(time.now() + arrivesAfterMs, () => {
        this.#onTheirWay.delete(onItsWay);
        const tell = outcomeOf(effect, resolve, reject);
        if (isRepeatedAfterMs === undefined) answer(fails ? () => reject(failure('connection-lost')) : tell);
        else time.at(time.now() + isRepeatedAfterMs, () => answer(outcomeOf(effect, resolve, reject)));
      });
    });
  }
}

function outcomeOf<Value>(effect: () => Value, resolve: (value: Value) => void, reject: (error: unknown) => void) {
  try {
    const value = effect();
    return () => resolve(value);
  } catch (error) {
    return () => reject(error);
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
