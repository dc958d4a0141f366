import { Duration } from 'aws-cdk-lib';
import type { FunctionName } from '../permissions.ts';
import { type AlarmSpec, fiveMinutes, highest, moreThan, percentage, sum } from './alarm.ts';
import { functionNames, ownMetrics, type Sources } from './sources.ts';

// An unknown purchase is looked at every five minutes at least, one in review every quarter of an hour.
const tenMinutes = Duration.minutes(10);
const halfAnHour = Duration.minutes(30);
const hour = Duration.hours(1);

/** What happens to purchases. */
export function purchaseAlarms(sources: Sources): AlarmSpec[] {
  const settlement = ownMetrics(sources, 'settlement');
  const api = ownMetrics(sources, 'api');
  const begun = sum(api, 'PurchaseBegun', fiveMinutes);
  return [
    {
      id: 'undecided-5-minutes',
      runbook: 'undecided-purchases',
      severity: 'ticket',
      notices: 'A user has waited for more than 5 minutes to know whether a purchase was made',
      metric: highest(settlement, 'UndecidedAge', tenMinutes),
      threshold: Duration.minutes(5).toMilliseconds(),
      comparison: moreThan,
    },
    {
      id: 'undecided-30-minutes',
      runbook: 'undecided-purchases',
      severity: 'page',
      notices: 'A user has waited for more than 30 minutes to know whether a purchase was made',
      metric: highest(settlement, 'UndecidedAge', tenMinutes),
      threshold: Duration.minutes(30).toMilliseconds(),
      comparison: moreThan,
    },
    {
      id: 'unknown-rate',
      runbook: 'unknown-rate',
      severity: 'page',
      notices: 'More than 1 % of purchases are sent to Gigs without an outcome coming back',
      metric: percentage(sum(api, 'PurchaseUnknown', fiveMinutes), begun, 3, fiveMinutes),
      threshold: 1,
      comparison: moreThan,
    },
    {
      id: 'review-waiting',
      runbook: 'review-waiting',
      severity: 'ticket',
      notices: 'A purchase waits for a person to decide it',
      metric: sum(settlement, 'PurchaseInReview', halfAnHour),
      threshold: 1,
    },
    {
      id: 'review-a-day',
      runbook: 'review-waiting',
      severity: 'page',
      notices: 'A purchase has waited for a person for more than a day',
      metric: highest(settlement, 'ReviewAge', halfAnHour),
      threshold: Duration.days(1).toMilliseconds(),
      comparison: moreThan,
    },
    ...functionNames.flatMap((name) => surprises(name, sources)),
  ];
}

/** Both functions meet these; one alarm each, since the sum of two metrics is nothing as long as one has no data. */
function surprises(name: FunctionName, sources: Sources): AlarmSpec[] {
  const own = ownMetrics(sources, name);
  return [
    {
      id: `late-success-${name}`,
      runbook: 'late-success',
      severity: 'ticket',
      notices: 'A purchase turned out to have been made after users may have been told that it was not',
      metric: sum(own, 'PurchaseLateSuccess', hour),
      threshold: 1,
    },
    {
      id: `purchase-contradiction-${name}`,
      runbook: 'purchase-contradiction',
      severity: 'page',
      notices: 'What Gigs says of a purchase contradicts the ledger: somebody may have paid twice or for nothing',
      metric: sum(own, 'PurchaseAlarm', fiveMinutes),
      threshold: 1,
    },
  ];
}
