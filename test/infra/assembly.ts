import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Json } from './synthesized.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A function as the cloud assembly would have it deployed. */
export interface FunctionArtefact {
  /** The folder that would be zipped and uploaded. */
  readonly folder: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** The variables that are known before anything is deployed. */
  readonly environment: Readonly<Record<string, string>>;
  /** The actions on DynamoDB and Secrets Manager that its role allows, such as `dynamodb:PutItem`. */
  readonly actions: readonly string[];
}

export interface Assembly extends AsyncDisposable {
  readonly api: FunctionArtefact;
  readonly settlement: FunctionArtefact;
}

/** Runs `cdk synth` as an operator does, build included, in an environment without credentials and without a home. */
export async function synthesizeByCommand(stage: string): Promise<Assembly> {
  const output = await mkdtemp(join(tmpdir(), 'cdk.out-'));
  const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
  await promisify(execFile)(process.execPath, [cdk, 'synth', '--quiet', '-c', `stage=${stage}`, '--output', output], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: output },
  });
  const [template, assets] = await Promise.all([
    readJson(join(output, 'service.template.json')),
    readJson(join(output, 'service.assets.json')),
  ]);
  return {
    api: artefactOf('api', template, assets, output),
    settlement: artefactOf('settlement', template, assets, output),
    [Symbol.asyncDispose]: () => rm(output, { recursive: true }),
  };
}

async function readJson(path: string): Promise<Json> {
  return JSON.parse(await readFile(path, 'utf8'));
}

function artefactOf(name: string, template: Json, assets: Json, output: string): FunctionArtefact {
  const resources: [string, Json][] = Object.entries(template.Resources);
  const find = (type: string) => resources.find(([id, { Type }]) => Type === type && id.startsWith(name))?.[1];
  const { Code, Handler, Timeout, MemorySize, Environment } = find('AWS::Lambda::Function').Properties;
  const hash = Code.S3Key.replace('.zip', '');
  const variables: [string, unknown][] = Object.entries(Environment.Variables);
  return {
    folder: join(output, assets.files[hash].source.path),
    handler: Handler,
    timeoutMs: Timeout * 1000,
    memoryMb: MemorySize,
    environment: Object.fromEntries(
      variables.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value] as const] : [])),
    ),
    actions: find('AWS::IAM::Policy')
      .Properties.PolicyDocument.Statement.flatMap(({ Action }: Json) => Action)
      .filter((action: string) => /^(dynamodb|secretsmanager):/.test(action)),
  };
}
