import { describe, expect, it } from 'vitest';
import { ledgerTable } from '../../shared/purchases/ledger-table.ts';
import { synthesize, synthesizeChanged } from './synthesized.ts';

describe.each(['test', 'production'])('the table of ledgers in %s', (stage) => {
  const table = synthesize(stage).state.only('AWS::DynamoDB::Table');

  it('cannot be deleted, by CloudFormation or by hand, and can be gone back in time', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table.Properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
    });
  });

  it('is paid by use and has no stream', () => {
    expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(table.Properties).not.toHaveProperty('StreamSpecification');
  });

  it('has the keys and indexes that the store relies on; the sparse one holds keys only', () => {
    const { partitionKey, sortKey, byCreatedAt, due, timeToLive } = ledgerTable;
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];
    expect(table.Properties).toMatchObject({
      KeySchema: keys(partitionKey.name, sortKey.name),
      LocalSecondaryIndexes: [
        {
          IndexName: byCreatedAt.name,
          KeySchema: keys(partitionKey.name, byCreatedAt.sortKey.name),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: due.name,
          KeySchema: keys(due.partitionKey.name, due.sortKey.name),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
    });
    const types = Object.fromEntries(
      table.Properties.AttributeDefinitions.map((attribute: Record<string, string>) => Object.values(attribute)),
    );
    expect(types).toEqual({ pk: 'S', sk: 'S', createdAtKey: 'S', duePartition: 'S', dueAt: 'N' });
  });
});

describe('the secret', () => {
  it.each(['test', 'production', 'scratch'])('has no value in %s, neither given nor generated', (stage) => {
    const { Properties } = synthesize(stage).state.only('AWS::SecretsManager::Secret');
    expect(Object.keys(Properties).sort()).toEqual(
      stage === 'production' ? ['Description', 'KmsKeyId', 'Name', 'Tags'] : ['Description', 'Name', 'Tags'],
    );
  });

  it('outlives its stack', () => {
    const secret = synthesize('test').state.only('AWS::SecretsManager::Secret');
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('can be one that exists already, whose policy is then left alone', () => {
    const gigsKeySecretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:gigs/key-AbCdEf';
    const { state, service } = synthesizeChanged({ gigsKeySecretArn });
    expect(state.all('AWS::SecretsManager::Secret')).toEqual([]);
    expect(service.all('AWS::SecretsManager::ResourcePolicy')).toEqual([]);
    for (const { Environment } of service.properties('AWS::Lambda::Function')) {
      expect(Environment.Variables.GIGS_KEY_SECRET_ID).toBe(gigsKeySecretArn);
    }
  });

  it('can be read by the functions alone, administrators included', () => {
    const { service } = synthesize('test');
    const [policy] = service.properties('AWS::SecretsManager::ResourcePolicy');
    const roles = service
      .all('AWS::IAM::Role')
      .filter(([, { Properties }]) => JSON.stringify(Properties).includes('lambda.amazonaws.com'));
    expect(policy).toMatchObject({
      BlockPublicPolicy: true,
      ResourcePolicy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'secretsmanager:GetSecretValue',
            Condition: {
              StringNotEquals: { 'aws:PrincipalArn': roles.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] })) },
            },
          },
        ],
      },
    });
    expect(roles).toHaveLength(2);
  });

  it('can be read by those whom the stage names besides', () => {
    const gigsKeyReaders = ['arn:aws:iam::111122223333:role/top-ups-operators'];
    const [policy] = synthesizeChanged({ gigsKeyReaders }).service.properties('AWS::SecretsManager::ResourcePolicy');
    const [statement] = policy.ResourcePolicy.Statement;
    expect(statement.Condition.StringNotEquals['aws:PrincipalArn']).toEqual([
      { 'Fn::GetAtt': expect.anything() },
      { 'Fn::GetAtt': expect.anything() },
      ...gigsKeyReaders,
    ]);
  });
});

describe("a key of one's own", () => {
  const { state, service } = synthesize('production');
  const key = state.only('AWS::KMS::Key');

  it('encrypts table, secret and logs, and is rotated', () => {
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.DeletionPolicy).toBe('Retain');
    const arn = { 'Fn::GetAtt': [key.id, 'Arn'] };
    expect(state.only('AWS::DynamoDB::Table').Properties.SSESpecification).toMatchObject({
      SSEEnabled: true,
      KMSMasterKeyId: arn,
    });
    expect(state.only('AWS::SecretsManager::Secret').Properties.KmsKeyId).toEqual(arn);
    const imported = { 'Fn::ImportValue': 'gigs-top-ups-production:encryption-key-arn' };
    const groups = service.properties('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(3);
    for (const { KmsKeyId } of groups) expect(KmsKeyId).toEqual(imported);
  });

  it('is administered by the account alone: services may use it for this account only', () => {
    for (const { Principal, Action, Condition } of key.Properties.KeyPolicy.Statement) {
      if (Action === 'kms:*') expect(JSON.stringify(Principal)).toContain(':root');
      else expect(Condition).toBeDefined();
    }
  });

  it('is not made where nobody asks for it', () => {
    expect(synthesize('test').state.all('AWS::KMS::Key')).toEqual([]);
  });
});

describe('the two stacks', () => {
  it.each(['test', 'production'])('are protected from deletion in %s', (stage) => {
    const { stacks } = synthesize(stage);
    expect([stacks.state.terminationProtection, stacks.service.terminationProtection]).toEqual([true, true]);
  });

  it('can be thrown away where the stage says so, with all they hold', () => {
    const { stacks, state, service } = synthesize('scratch');
    expect(stacks.state.terminationProtection).toBe(false);
    expect(state.only('AWS::DynamoDB::Table').Properties.DeletionProtectionEnabled).toBe(false);
    const kept = [...Object.values(state.json.Resources), ...Object.values(service.json.Resources)].filter(
      (resource) => (resource as { DeletionPolicy?: string }).DeletionPolicy === 'Retain',
    );
    expect(kept.map((resource) => (resource as { Type: string }).Type)).toEqual([
      'AWS::Lambda::Version',
      'AWS::Lambda::Version',
    ]);
  });

  it('hold nothing of each other: what keeps data is in the state stack alone', () => {
    const { state, service } = synthesize('production');
    const types = (template: typeof state) =>
      new Set(Object.values(template.json.Resources).map((r) => (r as { Type: string }).Type));
    expect([...types(state)].sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::KMS::Alias',
      'AWS::KMS::Key',
      'AWS::SecretsManager::Secret',
    ]);
    for (const type of types(state)) expect(types(service)).not.toContain(type);
  });

  it('are bound by exports, so that nobody can remove what the service uses', () => {
    const { state, service } = synthesize('production');
    const exported = Object.values(state.json.Outputs).map(
      (output) => (output as { Export: { Name: string } }).Export.Name,
    );
    const used = new Set(JSON.stringify(service.json).match(/gigs-top-ups-production:[a-z-]+/g));
    expect([...used].sort()).toEqual(exported.sort());
  });

  it('share no name with those of another stage', () => {
    const named = (stage: string) => {
      const { state, service, stacks } = synthesize(stage);
      const names = JSON.stringify([state.json, service.json]).match(/"[A-Za-z]*Name":"[^"]+"/g) ?? [];
      const global = names.filter((name) => name.includes('gigs-top-ups'));
      return [stacks.state.stackName, stacks.service.stackName, ...global];
    };
    const other = new Set(named('scratch'));
    expect(named('test').length).toBeGreaterThan(40);
    expect(named('test').filter((name) => other.has(name))).toEqual([]);
  });

  it('use a table that exists already where the stage names one, such as a restored one', () => {
    const { service } = synthesizeChanged({ ledgerTable: 'restored-ledgers' });
    for (const { Environment } of service.properties('AWS::Lambda::Function')) {
      expect(Environment.Variables.LEDGER_TABLE).toBe('restored-ledgers');
    }
    const policies = JSON.stringify(service.properties('AWS::IAM::Policy'));
    expect(policies).toContain('table/restored-ledgers/index/due');
    expect(policies).not.toContain('ledger-table-name');
  });
});
