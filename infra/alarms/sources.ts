import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { metricNamespace } from '../../shared/observability/metrics.ts';
import type { StageSettings } from '../config.ts';
import type { Functions } from '../constructs/functions.ts';
import type { FunctionName } from '../permissions.ts';

/** What alarms and dashboard look at. */
export interface Sources {
  readonly settings: StageSettings;
  readonly api: HttpApi;
  readonly functions: Functions;
  readonly table: ITable;
  readonly deadLetters: IQueue;
  /** Where the metrics are that are counted from log lines. */
  readonly logMetrics: string;
}

export const functionNames = ['api', 'settlement'] as const satisfies readonly FunctionName[];

/** API Gateway's own metrics of the API. */
export function gatewayMetrics({ api }: Sources) {
  return { namespace: 'AWS/ApiGateway', dimensionsMap: { ApiId: api.apiId } };
}

/** Lambda's own metrics of a function. */
export function lambdaMetrics({ functions }: Sources, name: FunctionName) {
  return { namespace: 'AWS/Lambda', dimensionsMap: { FunctionName: functions[name].lambda.functionName } };
}

/** What a function says of itself. Its name is the only dimension, so stages do not mix. */
export function ownMetrics({ functions }: Sources, name: FunctionName) {
  return { namespace: metricNamespace, dimensionsMap: { Function: functions[name].lambda.functionName } };
}

/** What is counted from log lines. Such metrics have no dimensions; the stage is in the name of their namespace. */
export function logMetrics({ logMetrics: namespace }: Sources) {
  return { namespace };
}
