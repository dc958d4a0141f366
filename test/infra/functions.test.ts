import { describe, expect, it } from 'vitest';
import { ledgerTable } from '../../shared/purchases/ledger-table.ts';
import { type Json, synthesize } from './synthesized.ts';

const { service } = synthesize('test');

function functionOf(name: 'api' | 'settlement', template = service) {
  const [found] = template.all('AWS::Lambda::Function').filter(([id]) => id.startsWith(name));
  if (!found) throw new Error(`There is no function ${name}`);
  return { id: found[0], ...found[1] };
}

const api = functionOf('api');
const settlement = functionOf('settlement');

describe('the functions', () => {
  it('are two, and each says itself what it needs', () => {
    expect(service.all('AWS::Lambda::Function')).toHaveLength(2);
    const explicit = {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      EphemeralStorage: { Size: 512 },
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'INFO' },
    };
    expect(api.Properties).toMatchObject({
      ...explicit,
      MemorySize: 1024,
      Timeout: 15,
      ReservedConcurrentExecutions: 50,
    });
    expect(settlement.Properties).toMatchObject({
      ...explicit,
      MemorySize: 512,
      Timeout: 60,
      ReservedConcurrentExecutions: 2,
    });
  });

  it('are in no network of ours, and have no address of their own', () => {
    for (const { Properties } of [api, settlement]) expect(Properties).not.toHaveProperty('VpcConfig');
    expect(service.all('AWS::Lambda::Url')).toEqual([]);
  });

  it('have each a log group that forgets', () => {
    for (const { Properties } of service.all('AWS::Logs::LogGroup').map(([, group]) => group)) {
      expect(Properties.RetentionInDays).toBe(30);
    }
    for (const { Properties } of [api, settlement]) {
      const { Ref } = Properties.LoggingConfig.LogGroup;
      expect(service.all('AWS::Logs::LogGroup').map(([id]) => id)).toContain(Ref);
    }
  });

  it('get their settings, and no secret, from the environment', () => {
    const { Variables } = api.Properties.Environment;
    expect(Variables).toEqual(settlement.Properties.Environment.Variables);
    expect(Variables).toMatchObject({
      GIGS_PROJECT: 'example-test',
      LEDGER_TABLE: { 'Fn::ImportValue': 'gigs-top-ups-test:ledger-table-name' },
      GIGS_KEY_SECRET_ID: { 'Fn::ImportValue': 'gigs-top-ups-test:gigs-key-secret-arn' },
    });
  });

  it('take no longer than the gateway waits: who is outside outlasts who is inside', () => {
    const { Variables } = api.Properties.Environment;
    const getMs = Number(Variables.GIGS_GET_TIMEOUT_MS);
    const postMs = Number(Variables.GIGS_POST_TIMEOUT_MS);
    const softMs = Number(Variables.SOFT_DEADLINE_MS);
    const gatewayMs = service.only('AWS::ApiGatewayV2::Integration').Properties.TimeoutInMillis;
    const chain = [getMs, postMs, softMs, api.Properties.Timeout * 1000, gatewayMs, 30_000];
    expect(chain).toEqual([...chain].sort((a, b) => a - b));
    expect(new Set(chain).size).toBe(chain.length);
  });
});

describe('a new version', () => {
  it.each([
    [
      'api',
      'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      ['api-errors', 'unexpected-error', 'ledger-unavailable'],
    ],
    [
      'settlement',
      'CodeDeployDefault.LambdaLinear10PercentEvery1Minute',
      ['settlement-errors', 'settlement-silent', 'settlement-ledger-fails'],
    ],
  ])('of %s is tried on a few, and taken back when an alarm rings', (name, config, alarms) => {
    const [alias] = service.all('AWS::Lambda::Alias').filter(([id]) => id.startsWith(name));
    const { DeploymentGroupName } = alias?.[1].UpdatePolicy.CodeDeployLambdaAliasUpdate ?? {};
    const [, group] =
      service.all('AWS::CodeDeploy::DeploymentGroup').find(([id]) => id === DeploymentGroupName.Ref) ?? [];
    expect(alias?.[1].Properties.Name).toBe('live');
    expect(group?.Properties).toMatchObject({
      DeploymentConfigName: config,
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining([
          'DEPLOYMENT_FAILURE',
          'DEPLOYMENT_STOP_ON_ALARM',
          'DEPLOYMENT_STOP_ON_REQUEST',
        ]),
      },
      AlarmConfiguration: { Enabled: true },
    });
    const watched = group?.Properties.AlarmConfiguration.Alarms.map(({ Name }: Json) => nameOfAlarm(Name.Ref));
    expect(watched).toEqual(alarms.map((alarm) => `gigs-top-ups-test-${alarm}`));
  });

  it('is kept, so that it can be gone back to', () => {
    const versions = service.all('AWS::Lambda::Version').map(([, version]) => version.DeletionPolicy);
    expect(versions).toEqual(['Retain', 'Retain']);
  });
});

function nameOfAlarm(id: string): string {
  return service.json.Resources[id].Properties.AlarmName;
}

describe('the schedule', () => {
  const queue = service.only('AWS::SQS::Queue');
  const queueArn = { 'Fn::GetAtt': [queue.id, 'Arn'] };

  it('runs the settlement function every minute, by its alias', () => {
    const [alias] = service.all('AWS::Lambda::Alias').filter(([id]) => id.startsWith('settlement'));
    expect(service.only('AWS::Events::Rule').Properties).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { Ref: alias?.[0] },
          DeadLetterConfig: { Arn: queueArn },
          RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
        },
      ],
    });
  });

  it('keeps what failed, whether EventBridge could not hand it over or the function broke off', () => {
    expect(settlement.Properties.DeadLetterConfig).toEqual({ TargetArn: queueArn });
    const [alias] = service.all('AWS::Lambda::Alias').filter(([id]) => id.startsWith('settlement'));
    const { Qualifier, ...config } = service.only('AWS::Lambda::EventInvokeConfig').Properties;
    expect(JSON.stringify(Qualifier)).toContain(alias?.[0]);
    expect(config).toMatchObject({
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 0,
    });
  });

  it('has a queue that is encrypted, takes nothing in the clear, and keeps a fortnight', () => {
    expect(queue.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    expect(JSON.stringify(service.only('AWS::SQS::QueuePolicy').Properties)).toContain('"aws:SecureTransport":"false"');
  });
});

describe('permissions', () => {
  const table = expect.stringContaining('table/');

  function statements(template: typeof service, name: string): Json[] {
    const [policy] = template.all('AWS::IAM::Policy').filter(([id]) => id.startsWith(`${name}RoleDefaultPolicy`));
    return policy?.[1].Properties.PolicyDocument.Statement ?? [];
  }

  function pinned(template: typeof service, name: string) {
    return Object.fromEntries(
      statements(template, name).map(({ Sid, Action, Resource }) => [
        Sid ?? [Action].flat()[0].split(':')[0],
        { actions: [Action].flat().sort(), on: JSON.stringify(Resource) },
      ]),
    );
  }

  const log = (name: string) => ({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: expect.stringMatching(new RegExp(`^\\{"Fn::GetAtt":\\["${name}Logs\\w+","Arn"\\]\\}$`)),
  });
  const tracing = { actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], on: '"*"' };
  const secret = {
    actions: ['secretsmanager:GetSecretValue'],
    on: '{"Fn::ImportValue":"gigs-top-ups-test:gigs-key-secret-arn"}',
  };

  it('of the API function are these and no other', () => {
    expect(pinned(service, 'api')).toEqual({
      Ledgers: { actions: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'], on: table },
      Index: { actions: ['dynamodb:Query'], on: expect.stringContaining(`/index/${ledgerTable.byCreatedAt.name}"`) },
      GigsKey: secret,
      OwnLog: log('api'),
      xray: tracing,
    });
  });

  it('of the settlement function are these and no other', () => {
    const queue = service.only('AWS::SQS::Queue').id;
    expect(pinned(service, 'settlement')).toEqual({
      Ledgers: {
        actions: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
        on: table,
      },
      Index: { actions: ['dynamodb:Query'], on: expect.stringContaining(`/index/${ledgerTable.due.name}"`) },
      GigsKey: secret,
      OwnLog: log('settlement'),
      xray: tracing,
      sqs: { actions: ['sqs:SendMessage'], on: `{"Fn::GetAtt":["${queue}","Arn"]}` },
    });
  });

  it("use a key of one's own by way of the services that keep what it encrypts", () => {
    const production = synthesize('production').service;
    for (const name of ['api', 'settlement']) {
      const byKey = statements(production, name).filter(({ Action }) => JSON.stringify(Action).includes('kms:'));
      expect(byKey.map(({ Condition }) => JSON.stringify(Condition))).toEqual([
        expect.stringContaining('dynamodb.eu-central-1.'),
        expect.stringContaining('secretsmanager.eu-central-1.'),
      ]);
    }
  });

  it.each(['test', 'production', 'scratch'])(
    'name actions and things one by one in %s: no wildcard but tracing',
    (stage) => {
      const template = synthesize(stage).service;
      for (const { PolicyDocument } of template.properties('AWS::IAM::Policy')) {
        for (const { Action, Resource } of PolicyDocument.Statement) {
          for (const action of [Action].flat()) expect(action).not.toContain('*');
          if (![Action].flat()[0].startsWith('xray:')) expect(JSON.stringify(Resource)).not.toContain('*');
        }
      }
    },
  );

  it('belong to a role of each function, without managed policies', () => {
    for (const { Properties } of service.all('AWS::IAM::Role').map(([, role]) => role)) {
      expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    }
    expect(api.Properties.Role).not.toEqual(settlement.Properties.Role);
    expect(service.all('AWS::IAM::Role')).toHaveLength(4);
  });

  it('of a release move one alias and see its alarms', () => {
    const [policy] = service.all('AWS::IAM::Policy').filter(([id]) => id.startsWith('ApiReleaseRole'));
    const [move, watch] = policy?.[1].Properties.PolicyDocument.Statement ?? [];
    expect(move.Action).toEqual(['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias']);
    expect(JSON.stringify(move.Resource)).toContain(api.id);
    expect(watch).toMatchObject({ Action: 'cloudwatch:DescribeAlarms' });
    expect(watch.Resource).toHaveLength(3);
  });
});
