import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessLogFields } from '../../infra/constructs/http-api.ts';
import { problems } from '../../shared/contract/problems.ts';
import { metricNamespace, metricUnits } from '../../shared/observability/metrics.ts';
import { type Json, synthesize, synthesizeChanged } from './synthesized.ts';

const { service } = synthesize('test');
const metricAlarms = service.properties('AWS::CloudWatch::Alarm');
const composites = service.properties('AWS::CloudWatch::CompositeAlarm');
const named: [string, Json][] = [...metricAlarms, ...composites].map((alarm) => [idOf(alarm), alarm]);

function idOf({ AlarmName }: Json): string {
  return AlarmName.replace('gigs-top-ups-test-', '');
}

function alarmOf(id: string): Json {
  return named.find(([name]) => name === id)?.[1];
}

function runbookOf({ AlarmDescription }: Json): string {
  return /docs\/runbooks\/([a-z-]+)\.md$/.exec(AlarmDescription)?.[1] ?? 'none';
}

/** All metrics that an alarm looks at, with their namespaces. */
function metricsOf(alarm: Json): { MetricName: string; Namespace: string }[] {
  const single = alarm.MetricName === undefined ? [] : [alarm];
  return [...single, ...(alarm.Metrics ?? []).flatMap(({ MetricStat }: Json) => MetricStat?.Metric ?? [])];
}

describe('every alarm', () => {
  it.each(named)('%s says what is noticed, how urgent it is, and where the runbook is', (_id, alarm) => {
    expect(alarm.AlarmDescription).toMatch(/^(PAGE|TICKET): .{20,}\. Runbook: docs\/runbooks\/[a-z-]+\.md$/);
  });

  it.each(metricAlarms.map((alarm): [string, Json] => [idOf(alarm), alarm]))(
    '%s treats missing data as was chosen',
    (id, alarm) => {
      expect(alarm.TreatMissingData).toBe(id === 'settlement-silent' ? 'breaching' : 'notBreaching');
    },
  );

  it('tells somebody, when it begins and when it is over, or is a part of one that does', () => {
    const topic = [{ Ref: service.only('AWS::SNS::Topic').id }];
    const parts = new Set(composites.flatMap(({ AlarmRule }) => JSON.stringify(AlarmRule).match(/Alarms\w+/g)));
    for (const [id, alarm] of service.all('AWS::CloudWatch::Alarm')) {
      const { AlarmActions = [], OKActions = [] } = alarm.Properties;
      if (AlarmActions.length === 0) expect(parts).toContain(id);
      else expect([AlarmActions, OKActions]).toEqual([topic, topic]);
    }
    for (const { AlarmActions, OKActions } of composites) expect([AlarmActions, OKActions]).toEqual([topic, topic]);
  });

  it('has a runbook, and every runbook an alarm', () => {
    const runbooks = readdirSync(new URL('../../docs/runbooks', import.meta.url)).map((file) =>
      file.replace('.md', ''),
    );
    expect([...new Set(named.map(([, alarm]) => runbookOf(alarm)))].sort()).toEqual(runbooks.sort());
  });

  it.each(named)('%s is named by its runbook, with its urgency', (id, alarm) => {
    const runbook = readFileSync(new URL(`../../docs/runbooks/${runbookOf(alarm)}.md`, import.meta.url), 'utf8');
    const heading = /\*\*Alarms:\*\*[^*]+/.exec(runbook)?.[0] ?? '';
    const isPart = /^budget-burns-.*-minutes$/.test(id);
    if (!isPart) expect(heading).toContain(`\`${id}\``);
    expect(heading).toContain(alarm.AlarmDescription.startsWith('PAGE') ? '(page)' : '(ticket)');
  });

  it('is in the platform guide, with its runbook', () => {
    const guide = readFileSync(new URL('../../docs/platform.md', import.meta.url), 'utf8');
    const rows = guide.split('\n').filter((line) => line.includes('(runbooks/'));
    const shown = named.filter(([, { AlarmActions }]) => AlarmActions !== undefined);
    for (const [id, alarm] of shown) {
      const row = rows.find((line) => line.includes(`(runbooks/${runbookOf(alarm)}.md)`));
      expect(row).toContain(`\`${id}\``);
    }
  });

  it('looks at a metric that somebody makes', () => {
    const ours = named
      .flatMap(([, alarm]) => metricsOf(alarm))
      .filter(({ Namespace }) => Namespace === metricNamespace);
    for (const { MetricName } of ours) expect(Object.keys(metricUnits)).toContain(MetricName);
    const counted = service.properties('AWS::Logs::MetricFilter').map((filter) => filter.MetricTransformations[0]);
    const fromLogs = named
      .flatMap(([, alarm]) => metricsOf(alarm))
      .filter(({ Namespace }) => Namespace === 'GigsTopUps/test');
    for (const { MetricName } of fromLogs) {
      expect(counted).toContainEqual(expect.objectContaining({ MetricName, MetricNamespace: 'GigsTopUps/test' }));
    }
    expect(ours.length).toBeGreaterThan(15);
    expect(fromLogs.length).toBeGreaterThan(4);
  });
});

describe('what is counted in logs', () => {
  const filters = service.properties('AWS::Logs::MetricFilter');

  it('asks CloudWatch only what its regular expressions can: no parentheses, two in a pattern, five in a group', () => {
    const inGroup = new Map<string, number>();
    for (const { FilterPattern, LogGroupName } of filters) {
      const expressions: string[] = FilterPattern.match(/%[^%]+%/g) ?? [];
      for (const expression of expressions) expect(expression).toMatch(/^%[\w^$?[\]{}|\\*+.:#=@/;,-]+%$/);
      expect(expressions.length).toBeLessThanOrEqual(2);
      inGroup.set(LogGroupName.Ref, (inGroup.get(LogGroupName.Ref) ?? 0) + Math.min(1, expressions.length));
    }
    expect(Math.max(...inGroup.values())).toBeLessThanOrEqual(5);
  });

  it('is of members that the logs have', () => {
    const written = [...Object.keys(accessLogFields), 'message', 'code'];
    for (const [, field] of JSON.stringify(filters).matchAll(/\$\.(\w+)/g)) expect(written).toContain(field);
  });

  it('names codes that the service has', () => {
    const codes = filters.flatMap(({ FilterPattern }) => [...FilterPattern.matchAll(/\$\.code = "([\w-]+)"/g)]);
    expect(codes).toHaveLength(3);
    for (const [, code] of codes) expect(Object.keys(problems)).toContain(code);
  });
});

describe('there are alarms for', () => {
  it.each([
    ['availability', 'availability'],
    ['buying', 'buying-fails'],
    ['all of it', 'nobody-can-buy'],
    ['latency', 'latency-p99'],
    ['errors of the API function', 'api-errors'],
    ['errors of the settlement function', 'settlement-errors'],
    ['errors that nobody planned', 'unexpected-error'],
    ['throttles of the gateway', 'gateway-throttles'],
    ['throttles of the functions', 'api-throttles'],
    ["undecided purchases' age", 'undecided-30-minutes'],
    ['unknown rate', 'unknown-rate'],
    ['review queue', 'review-waiting'],
    ['late success', 'late-success-settlement'],
    ['contradictions', 'purchase-contradiction-api'],
    ['Gigs 401 and 403', 'gigs-refuses-api'],
    ['Gigs failing', 'gigs-fails'],
    ['key not set', 'gigs-key-not-set-settlement'],
    ['key old', 'gigs-key-old'],
    ['key running out', 'gigs-key-runs-out'],
    ['key in a log', 'key-in-log'],
    ['settlement silent', 'settlement-silent'],
    ['dead letters', 'dead-letters'],
    ['the table', 'ledger-unavailable'],
    ['the error budget', 'budget-burns-fast'],
  ])('%s', (_what, id) => {
    expect(alarmOf(id)).toBeDefined();
  });
});

describe('the error budget of 99.9 %', () => {
  it.each([
    ['budget-burns-fast', 1.44, [3600, 300]],
    ['budget-burns-slowly', 0.6, [21_600, 1800]],
  ])('%s over a long time and still', (id, threshold, periods) => {
    const parts = periods.map((period) => alarmOf(`${id}-${period / 60}-minutes`));
    for (const [index, part] of parts.entries()) {
      expect(part).toMatchObject({ Threshold: threshold, ComparisonOperator: 'GreaterThanThreshold' });
      for (const { MetricStat } of part.Metrics) if (MetricStat) expect(MetricStat.Period).toBe(periods[index]);
    }
    expect(JSON.stringify(alarmOf(id).AlarmRule)).toContain(' AND ');
  });
});

describe('thresholds follow the settings', () => {
  it('of the key, of what runs at once, of the account', () => {
    const changed = synthesizeChanged({
      gigsKeyMaxAgeDays: 30,
      gigsKeyWarnDaysBeforeExpiry: 7,
      limits: { apiConcurrency: 20, accountConcurrency: 500 },
    }).service.properties('AWS::CloudWatch::Alarm');
    const threshold = (id: string) => changed.find(({ AlarmName }) => AlarmName.endsWith(`-${id}`)).Threshold;
    const day = 86_400_000;
    expect(['gigs-key-old', 'gigs-key-runs-out', 'api-concurrency', 'account-concurrency'].map(threshold)).toEqual([
      30 * day,
      7 * day,
      16,
      450,
    ]);
  });
});

describe('who is told', () => {
  it('is an address, over a topic that takes nothing in the clear and alarms of this account only', () => {
    const topic = service.only('AWS::SNS::Topic');
    expect(service.only('AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'top-ups-test@example.com',
      TopicArn: { Ref: topic.id },
    });
    const { Statement } = service.only('AWS::SNS::TopicPolicy').Properties.PolicyDocument;
    expect(Statement).toEqual([
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sns:Publish',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    ]);
  });

  it('is the topic that the stage names, and no other is made', () => {
    const production = synthesize('production').service;
    expect(production.all('AWS::SNS::Topic')).toEqual([]);
    for (const { AlarmActions } of production.properties('AWS::CloudWatch::CompositeAlarm')) {
      expect(AlarmActions).toEqual(['arn:aws:sns:eu-central-1:111122223333:on-call']);
    }
  });
});

describe('the dashboard', () => {
  const body = JSON.stringify(service.only('AWS::CloudWatch::Dashboard').Properties.DashboardBody);

  it.each([
    ['the way of a purchase', ['PurchaseBegun', 'PurchaseSucceeded', 'PurchaseUnknown', 'PurchaseNotCompleted']],
    ['latency', ['Latency', 'p50', 'p99']],
    ['Gigs', ['GigsDuration', 'GigsFailed', 'GigsRefusedService']],
    ['cost', ['Cost, US dollars an hour', 'ConsumedWriteCapacityUnits', '0.000001']],
    ['routes', ['by routeKey']],
    ['what waits', ['UndecidedAge', 'ReviewAge']],
    ['functions', ['Throttles', 'ConcurrentExecutions']],
  ])('shows %s', (_what, words) => {
    for (const word of words) expect(body).toContain(word);
  });

  it('has no price that CloudWatch would take for the name of a metric', () => {
    expect(body).not.toMatch(/\d e-\d|\de-\d/);
  });
});
