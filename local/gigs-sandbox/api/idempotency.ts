/** What the sandbox does with `Idempotency-Key`: docs/sandbox.md says what each means. */
export const idempotencyModes = ['known', 'ignored', 'refused'] as const;
export type IdempotencyMode = (typeof idempotencyModes)[number];

const storedForMs = 24 * 60 * 60 * 1000;

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly at: number;
}

/** The replies that are given again. Times are ms since the epoch. */
export class StoredReplies {
  readonly #replies = new Map<string, Reply>();
  #lastTurn: Promise<unknown> = Promise.resolve();

  /** Does one after the other, so that of two requests with the same key the second finds the reply to the first. */
  inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastTurn.then(action);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  get(key: string, now: number): Reply | undefined {
    const reply = this.#replies.get(key);
    return reply && now - reply.at < storedForMs ? reply : undefined;
  }

  set(key: string, reply: Reply): void {
    this.#forgetBefore(reply.at - storedForMs);
    // Deleted first: a map keeps the place of a key it knows, and the oldest are looked for in front.
    this.#replies.delete(key);
    this.#replies.set(key, reply);
  }

  #forgetBefore(at: number): void {
    for (const [key, reply] of this.#replies) {
      if (reply.at > at) return;
      this.#replies.delete(key);
    }
  }
}
