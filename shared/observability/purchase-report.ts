import type { EventReason, PurchaseEvent } from '../purchases/ledger.ts';
import type { PurchaseReport } from '../purchases/ports.ts';
import type { Log } from './log.ts';
import type { MetricName, Metrics } from './metrics.ts';

interface Meaning {
  readonly counts?: readonly MetricName[];
  /** What only a person can make good, or what must never happen unseen. */
  readonly isAlarm?: true;
  /** An outcome that was unknown is known: how long that took is measured. */
  readonly settles?: true;
}

/** What each thing that can happen to a purchase means to whoever watches the service. */
const meanings: Readonly<Record<EventReason, Meaning>> = {
  begun: { counts: ['PurchaseBegun'] },
  accepted: { counts: ['PurchaseSucceeded'] },
  'accepted-late': { counts: ['PurchaseSucceeded', 'PurchaseLateSuccess'], settles: true },
  'accepted-after-removal': { counts: ['PurchaseSucceeded', 'PurchaseLateSuccess'], isAlarm: true },
  'accepted-contradiction': { isAlarm: true },
  'accepted-holds-another': { isAlarm: true },
  'claim-lost': { isAlarm: true },
  refused: { counts: ['PurchaseRefused'] },
  'not-done': { counts: ['PurchaseNotDone'] },
  'outcome-unknown': { counts: ['PurchaseUnknown'] },
  'taken-over': { counts: ['PurchaseUnknown'] },
  found: { counts: ['PurchaseSucceeded'], settles: true },
  'not-found': { counts: ['PurchaseNotCompleted'], settles: true },
  'several-candidates': { isAlarm: true },
  'foreign-candidate': { isAlarm: true },
  'review-waiting': { counts: ['PurchaseInReview'] },
  'audit-clean': {},
  'audit-corrected': { counts: ['PurchaseSucceeded', 'PurchaseLateSuccess'], isAlarm: true },
  'audit-contradiction': { isAlarm: true },
  'resolved-succeeded': { counts: ['PurchaseSucceeded'], settles: true },
  'resolved-failed': { counts: ['PurchaseNotCompleted'], settles: true },
};

/** Whether it is something that an operator must hear of. */
export function isAlarm({ reason }: Pick<PurchaseEvent, 'reason'>): boolean {
  return meanings[reason].isAlarm ?? false;
}

/** Reports the protocol as an audit log, a line for each change of state, and as metrics. No user is in either. */
export function createPurchaseReport(log: Log, metrics: Metrics): PurchaseReport {
  return {
    changed(event) {
      log(isAlarm(event) ? 'purchase-alarm' : 'purchase-changed', { ...event });
      const values = metricsOf(event);
      if (Object.keys(values).length > 0) metrics(values);
    },
    witnessed(fact) {
      log('purchase-witness', fact);
    },
  };
}

function metricsOf({ reason, ageMs }: PurchaseEvent): Parameters<Metrics>[0] {
  const { counts = [], settles } = meanings[reason];
  return {
    ...Object.fromEntries(counts.map((name) => [name, 1])),
    ...(isAlarm({ reason }) && { PurchaseAlarm: 1 }),
    ...(settles && { TimeToSettle: ageMs }),
  };
}
