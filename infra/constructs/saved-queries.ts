import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface SavedQueriesProps {
  readonly prefix: string;
  readonly accessLog: ILogGroup;
  readonly functionLogs: readonly ILogGroup[];
}

/** The questions that the runbooks ask of the logs. CloudWatch shows them under "Saved queries". */
export function saveQueries(scope: Construct, { prefix, accessLog, functionLogs }: SavedQueriesProps): void {
  const inFunctions = {
    'what went wrong': {
      fields: ['@timestamp', 'message', 'code', 'reason', 'operation', 'error', 'requestId'],
      filterStatements: ['level in ["warn", "error"]'],
      sort: '@timestamp desc',
    },
    'answers by code': {
      filterStatements: ['message = "request"'],
      statsStatements: ['count(*) as answers, pct(durationMs, 99) as p99 by operation, status, code'],
      sort: 'answers desc',
    },
    'one purchase': {
      fields: ['@timestamp', 'message', 'state', 'reason', 'epoch', 'ageMs', 'subscriptionAddon'],
      filterStatements: ['purchase = "pur_…"'],
      sort: '@timestamp asc',
    },
    'one request': {
      fields: ['@timestamp', 'message', 'operation', 'status', 'code', 'durationMs'],
      filterStatements: ['requestId = "…"'],
      sort: '@timestamp asc',
    },
    'how a function ended': {
      fields: [
        '@timestamp',
        'type',
        'record.status',
        'record.errorType',
        'record.metrics.durationMs',
        'record.requestId',
      ],
      filterStatements: ['type = "platform.report" and record.status != "success"'],
      sort: '@timestamp desc',
    },
  };
  for (const [name, query] of Object.entries(inFunctions)) save(name, query, functionLogs);
  const refused = {
    fields: ['time', 'routeKey', 'status', 'authorizerError', 'gatewayError', 'integrationError', 'requestId'],
    filterStatements: ['status like /^5/ or (status like /^4/ and integrationStatus = "-")'],
    sort: 'time desc',
  };
  save('what the gateway refused', refused, [accessLog]);

  function save(name: string, query: ConstructorParameters<typeof QueryString>[0], logGroups: readonly ILogGroup[]) {
    new QueryDefinition(scope, `Query ${name}`, {
      queryDefinitionName: `${prefix}/${name}`,
      queryString: new QueryString({ ...query, limit: 200 }),
      logGroups: [...logGroups],
    });
  }
}
