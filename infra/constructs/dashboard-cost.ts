import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { sum } from '../alarms/alarm.ts';
import { functionNames, gatewayMetrics, lambdaMetrics, type Sources } from '../alarms/sources.ts';
import { prices } from '../cost.ts';
import type { FunctionName } from '../permissions.ts';
import { memoryMb } from '../timing.ts';

const hour = Duration.hours(1);

/** What the stage costs in an hour, as far as it depends on use. The bill has the truth, a day later. */
export function costMetrics(sources: Sources): IMetric[] {
  const requests = sum(gatewayMetrics(sources), 'Count', hour);
  const table = { namespace: 'AWS/DynamoDB', dimensionsMap: { TableName: sources.table.tableName } };
  return [
    priced('gateway', `requests * ${decimal(prices.httpApiRequest)}`, { requests }),
    ...functionNames.map((name) => functionCost(sources, name)),
    priced('table', `writes * ${decimal(prices.dynamoDbWriteUnit)} + reads * ${decimal(prices.dynamoDbReadUnit)}`, {
      writes: sum(table, 'ConsumedWriteCapacityUnits', hour),
      reads: sum(table, 'ConsumedReadCapacityUnits', hour),
    }),
    logCost(sources),
  ];
}

function functionCost(sources: Sources, name: FunctionName): IMetric {
  const lambda = lambdaMetrics(sources, name);
  const perMs = (prices.lambdaGbSecondArm * memoryMb[name]) / 1024 / 1000;
  return priced(name, `${name}_calls * ${decimal(prices.lambdaRequest)} + ${name}_ms * ${decimal(perMs)}`, {
    [`${name}_calls`]: sum(lambda, 'Invocations', hour),
    [`${name}_ms`]: sum(lambda, 'Duration', hour),
  });
}

function logCost({ functions }: Sources): IMetric {
  const bytes = Object.fromEntries(
    functionNames.map((name) => [
      `${name}_log`,
      new Metric({
        namespace: 'AWS/Logs',
        metricName: 'IncomingBytes',
        dimensionsMap: { LogGroupName: functions[name].logs.logGroupName },
        statistic: 'Sum',
        period: hour,
      }),
    ]),
  );
  return priced('logs', `SUM([${Object.keys(bytes).join(', ')}]) * ${decimal(prices.logGb / 1e9)}`, bytes);
}

function priced(label: string, expression: string, usingMetrics: Record<string, IMetric>): IMetric {
  return new MathExpression({ label, expression, usingMetrics, period: hour });
}

/** CloudWatch takes the `e` of 5e-10 for the name of a metric. */
function decimal(price: number): string {
  return price.toFixed(15).replace(/0+$/, '');
}
