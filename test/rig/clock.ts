/** The time of day, which a test can let pass: the functions and the sandbox read it instead of the machine's. */
export class Clock {
  #aheadMs = 0;

  readonly now = (): number => Date.now() + this.#aheadMs;

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
