interface Planned {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/** A clock that only goes on when it is told to, and the things that are to happen in its time, in a fixed order. */
export class VirtualTime {
  #now: number;
  #orders = 0;
  #agenda: Planned[] = [];

  /** @param startsAt milliseconds since the epoch */
  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  /** Plans `act` for a time, now at the earliest. Calling the result calls it off. */
  at(time: number, act: () => void): () => void {
    const planned = { at: Math.max(time, this.#now), order: this.#orders++, act };
    let place = this.#agenda.length;
    while (place > 0 && (this.#agenda[place - 1] as Planned).at > planned.at) place -= 1;
    this.#agenda.splice(place, 0, planned);
    return () => {
      const at = this.#agenda.indexOf(planned);
      if (at >= 0) this.#agenda.splice(at, 1);
    };
  }

  after(ms: number): Promise<void> {
    return new Promise((resolve) => void this.at(this.#now + ms, resolve));
  }

  /** Lets `ms` pass with all that happens meanwhile. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    do await everythingReady();
    while (this.#step(until));
    this.#now = until;
  }

  /** Lets time pass until the promise is settled. */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settled = promise.finally(() => {
      isSettled = true;
    });
    settled.catch(() => {});
    await everythingReady();
    while (!isSettled) {
      if (!this.#step(Number.POSITIVE_INFINITY)) throw new Error('Nothing more will happen, and it is not settled');
      await everythingReady();
    }
    return settled;
  }

  /** The next planned thing, if it is planned for `until` or before. */
  #step(until: number): boolean {
    const next = this.#agenda[0];
    if (next === undefined || next.at > until) return false;
    this.#agenda.shift();
    this.#now = next.at;
    next.act();
    return true;
  }
}

/** All that only waits for promises has happened by then: Node comes to its ticks when no promise is left to serve. */
function everythingReady(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
