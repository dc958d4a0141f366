import type { EventReason, PurchaseEvent } from '../purchases/ledger.ts';
import type { PurchaseReport } from '../purchases/ports.ts';
import type { Log } from './log.ts';
import type { MetricName, Metrics } from './metrics.ts';

/** What only a person can make good, or what must never happen unseen. */
const alarms: ReadonlySet<EventReason> = new Set([
  'accepted-after-removal',
  'accepted-contradiction',
  'accepted-holds-another',
  'claim-lost',
  'several-candidates',
  'foreign-candidate',
  'audit-corrected',
  'audit-contradiction',
]);

const counted: Partial<Record<EventReason, MetricName>> = {
  begun: 'PurchaseBegun',
  accepted: 'PurchaseSucceeded',
  'accepted-late': 'PurchaseLateSuccess',
  'accepted-after-removal': 'PurchaseLateSuccess',
  'audit-corrected': 'PurchaseLateSuccess',
  refused: 'PurchaseRefused',
  'not-done': 'PurchaseNotDone',
  'outcome-unknown': 'PurchaseUnknown',
  'taken-over': 'PurchaseUnknown',
  found: 'PurchaseSucceeded',
  'not-found': 'PurchaseNotCompleted',
  'review-waiting': 'PurchaseInReview',
};

/** Reports the protocol as an audit log and as metrics. */
export function createPurchaseReport(log: Log, metrics: Metrics): PurchaseReport {
  return {
    changed(event) {
      log(alarms.has(event.reason) ? 'purchase-alarm' : 'purchase-changed', { ...event });
      metrics(metricsOf(event));
    },
    witnessed(fact) {
      log('purchase-witness', fact);
    },
  };
}

function metricsOf(event: PurchaseEvent): Parameters<Metrics>[0] {
  const name = counted[event.reason];
  const isSettled = event.reason === 'found' || event.reason === 'not-found' || event.reason === 'accepted-late';
  return {
    ...(name && { [name]: 1 }),
    ...(alarms.has(event.reason) && { PurchaseAlarm: 1 }),
    ...(isSettled && { TimeToSettle: event.ageMs }),
    ...(event.state === 'unknown' && { UndecidedAge: event.ageMs }),
    ...(event.state === 'review' && { ReviewAge: event.ageMs }),
  };
}
