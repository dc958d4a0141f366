import { createMiddleware } from 'hono/factory';
import type { Env } from '../env.ts';

/** What every answer says of itself. Only an operation that knows better may let its answer be kept. */
export function answerHeaders() {
  return createMiddleware<Env>(async (c, next) => {
    await next();
    const { headers } = c.res;
    headers.set('X-Request-Id', c.env.requestId);
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
  });
}
