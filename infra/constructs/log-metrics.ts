import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { operations, routeKeyOf } from '../../shared/contract/operations.ts';
import type { FunctionName } from '../permissions.ts';

const isBuying = FilterPattern.stringValue('$.routeKey', '=', routeKeyOf(operations.buyTopUp));

/** What is counted from the access log. Its values are all strings. */
const inAccessLog = {
  BuyRequests: isBuying,
  BuyServerErrors: FilterPattern.all(isBuying, FilterPattern.regexValue('$.status', '=', '^5')),
  // An app that sends what the contract does not allow. 401, 402, 404, 409, 422 and 429 are everyday life.
  BrokenRequests: anyOf('$.status', ['400', '403', '413', '415']),
  // 429 of which the function knows nothing: the limits of the stage or of the routes that buy.
  GatewayThrottled: FilterPattern.all(
    FilterPattern.stringValue('$.status', '=', '429'),
    FilterPattern.stringValue('$.integrationStatus', '=', '-'),
  ),
} as const;

/** What is counted from the API function's log: somebody asks for things that are not theirs, or do not exist. */
const strangersThings = FilterPattern.all(
  FilterPattern.stringValue('$.message', '=', 'request'),
  anyOf('$.code', ['subscription-not-found', 'purchase-not-found', 'addon-not-found']),
);

/** The beginning of every Gigs API key. */
const keyInLog = FilterPattern.literal('%gpk_[A-Za-z0-9]%');

export type LogMetric = keyof typeof inAccessLog | 'StrangersThings' | 'KeyInLog';

export interface LogMetricsProps {
  readonly namespace: string;
  readonly accessLog: ILogGroup;
  readonly functionLogs: Readonly<Record<FunctionName, ILogGroup>>;
}

/** Counts in logs what has no metric of its own. */
export function countInLogs(scope: Construct, { namespace, accessLog, functionLogs }: LogMetricsProps): void {
  function count(id: string, metricName: LogMetric, logGroup: ILogGroup, filterPattern: IFilterPattern): void {
    // Without matches there is a 0, so that a rate has something to be a rate of.
    new MetricFilter(scope, id, { logGroup, filterPattern, metricNamespace: namespace, metricName, defaultValue: 0 });
  }
  for (const name of Object.keys(inAccessLog) as (keyof typeof inAccessLog)[]) {
    count(name, name, accessLog, inAccessLog[name]);
  }
  count('StrangersThings', 'StrangersThings', functionLogs.api, strangersThings);
  count('KeyInApiLog', 'KeyInLog', functionLogs.api, keyInLog);
  count('KeyInSettlementLog', 'KeyInLog', functionLogs.settlement, keyInLog);
}

/** One of these values. Not a regular expression: CloudWatch's know no parentheses, and are counted. */
function anyOf(field: string, values: readonly string[]) {
  return FilterPattern.any(...values.map((value) => FilterPattern.stringValue(field, '=', value)));
}
