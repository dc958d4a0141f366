import type { Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { metricNamespace } from '../../shared/observability/metrics.ts';
import type { Sources } from '../alarms/sources.ts';
import { AlarmSet } from './alarm-set.ts';
import { alarmTopic } from './alarm-topic.ts';
import { createDashboard } from './dashboard.ts';
import { countInLogs } from './log-metrics.ts';
import { saveQueries } from './saved-queries.ts';

export interface ObservabilityProps extends Omit<Sources, 'logMetrics'> {
  readonly prefix: string;
  readonly accessLog: ILogGroup;
  readonly encryptionKey: IKey | undefined;
}

/** All that tells people how the service does: counts in logs, saved queries, alarms and the dashboard. */
export function createObservability(stack: Stack, props: ObservabilityProps): AlarmSet {
  const { prefix, accessLog, settings, functions } = props;
  const functionLogs = { api: functions.api.logs, settlement: functions.settlement.logs };
  const logMetrics = `${metricNamespace}/${settings.stage}`;
  countInLogs(stack, { namespace: logMetrics, accessLog, functionLogs });
  saveQueries(stack, { prefix, accessLog, functionLogs: Object.values(functionLogs) });
  const sources = { ...props, logMetrics };
  const action = new SnsAction(alarmTopic(stack, settings.alarms, props.encryptionKey));
  const alarms = new AlarmSet(stack, 'Alarms', { prefix, sources, action });
  createDashboard(stack, { name: prefix, sources, alarms: alarms.all, accessLog });
  return alarms;
}
