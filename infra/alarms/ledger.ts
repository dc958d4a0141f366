import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { ledgerTable } from '../../shared/purchases/ledger-table.ts';
import { type AlarmSpec, minute, sum } from './alarm.ts';
import { ownMetrics, type Sources } from './sources.ts';

const operations = ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'BatchWriteItem'];

/** What goes wrong with the table of ledgers. */
export function ledgerAlarms(sources: Sources): AlarmSpec[] {
  const TableName = sources.table.tableName;
  const table = (name: string, dimensions: Record<string, string> = {}) =>
    sum({ namespace: 'AWS/DynamoDB', dimensionsMap: { TableName, ...dimensions } }, name);
  return [
    {
      id: 'ledger-unavailable',
      runbook: 'ledger-unavailable',
      severity: 'page',
      notices: 'Ledgers cannot be read or written: nobody can buy',
      metric: sum(ownMetrics(sources, 'api'), 'LedgerUnavailable'),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
    {
      id: 'table-errors',
      runbook: 'ledger-unavailable',
      severity: 'ticket',
      notices: 'DynamoDB has errors of its own on the table of ledgers',
      metric: total(operations.map((Operation) => table('SystemErrors', { Operation }))),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
    {
      id: 'table-throttles',
      runbook: 'ledger-unavailable',
      severity: 'page',
      notices: 'DynamoDB turns requests to the table of ledgers away: one subscription or plan is asked for very often',
      metric: total([
        table('ReadThrottleEvents'),
        table('WriteThrottleEvents'),
        table('WriteThrottleEvents', { GlobalSecondaryIndexName: ledgerTable.due.name }),
      ]),
      threshold: 1,
      datapoints: 3,
      of: 5,
    },
  ];
}

/**
 * The sum of metrics most of which have no data most of the time. Not CDK's `metric…ForOperations`: these add with `+`,
 * which has no result where any of them has none.
 */
function total(metrics: readonly IMetric[]): MathExpression {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return new MathExpression({
    expression: `SUM([${Object.keys(named).join(', ')}])`,
    usingMetrics: named,
    period: minute,
    label: 'in all',
  });
}
