import { Duration } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  type MetricProps,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';

/** An alarm before it is one: what it says and when it rings. */
export interface AlarmSpec {
  /** Unique in a stage, and a part of the alarm's name. */
  readonly id: string;
  /** File in docs/runbooks, without `.md`. */
  readonly runbook: string;
  /** `page` wakes somebody; `ticket` waits for the morning. */
  readonly severity: 'page' | 'ticket';
  /** What users or operators notice, as one clause. */
  readonly notices: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** At least the threshold, unless something else is said. */
  readonly comparison?: ComparisonOperator;
  /** Of the last `of` periods, so many must be over the threshold. One of one unless something else is said. */
  readonly datapoints?: number;
  readonly of?: number;
  /** No data is no trouble, unless silence itself is what is looked for. */
  readonly missing?: TreatMissingData;
}

export const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: atLeast, GREATER_THAN_THRESHOLD: moreThan } = ComparisonOperator;
export const { LESS_THAN_THRESHOLD: lessThan } = ComparisonOperator;
export const silenceIsTrouble = TreatMissingData.BREACHING;
export const silenceIsGood = TreatMissingData.NOT_BREACHING;

export const minute = Duration.minutes(1);
export const fiveMinutes = Duration.minutes(5);

type Where = Pick<MetricProps, 'namespace' | 'dimensionsMap'>;

/** How often something happened. */
export function sum(where: Where, metricName: string, period = minute): Metric {
  return new Metric({ ...where, metricName, period, statistic: 'Sum' });
}

/** The highest value there was. */
export function highest(where: Where, metricName: string, period = minute): Metric {
  return new Metric({ ...where, metricName, period, statistic: 'Maximum' });
}

/** The value that all but so many per cent stay under, such as `p99`. */
export function percentile(where: Where, metricName: string, statistic: `p${number}`, period = minute): Metric {
  return new Metric({ ...where, metricName, period, statistic });
}

/** How many per cent of all something was; 0 where it was less than `least` times, since one of two is no rate. */
export function percentage(part: IMetric, all: IMetric, least: number, period = minute): MathExpression {
  return new MathExpression({
    expression: `IF(part >= ${least}, 100 * part / all, 0)`,
    usingMetrics: { part, all },
    period,
    label: 'per cent',
  });
}
