import type { GigsEvent } from '../gigs/connection.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Reports each exchange with Gigs: how long it took, and in the log those that brought no answer. */
export function createGigsReport(log: Log, metrics: Metrics): (event: GigsEvent) => void {
  return (event) => {
    const { operation, outcome, reason, status, durationMs } = event;
    metrics({ GigsDuration: durationMs });
    if (refusesUs(event)) {
      log('gigs-refused-service', { operation, reason, status, durationMs });
      metrics({ GigsRefusedService: 1 });
    } else if (outcome !== 'answered' && outcome !== 'refused') {
      log('gigs-call-failed', { operation, reason, status, durationMs });
      metrics({ GigsFailed: 1 });
    }
  };
}

/**
 * Whether Gigs refuses the service and not the user: no user can mend that, and no purchase succeeds until somebody does.
 * 401 and 403 are about our key. 400 is about the form of a request, which is all ours: a purchase sends two checked ids,
 * and perhaps an idempotency key, for which the project must be approved (see docs/purchases.md).
 */
function refusesUs({ operation, reason, status }: GigsEvent): boolean {
  const isMalformedPurchase = operation === 'createSubscriptionAddon' && status === 400;
  return reason === 'unauthenticated' || reason === 'forbidden' || isMalformedPurchase;
}
