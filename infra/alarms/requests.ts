import type { LogMetric } from '../constructs/log-metrics.ts';
import { type AlarmSpec, atLeast, fiveMinutes, moreThan, percentage, percentile, sum } from './alarm.ts';
import { gatewayMetrics, logMetrics, type Sources } from './sources.ts';

/** What whoever calls the API notices. */
export function requestAlarms(sources: Sources): AlarmSpec[] {
  const gateway = gatewayMetrics(sources);
  const logged = (name: LogMetric) => sum(logMetrics(sources), name, fiveMinutes);
  return [
    {
      id: 'availability',
      runbook: 'availability',
      severity: 'page',
      notices: 'More than 1 % of requests fail on our side',
      metric: percentage(sum(gateway, '5xx'), sum(gateway, 'Count'), 5),
      threshold: 1,
      comparison: moreThan,
      datapoints: 3,
      of: 5,
    },
    {
      id: 'buying-fails',
      runbook: 'buying-fails',
      severity: 'page',
      notices: 'More than 5 % of attempts to buy are answered with 5xx',
      metric: percentage(logged('BuyServerErrors'), logged('BuyRequests'), 3, fiveMinutes),
      threshold: 5,
      comparison: moreThan,
    },
    {
      id: 'latency-p90',
      runbook: 'latency',
      severity: 'ticket',
      notices: 'One request in ten takes more than 2.5 s',
      metric: percentile(gateway, 'Latency', 'p90'),
      threshold: 2500,
      comparison: moreThan,
      datapoints: 5,
      of: 5,
    },
    {
      id: 'latency-p99',
      runbook: 'latency',
      severity: 'page',
      notices: 'One request in a hundred takes more than 8 s, nearly as long as an app waits',
      metric: percentile(gateway, 'Latency', 'p99'),
      threshold: 8000,
      comparison: moreThan,
      datapoints: 5,
      of: 5,
    },
    {
      id: 'broken-requests',
      runbook: 'broken-requests',
      severity: 'ticket',
      notices: 'More than 5 % of requests are such as the contract does not allow: a faulty app, or somebody trying',
      metric: percentage(logged('BrokenRequests'), sum(gateway, 'Count', fiveMinutes), 10, fiveMinutes),
      threshold: 5,
      comparison: moreThan,
      datapoints: 3,
      of: 3,
    },
    {
      id: 'gateway-throttles',
      runbook: 'throttles',
      severity: 'ticket',
      notices: 'The gateway turns requests away with 429',
      metric: logged('GatewayThrottled'),
      threshold: 10,
      comparison: atLeast,
      datapoints: 2,
      of: 3,
    },
    {
      id: 'strangers-things',
      runbook: 'strangers-things',
      severity: 'ticket',
      notices:
        "Subscriptions, purchases or add-ons are asked for that are not the callers' own: somebody may be probing",
      metric: percentage(logged('StrangersThings'), sum(gateway, 'Count', fiveMinutes), 20, fiveMinutes),
      threshold: 5,
      comparison: moreThan,
    },
  ];
}
