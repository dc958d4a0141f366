import { createMiddleware } from 'hono/factory';
import type { Log } from '../../../shared/observability/log.ts';
import type { Env } from '../env.ts';

/** One line for each request: who, which operation, what came of it, how long it took. Nothing of what was sent. */
export function requestLog(log: Log, now: () => number, hashUser: (user: string) => string | undefined) {
  return createMiddleware<Env>(async (c, next) => {
    const startedAt = now();
    await next();
    const user = c.get('user');
    log('request', {
      requestId: c.env.requestId,
      user: user && hashUser(user),
      operation: c.env.operation,
      status: c.res.status,
      code: c.get('problem') ?? null,
      durationMs: now() - startedAt,
    });
  });
}
