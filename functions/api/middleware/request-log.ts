import { createMiddleware } from 'hono/factory';
import type { Log } from '../../../shared/observability/log.ts';
import type { Env } from '../env.ts';

/** One line for each request: which operation, what came of it, how long it took. Nothing of what was sent. */
export function requestLog(log: Log, now: () => number) {
  return createMiddleware<Env>(async (c, next) => {
    const startedAt = now();
    await next();
    log('request', {
      requestId: c.env.requestId,
      operation: c.env.operation,
      status: c.res.status,
      code: c.get('problem') ?? null,
      durationMs: now() - startedAt,
    });
  });
}
