import { Duration } from 'aws-cdk-lib';
import { type AlarmSpec, moreThan, percentage, sum } from './alarm.ts';
import { gatewayMetrics, type Sources } from './sources.ts';

/** Of a month's requests so many per cent may fail: 99.9 % do not. */
const budget = 0.1;

/** Burning the month's budget so many times too fast, seen over a long time and still now, over a short one. */
const burns = [
  { id: 'budget-burns-fast', rate: 14.4, long: Duration.hours(1), short: Duration.minutes(5) },
  { id: 'budget-burns-slowly', rate: 6, long: Duration.hours(6), short: Duration.minutes(30) },
] as const;

/** Fewer failures than these are no trend. */
const least = 5;

/** An alarm that rings when two others do, which ring for nobody on their own. */
export interface BurnAlarm {
  readonly id: string;
  readonly severity: 'page' | 'ticket';
  readonly runbook: string;
  readonly notices: string;
  readonly both: readonly [AlarmSpec, AlarmSpec];
}

/** The alarms of the objective that 99.9 % of requests are answered without a failure of ours, month by month. */
export function budgetAlarms(sources: Sources): BurnAlarm[] {
  const gateway = gatewayMetrics(sources);
  return burns.map(({ id, rate, long, short }) => {
    const runbook = 'error-budget';
    const notices = `The failures that a month may have are used up ${rate} times too fast`;
    const over = (period: Duration) => ({
      id: `${id}-${period.toMinutes()}-minutes`,
      runbook,
      severity: 'page' as const,
      notices: `${notices}, over ${period.toMinutes()} minutes`,
      metric: percentage(sum(gateway, '5xx', period), sum(gateway, 'Count', period), least, period),
      threshold: Number((rate * budget).toFixed(2)),
      comparison: moreThan,
    });
    return { id, severity: 'page' as const, runbook, notices, both: [over(long), over(short)] as const };
  });
}
