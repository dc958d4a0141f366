import { CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { metricNamespace } from '../../shared/observability/metrics.ts';
import type { Sources } from '../alarms/sources.ts';
import { type StageSettings, settlementConcurrency } from '../config.ts';
import { AlarmSet } from '../constructs/alarm-set.ts';
import { alarmTopic } from '../constructs/alarm-topic.ts';
import { BundledFunction, type BundledFunctionProps } from '../constructs/bundled-function.ts';
import { CanaryRelease } from '../constructs/canary-release.ts';
import { addCustomDomain } from '../constructs/custom-domain.ts';
import { createDashboard } from '../constructs/dashboard.ts';
import { createHttpApi } from '../constructs/http-api.ts';
import { countInLogs } from '../constructs/log-metrics.ts';
import { saveQueries } from '../constructs/saved-queries.ts';
import { letOnlyRead } from '../constructs/secret-policy.ts';
import { createDeadLetterQueue, longestWait, scheduleEveryMinute } from '../constructs/settlement-schedule.ts';
import { environmentOf } from '../function-settings.ts';
import { imported, prefixOf, tableArn } from '../names.ts';
import { type FunctionName, permissionsOf, type StateArns } from '../permissions.ts';
import { apiTimeoutSeconds, memoryMb, settlementTimeoutSeconds } from '../timing.ts';

/** The built bundle of a function. A property, so that tests of the stack need no build. */
export type CodeOf = (name: FunctionName) => Code;

/** All that can be thrown away and deployed anew: functions, API, schedule, alarms, dashboard. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, settings: StageSettings, codeOf: CodeOf) {
    const { stage, account, region } = settings;
    const prefix = prefixOf(stage);
    super(scope, id, {
      stackName: `${prefix}-service`,
      description: `Gigs top-ups, stage ${stage}: functions, API and alarms. Keeps nothing`,
      env: { region, ...(account !== null && { account }) },
      terminationProtection: settings.removalPolicy === 'retain',
    });
    const state = this.stateOf(settings);
    const logs = {
      retention: settings.logRetentionDays,
      removalPolicy: settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(state.key && { encryptionKey: state.key }),
    };
    // API Gateway writes to groups of this name without a permission for each. A kept group must not stand in the way
    // of a new stack of the same name, so the stack's own id is in it.
    const stackUuid = Fn.select(2, Fn.split('/', this.stackId));
    const accessLog = new LogGroup(this, 'AccessLog', {
      ...logs,
      logGroupName: `/aws/vendedlogs/${prefix}/${stackUuid}`,
    });

    const deadLetters = createDeadLetterQueue(this);
    const environment = {
      ...environmentOf(settings.functions),
      LEDGER_TABLE: state.table.tableName,
      GIGS_KEY_SECRET_ID: state.arns.secret,
    };
    const bundled = (
      name: FunctionName,
      props: Pick<BundledFunctionProps, 'description' | 'timeoutSeconds' | 'reservedConcurrency'> &
        Partial<BundledFunctionProps>,
    ) =>
      new BundledFunction(this, name, {
        code: codeOf(name),
        memoryMb: memoryMb[name],
        environment,
        permissions: permissionsOf(name, state.arns, this),
        logs,
        ...props,
      });
    const api = bundled('api', {
      description: 'Answers the app',
      timeoutSeconds: apiTimeoutSeconds,
      reservedConcurrency: settings.limits.apiConcurrency,
    });
    const settlement = bundled('settlement', {
      description: 'Settles purchases whose outcome is not known',
      timeoutSeconds: settlementTimeoutSeconds,
      reservedConcurrency: settlementConcurrency,
      deadLetters,
      asynchronous: { retryAttempts: 0, maxEventAge: longestWait },
    });
    scheduleEveryMinute(this, settlement.invoked, deadLetters);
    if (settings.gigsKeySecretArn === null) {
      const readers = [api.role.roleArn, settlement.role.roleArn, ...settings.gigsKeyReaders];
      letOnlyRead(this, state.arns.secret, readers);
    }

    const http = createHttpApi(this, { name: prefix, settings, handler: api.invoked, accessLog });
    if (settings.customDomain) addCustomDomain(this, settings.customDomain, http.api, http.stage);
    const url = settings.customDomain ? `https://${settings.customDomain.name}` : http.api.apiEndpoint;
    new CfnOutput(this, 'Url', { description: 'Where the API is', value: url });

    const functions = { api, settlement };
    const functionLogs = { api: api.logs, settlement: settlement.logs };
    const logMetrics = `${metricNamespace}/${stage}`;
    countInLogs(this, { namespace: logMetrics, accessLog, functionLogs });
    saveQueries(this, { prefix, accessLog, functionLogs: Object.values(functionLogs) });
    const sources: Sources = { settings, api: http.api, functions, table: state.table, deadLetters, logMetrics };
    const action = new SnsAction(alarmTopic(this, settings.alarms, state.key));
    const alarms = new AlarmSet(this, 'Alarms', { prefix, sources, action });
    createDashboard(this, { name: prefix, sources, alarms: alarms.all, accessLog });
    release(this, functions, alarms);
  }

  private stateOf({ stage, ledgerTable, gigsKeySecretArn, customerManagedKey }: StageSettings): State {
    const table = ledgerTable ?? imported(stage, 'ledger-table-name');
    const keyArn = customerManagedKey ? imported(stage, 'encryption-key-arn') : null;
    const arns = {
      table: tableArn(this, table),
      secret: gigsKeySecretArn ?? imported(stage, 'gigs-key-secret-arn'),
      encryptionKey: keyArn,
    };
    return {
      arns,
      table: Table.fromTableArn(this, 'Ledgers', arns.table),
      key: keyArn === null ? undefined : Key.fromKeyArn(this, 'EncryptionKey', keyArn),
    };
  }
}

interface State {
  readonly arns: StateArns;
  readonly table: ReturnType<typeof Table.fromTableArn>;
  readonly key: IKey | undefined;
}

/** Alarms of our own faults only: one that rings because Gigs is down would hold up the deployment that helps. */
function release(stack: Stack, { api, settlement }: Sources['functions'], alarms: AlarmSet): void {
  new CanaryRelease(stack, 'ApiRelease', {
    released: api,
    config: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    alarms: alarms.named(['api-errors', 'unexpected-error', 'ledger-unavailable']),
  });
  // It runs once a minute: of a tenth of five minutes' runs there might be none.
  new CanaryRelease(stack, 'SettlementRelease', {
    released: settlement,
    config: LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
    alarms: alarms.named(['settlement-errors', 'settlement-silent', 'settlement-ledger-fails']),
  });
}
