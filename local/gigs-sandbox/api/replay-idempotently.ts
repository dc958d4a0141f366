import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './context.ts';
import { GigsError } from './errors.ts';

const documentation = ['https://developers.gigs.com/api/idempotent-requests.md'];

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
