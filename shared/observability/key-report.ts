import { GigsKeyUnavailable } from '../gigs/outcome.ts';
import type { GigsKey } from '../gigs-key.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/**
 * Says whether there is a Gigs API key, how old it is and how long it has left: so that a key that nobody set, or that
 * runs out, is noticed before a user is. It never throws, and says nothing of the key itself.
 */
export async function reportGigsKey(gigsKey: GigsKey, now: () => number, log: Log, metrics: Metrics): Promise<void> {
  const reason = await gigsKey.current().then(
    () => null,
    (error: unknown) => (error instanceof GigsKeyUnavailable ? error.reason : 'unreadable'),
  );
  const { ageMs, expiresAt, errorName } = gigsKey.describe();
  if (reason !== null) {
    log('gigs-key-unavailable', { reason, ...(errorName !== null && { error: errorName }) });
    metrics({ GigsKeyUnavailable: 1 });
    return;
  }
  if (ageMs === null && expiresAt === null) return;
  metrics({
    ...(ageMs !== null && { GigsKeyAge: ageMs }),
    // None left is none left: a key that has run out can be told from one that is about to by Gigs' 401.
    ...(expiresAt !== null && { GigsKeyTimeLeft: Math.max(0, expiresAt - now()) }),
  });
}
