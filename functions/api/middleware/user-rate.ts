import { createMiddleware } from 'hono/factory';
import { Problem } from '../../../shared/contract/problems.ts';
import type { Env } from '../env.ts';

/** Users beyond the latest so many are forgotten, and begin anew. */
const mostUsers = 10_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * So many requests per user and minute, evenly refilled. Each instance counts for itself, so it is approximate by design:
 * it keeps one user from using an instance up, not from making requests. 0 switches it off.
 */
export function userRate(perMinute: number, now: () => number) {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;

  function take(user: string): number {
    const known = buckets.get(user);
    const bucket = known ?? { tokens: perMinute, filledAt: now() };
    bucket.tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now() - bucket.filledAt) * perMs);
    bucket.filledAt = now();
    buckets.delete(user);
    buckets.set(user, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > mostUsers && oldest !== undefined) buckets.delete(oldest);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / perMs;
    bucket.tokens -= 1;
    return 0;
  }

  return createMiddleware<Env>(async (c, next) => {
    const user = c.get('user');
    const waitMs = perMinute === 0 || user === undefined ? 0 : take(user);
    if (waitMs > 0) throw new Problem('too-many-requests', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
    await next();
  });
}
