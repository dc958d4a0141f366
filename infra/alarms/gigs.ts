import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionName } from '../permissions.ts';
import { type AlarmSpec, fiveMinutes, highest, lessThan, moreThan, percentage, sum } from './alarm.ts';
import { functionNames, ownMetrics, type Sources } from './sources.ts';

/** What goes wrong between us and Gigs. */
export function gigsAlarms(sources: Sources): AlarmSpec[] {
  const { gigsKeyMaxAgeDays, gigsKeyWarnDaysBeforeExpiry } = sources.settings;
  const api = ownMetrics(sources, 'api');
  const settlement = ownMetrics(sources, 'settlement');
  const calls = new Metric({ ...api, metricName: 'GigsDuration', statistic: 'SampleCount', period: fiveMinutes });
  return [
    {
      id: 'gigs-fails',
      runbook: 'gigs-fails',
      severity: 'page',
      notices: 'More than 5 % of calls to Gigs fail or are not answered in time',
      metric: percentage(sum(api, 'GigsFailed', fiveMinutes), calls, 5, fiveMinutes),
      threshold: 5,
      comparison: moreThan,
      datapoints: 2,
      of: 3,
    },
    {
      id: 'gigs-schema',
      runbook: 'gigs-schema',
      severity: 'ticket',
      notices: 'Gigs sends add-ons in a form or with a price that cannot be read: they are not on sale',
      metric: sum(api, 'AddonWithoutPrice', fiveMinutes),
      threshold: 1,
    },
    ...functionNames.flatMap((name) => keyAlarms(name, sources)),
    {
      id: 'gigs-key-old',
      runbook: 'gigs-key-age',
      severity: 'ticket',
      notices: `The Gigs API key has been in use for more than ${gigsKeyMaxAgeDays} days`,
      metric: highest(settlement, 'GigsKeyAge', Duration.hours(1)),
      threshold: Duration.days(gigsKeyMaxAgeDays).toMilliseconds(),
      comparison: moreThan,
    },
    {
      id: 'gigs-key-runs-out',
      runbook: 'gigs-key-age',
      severity: 'ticket',
      notices: `The Gigs API key runs out within ${gigsKeyWarnDaysBeforeExpiry} days; then nobody can buy`,
      metric: new Metric({
        ...settlement,
        metricName: 'GigsKeyTimeLeft',
        statistic: 'Minimum',
        period: Duration.hours(1),
      }),
      threshold: Duration.days(gigsKeyWarnDaysBeforeExpiry).toMilliseconds(),
      comparison: lessThan,
    },
  ];
}

function keyAlarms(name: FunctionName, sources: Sources): AlarmSpec[] {
  const own = ownMetrics(sources, name);
  return [
    {
      id: `gigs-refuses-${name}`,
      runbook: 'gigs-refuses',
      severity: 'page',
      notices: 'Gigs answers 401 or 403 to our key: nobody can buy',
      metric: sum(own, 'GigsRefusedService'),
      threshold: 1,
    },
    {
      id: `gigs-key-not-set-${name}`,
      runbook: 'gigs-key-not-set',
      severity: 'page',
      notices: 'The Gigs API key is not set or cannot be read: nobody can buy',
      metric: sum(own, 'GigsKeyUnavailable'),
      threshold: 1,
      datapoints: 2,
      of: 3,
    },
  ];
}
