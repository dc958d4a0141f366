import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  type Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { MetricName } from '../../shared/observability/metrics.ts';
import { fiveMinutes, highest, percentile, sum } from '../alarms/alarm.ts';
import { functionNames, gatewayMetrics, lambdaMetrics, ownMetrics, type Sources } from '../alarms/sources.ts';
import type { FunctionName } from '../permissions.ts';
import { costMetrics } from './dashboard-cost.ts';

export interface DashboardProps {
  readonly name: string;
  readonly sources: Sources;
  readonly alarms: readonly IAlarm[];
  readonly accessLog: ILogGroup;
}

/** The way of a purchase, in the order in which it goes it. */
const funnel: readonly MetricName[] = [
  'PurchaseBegun',
  'PurchaseSucceeded',
  'PurchaseRefused',
  'PurchaseNotDone',
  'PurchaseUnknown',
  'PurchaseNotCompleted',
  'PurchaseInReview',
  'PurchaseLateSuccess',
];

/** What somebody on call looks at first: are users served, do purchases go through, is it Gigs, what does it cost. */
export function createDashboard(scope: Construct, { name, sources, alarms, accessLog }: DashboardProps): Dashboard {
  const { settings } = sources;
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    defaultInterval: Duration.hours(12),
    widgets: [
      [
        new TextWidget({
          width: 24,
          height: 1,
          markdown: `Gigs top-ups, **${settings.stage}**: docs/platform.md says what each of these is`,
        }),
      ],
      [new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] })],
      requestRow(sources),
      purchaseRow(sources),
      gigsRow(sources),
      functionRow(sources),
      [
        byRoute(accessLog),
        graph('Cost, US dollars an hour (estimate)', {
          left: costMetrics(sources),
          stacked: true,
          leftYAxis: { min: 0 },
        }),
      ],
    ],
  });
}

function requestRow(sources: Sources): IWidget[] {
  const gateway = gatewayMetrics(sources);
  return [
    graph('Requests', {
      left: [sum(gateway, 'Count', fiveMinutes)],
      right: [sum(gateway, '4xx', fiveMinutes), sum(gateway, '5xx', fiveMinutes)],
    }),
    graph('Latency, ms', {
      left: (['p50', 'p90', 'p99'] as const).map((p) => labelled(percentile(gateway, 'Latency', p, fiveMinutes), p)),
    }),
  ];
}

function purchaseRow(sources: Sources): IWidget[] {
  const settlement = ownMetrics(sources, 'settlement');
  return [
    graph('Purchases', { left: funnel.map((metric) => ofBoth(sources, metric)) }),
    graph('Age of the oldest without outcome, ms', {
      left: [highest(settlement, 'UndecidedAge', fiveMinutes), highest(settlement, 'ReviewAge', fiveMinutes)],
      right: [percentile(settlement, 'TimeToSettle', 'p90', fiveMinutes)],
    }),
  ];
}

function gigsRow(sources: Sources): IWidget[] {
  const api = ownMetrics(sources, 'api');
  const settlement = ownMetrics(sources, 'settlement');
  return [
    graph('Gigs: how long it takes, ms', {
      left: (['p50', 'p90', 'p99'] as const).map((p) => labelled(percentile(api, 'GigsDuration', p, fiveMinutes), p)),
    }),
    graph('Gigs: what fails, and our key', {
      left: (['GigsFailed', 'GigsRefusedService', 'GigsKeyUnavailable', 'AddonWithoutPrice'] as const).map((metric) =>
        ofBoth(sources, metric),
      ),
      right: [highest(settlement, 'GigsKeyAge', Duration.hours(1))],
    }),
  ];
}

function functionRow(sources: Sources): IWidget[] {
  const each = (metric: (name: FunctionName) => Metric) => functionNames.map((name) => labelled(metric(name), name));
  return [
    graph('Functions: broken off, turned away', {
      left: each((name) => sum(lambdaMetrics(sources, name), 'Errors', fiveMinutes)),
      right: each((name) => sum(lambdaMetrics(sources, name), 'Throttles', fiveMinutes)),
    }),
    graph('Functions: at once, and how long, ms', {
      left: each((name) => highest(lambdaMetrics(sources, name), 'ConcurrentExecutions', fiveMinutes)),
      right: each((name) => percentile(lambdaMetrics(sources, name), 'Duration', 'p99', fiveMinutes)),
    }),
  ];
}

/** Rate, errors and duration of each route, from the access log: metrics per route would cost more than all else here. */
function byRoute(accessLog: ILogGroup): LogQueryWidget {
  return new LogQueryWidget({
    title: 'Routes',
    width: 12,
    height: 6,
    logGroupNames: [accessLog.logGroupName],
    queryLines: [
      'stats count(*) as requests, sum(strcontains(concat("x", status), "x5")) as failed, pct(responseLatency, 50) as p50, pct(responseLatency, 99) as p99 by routeKey',
      'sort requests desc',
    ],
  });
}

function ofBoth(sources: Sources, name: MetricName): IMetric {
  const usingMetrics = Object.fromEntries(
    functionNames.map((of) => [`${name}_${of}`.toLowerCase(), sum(ownMetrics(sources, of), name, fiveMinutes)]),
  );
  const expression = `SUM([${Object.keys(usingMetrics).join(', ')}])`;
  return new MathExpression({ expression, usingMetrics, label: name, period: fiveMinutes });
}

function labelled(metric: Metric, label: string): Metric {
  return metric.with({ label });
}

function graph(title: string, props: GraphWidgetProps): GraphWidget {
  return new GraphWidget({ title, width: 12, height: 6, ...props });
}
