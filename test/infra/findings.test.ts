import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { expect, it, onTestFinished, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readStage, stageNames } from '../../infra/config.ts';
import { createStacks } from '../../infra/stacks/stacks.ts';
import { type Json, synthesize, type Template, withoutHashes } from './synthesized.ts';

// Loading all of CloudFormation's schemas takes seconds, and many on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

function createApp(stage: string) {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  onTestFinished(() => rmSync(outdir, { recursive: true }));
  const app = new App({ outdir, context: cdkJson.context });
  const stacks = createStacks(app, readStage(stage), () => Code.fromInline('//'));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return { app, outdir, ...stacks };
}

/** Every rule that something in the app is exempt from, with the reason, and how often. */
function acknowledged({ node }: IConstruct, found = new Map<string, { reason: string; times: number }>()) {
  for (const { data } of node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)) {
    for (const [id, reason] of Object.entries(data as Record<string, string>)) {
      found.set(id, { reason, times: (found.get(id)?.times ?? 0) + 1 });
    }
  }
  for (const child of node.children) acknowledged(child, found);
  return found;
}

it.each(stageNames())('the stacks of %s are what CloudFormation knows, and cdk-nag finds nothing in them', (stage) => {
  const { app, outdir } = createApp(stage);
  app.synth(); // Findings make it throw, with all of them.
  const report: Json = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  expect(report.pluginReports).toEqual([]);
});

it('all three sets of rules are asked, about both stacks', () => {
  const { app, state, service } = createApp('test');
  new CfnQueue(service, 'Queue');
  new CfnTable(state, 'Table', { keySchema: [{ attributeName: 'id', keyType: 'HASH' }] }).addPropertyOverride('Odd', 1);
  const findings = complaintOf(() => app.synth());
  for (const finding of ['AwsSolutions-SQS4', 'Serverless-SQSRedrivePolicy', 'AwsSolutions-DDB3', 'F3002']) {
    expect(findings).toContain(finding);
  }
});

function complaintOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

it('every exemption is one of these, and says why', () => {
  const exemptions = acknowledged(createApp('test').app);
  expect(Object.fromEntries([...exemptions].map(([id, { times }]) => [id.replace('Annotation::', ''), times]))).toEqual(
    {
      'AwsSolutions-APIG4': 3,
      'AwsSolutions-IAM5[Resource::*]': 2,
      'AwsSolutions-SMG4': 1,
      'Serverless-LambdaAsyncFailureDestination': 1,
      'Serverless-LambdaDLQ': 1,
      'Serverless-SNSRedrivePolicy': 1,
      'Serverless-SQSRedrivePolicy': 1,
    },
  );
  for (const { reason } of exemptions.values()) expect(reason.length).toBeGreaterThan(40);
});

it.each(['state', 'service'] as const)('the template of the %s stack is the one that was looked at', (name) => {
  expect(withoutHashes(synthesize('test')[name])).toMatchSnapshot();
});

it.each(stageNames())('no resource of %s waits for itself: CloudFormation could not begin', (stage) => {
  for (const template of [synthesize(stage).state, synthesize(stage).service]) expect(circleIn(template)).toEqual([]);
});

/** The logical ids of a circle of references, empty where there is none. */
function circleIn({ json }: Template): string[] {
  const resources: Record<string, Json> = json.Resources;
  const done = new Set<string>();

  function follow(id: string, path: readonly string[]): string[] {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return [];
    const { Properties, DependsOn = [], UpdatePolicy } = resources[id];
    const mentioned = [...referencesIn([Properties, UpdatePolicy]), ...[DependsOn].flat()];
    for (const next of mentioned.filter((name) => Object.hasOwn(resources, name))) {
      const circle = follow(next, [...path, id]);
      if (circle.length > 0) return circle;
    }
    done.add(id);
    return [];
  }

  return (
    Object.keys(resources)
      .map((id) => follow(id, []))
      .find((circle) => circle.length > 0) ?? []
  );
}

function referencesIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (typeof value.Ref === 'string') return [value.Ref];
  if (Array.isArray(value['Fn::GetAtt'])) return [value['Fn::GetAtt'][0]];
  return Object.values(value).flatMap(referencesIn);
}

it.each(['test', 'production'])('everything in %s that can be labelled says whose it is and what it holds', (stage) => {
  const { state, service, settings } = synthesize(stage);
  const resources: [string, Json][] = [state, service].flatMap(({ json }) => Object.entries(json.Resources));
  const labelled = resources.filter(([, { Properties }]) => Properties?.Tags !== undefined);
  for (const [id, { Properties }] of labelled) {
    const tags = tagsOf(Properties.Tags);
    expect([id, tags]).toEqual([
      id,
      {
        service: 'gigs-top-ups',
        stage,
        owner: settings.owner,
        'cost-centre': settings.costCentre,
        'data-class': expect.stringMatching(/^(personal|secret|internal)$/),
      },
    ]);
  }
  const types = new Set(labelled.map(([, { Type }]) => Type));
  for (const type of [
    'DynamoDB::Table',
    'SecretsManager::Secret',
    'Lambda::Function',
    'ApiGatewayV2::Api',
    'SQS::Queue',
  ]) {
    expect(types).toContain(`AWS::${type}`);
  }
});

/** Some resources have a list of tags, some an object. */
function tagsOf(tags: Json): Record<string, string> {
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
}
