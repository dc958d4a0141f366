import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './context.ts';
import { GigsError } from './errors.ts';

export const idempotencyModes = ['known', 'ignored', 'refused'] as const;
export type IdempotencyMode = (typeof idempotencyModes)[number];

const storedForMs = 24 * 60 * 60 * 1000;
const documentation = ['https://developers.gigs.com/api/idempotent-requests.md'];

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

/**
 * `Idempotency-Key` as https://developers.gigs.com/api/idempotent-requests.md has it: for POST and DELETE, status and
 * body of the first successful request are stored and given again for 24 hours; one that failed may be repeated.
 * What the key is unique in is not written there: here, in the method and path. The body is not compared.
 */
export const replayIdempotently = createMiddleware<ApiEnv>(async function replayIdempotently(c, next) {
  const { now, replies, switches } = c.env.sandbox;
  const key = c.req.header('Idempotency-Key');
  const applies = c.req.method === 'POST' || c.req.method === 'DELETE';
  if (key === undefined || !applies || switches.idempotencyKeys === 'ignored') return next();

  if (switches.idempotencyKeys === 'refused') {
    throw new GigsError('malformed', 'Idempotency-Key: the project is not approved for the beta', { documentation });
  }
  if (key.length < 1 || key.length > 255) {
    throw new GigsError('invalid', 'Idempotency-Key: must have 1 to 255 characters', { documentation });
  }

  const name = `${c.req.method} ${c.req.path} ${key}`;
  return replies.inTurn(async () => {
    const stored = replies.get(name, now());
    if (stored) {
      return new Response(stored.body, { status: stored.status, headers: { 'content-type': 'application/json' } });
    }
    await next();
    if (c.res.status >= 400) return;
    replies.set(name, { status: c.res.status, body: await c.res.clone().text(), at: now() });
  });
});
