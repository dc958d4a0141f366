import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { settlementConcurrency } from '../config.ts';
import type { LogMetric } from '../constructs/log-metrics.ts';
import type { FunctionName } from '../permissions.ts';
import { apiTimeoutSeconds, settlementTimeoutSeconds } from '../timing.ts';
import { type AlarmSpec, fiveMinutes, highest, lessThan, moreThan, silenceIsTrouble, sum } from './alarm.ts';
import { functionNames, lambdaMetrics, logMetrics, ownMetrics, type Sources } from './sources.ts';

const timeoutSeconds: Record<FunctionName, number> = { api: apiTimeoutSeconds, settlement: settlementTimeoutSeconds };

/** Four fifths of a limit: near enough to it that somebody should look before it is reached. */
const near = (limit: number) => 0.8 * limit;

/** What goes wrong with the functions themselves. */
export function functionAlarms(sources: Sources): AlarmSpec[] {
  const keyInLog: LogMetric = 'KeyInLog';
  return [
    ...functionNames.flatMap((name) => alarmsOf(name, sources)),
    {
      id: 'unexpected-error',
      runbook: 'unexpected-error',
      severity: 'page',
      notices: 'Requests end in an error that nobody planned (500 internal-error)',
      metric: sum(ownMetrics(sources, 'api'), 'UnexpectedError'),
      threshold: 1,
      datapoints: 2,
      of: 5,
    },
    {
      id: 'settlement-silent',
      runbook: 'settlement-silent',
      severity: 'page',
      notices: 'Purchases whose outcome is not known are not settled: no run was finished for three minutes',
      metric: sum(ownMetrics(sources, 'settlement'), 'SettlementRun'),
      threshold: 1,
      comparison: lessThan,
      datapoints: 3,
      of: 3,
      missing: silenceIsTrouble,
    },
    {
      id: 'settlement-ledger-fails',
      runbook: 'settlement-ledger-fails',
      severity: 'ticket',
      notices: 'A ledger cannot be settled: its purchases may stay without an outcome',
      metric: sum(ownMetrics(sources, 'settlement'), 'SettlementLedgerFailed', fiveMinutes),
      threshold: 1,
      datapoints: 3,
      of: 3,
    },
    {
      id: 'dead-letters',
      runbook: 'dead-letters',
      severity: 'page',
      notices: 'A run of the settlement function was given up',
      metric: sources.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: fiveMinutes,
      }),
      threshold: 1,
    },
    {
      id: 'account-concurrency',
      runbook: 'throttles',
      severity: 'ticket',
      notices: 'Nine tenths of what Lambda allows this account at once are in use',
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'ClaimedAccountConcurrency', statistic: 'Maximum' }),
      threshold: 0.9 * sources.settings.limits.accountConcurrency,
      datapoints: 2,
      of: 2,
    },
    {
      id: 'key-in-log',
      runbook: 'key-in-log',
      severity: 'page',
      notices: 'Something that looks like a Gigs API key is in a log',
      metric: sum(logMetrics(sources), keyInLog, fiveMinutes),
      threshold: 1,
    },
  ];
}

function alarmsOf(name: FunctionName, sources: Sources): AlarmSpec[] {
  const lambda = lambdaMetrics(sources, name);
  const concurrency = name === 'api' ? sources.settings.limits.apiConcurrency : settlementConcurrency;
  return [
    {
      id: `${name}-errors`,
      runbook: 'function-errors',
      severity: 'page',
      notices: `The ${name} function breaks off: it throws, runs out of time or memory, or does not start`,
      metric: sum(lambda, 'Errors'),
      threshold: 1,
      datapoints: 2,
      of: 5,
    },
    {
      id: `${name}-throttles`,
      runbook: 'throttles',
      severity: 'page',
      notices: `Lambda turns invocations of the ${name} function away`,
      metric: sum(lambda, 'Throttles'),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
    {
      id: `${name}-duration`,
      runbook: 'function-duration',
      severity: 'ticket',
      notices: `The ${name} function comes near its time limit`,
      metric: highest(lambda, 'Duration'),
      threshold: near(timeoutSeconds[name] * 1000),
      comparison: moreThan,
      datapoints: 3,
      of: 5,
    },
    // The settlement function has one invocation a minute: its concurrency says nothing that its throttles do not.
    ...(name === 'settlement'
      ? []
      : [
          {
            id: `${name}-concurrency`,
            runbook: 'throttles',
            severity: 'ticket',
            notices: `The ${name} function comes near the number of requests that it may serve at once`,
            metric: highest(lambda, 'ConcurrentExecutions'),
            threshold: near(concurrency),
            comparison: moreThan,
            datapoints: 5,
            of: 10,
          } as const,
        ]),
  ];
}
