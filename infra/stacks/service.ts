import { CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../config.ts';
import type { AlarmSet } from '../constructs/alarm-set.ts';
import { CanaryRelease } from '../constructs/canary-release.ts';
import { addCustomDomain } from '../constructs/custom-domain.ts';
import { type CodeOf, createFunctions, type Functions } from '../constructs/functions.ts';
import { createHttpApi } from '../constructs/http-api.ts';
import { createObservability } from '../constructs/observability.ts';
import { letOnlyRead } from '../constructs/secret-policy.ts';
import { createDeadLetterQueue, scheduleEveryMinute } from '../constructs/settlement-schedule.ts';
import { prefixOf } from '../names.ts';
import { stateReferences } from './state-references.ts';

/** All that can be thrown away and deployed anew: functions, API, schedule, alarms, dashboard. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, settings: StageSettings, codeOf: CodeOf) {
    const { stage, account, region, customDomain } = settings;
    const prefix = prefixOf(stage);
    super(scope, id, {
      stackName: `${prefix}-service`,
      description: `Gigs top-ups, stage ${stage}: functions, API and alarms. Keeps nothing`,
      env: { region, ...(account !== null && { account }) },
      terminationProtection: settings.removalPolicy === 'retain',
    });
    const state = stateReferences(this, settings);
    const { encryptionKey } = state;
    const logs = {
      retention: settings.logRetentionDays,
      removalPolicy: settings.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    };

    const deadLetters = createDeadLetterQueue(this);
    const functions = createFunctions(this, { settings, codeOf, state, logs, deadLetters });
    scheduleEveryMinute(this, functions.settlement.invoked, deadLetters);
    if (settings.gigsKeySecretArn === null) {
      const roles = Object.values(functions).map(({ role }) => role.roleArn);
      letOnlyRead(this, state.arns.secret, [...roles, ...settings.gigsKeyReaders]);
    }

    const accessLog = new LogGroup(this, 'AccessLog', { ...logs, logGroupName: accessLogName(this, prefix) });
    const http = createHttpApi(this, { name: prefix, settings, handler: functions.api.invoked, accessLog });
    if (customDomain) addCustomDomain(this, customDomain, http.api, http.stage);
    const url = customDomain ? `https://${customDomain.name}` : http.api.apiEndpoint;
    new CfnOutput(this, 'Url', { description: 'Where the API is', value: url });

    const watched = { settings, api: http.api, functions, table: state.table, deadLetters };
    release(this, functions, createObservability(this, { ...watched, prefix, accessLog, encryptionKey }));
  }
}

/**
 * API Gateway writes to groups of this name without a permission for each. A kept group must not stand in the way of a
 * new stack of the same name, so the stack's own id is in it.
 */
function accessLogName({ stackId }: Stack, prefix: string): string {
  return `/aws/vendedlogs/${prefix}/${Fn.select(2, Fn.split('/', stackId))}`;
}

/** Alarms of our own faults only: one that rings because Gigs is down would hold up the deployment that helps. */
function release(stack: Stack, { api, settlement }: Functions, alarms: AlarmSet): void {
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
