import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { listen, type RunningServer } from '../listen.ts';
import { region } from './credentials.ts';

/** The secret that holds the Gigs API key. */
export const keySecretName = 'gigs-api-key';

interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

/** The newest version first; what was current before it is the previous one. */
type Secrets = Map<string, readonly SecretVersion[]>;

interface SecretRequest {
  readonly SecretId?: string;
  readonly SecretString?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

class SecretsManagerError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const stages = ['AWSCURRENT', 'AWSPREVIOUS'];

/** A Secrets Manager on this port that knows these secrets: reading them, describing them, and storing new values. */
export async function startSecretsManager(
  port: number,
  values: Readonly<Record<string, string>>,
): Promise<RunningServer> {
  const secrets: Secrets = new Map(Object.entries(values).map(([name, value]) => [name, [newVersion(value)]]));
  return listen(
    createServer((request, response) => void answer(request, response, secrets)),
    port,
  );
}

/** AWS JSON 1.1: the operation in X-Amz-Target, its input and output as JSON bodies. */
async function answer(request: IncomingMessage, response: ServerResponse, secrets: Secrets): Promise<void> {
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.setHeader('x-amzn-requestid', randomUUID());
  try {
    const input = (await json(request)) as SecretRequest;
    response.end(JSON.stringify(run(String(request.headers['x-amz-target']), input, secrets)));
  } catch (error) {
    const type = error instanceof SecretsManagerError ? error.type : 'InvalidRequestException';
    const message = error instanceof SecretsManagerError ? error.message : 'The request is not valid.';
    response.writeHead(400, { 'x-amzn-errortype': type }).end(JSON.stringify({ __type: type, message }));
  }
}

function run(target: string, input: SecretRequest, secrets: Secrets) {
  const { name, versions } = find(input, secrets);
  switch (target) {
    case 'secretsmanager.GetSecretValue':
      return { ...described(name), ...shown(versionOf(versions, input), versions) };
    case 'secretsmanager.DescribeSecret':
      return {
        ...described(name),
        LastChangedDate: versions[0]?.createdAt,
        VersionIdsToStages: Object.fromEntries(versions.map((version) => [version.id, stagesOf(version, versions)])),
      };
    case 'secretsmanager.PutSecretValue': {
      if (typeof input.SecretString !== 'string')
        throw new SecretsManagerError('InvalidParameterException', 'SecretString');
      const version = newVersion(input.SecretString);
      secrets.set(name, [version, ...versions].slice(0, stages.length));
      return { ...described(name), VersionId: version.id, VersionStages: ['AWSCURRENT'] };
    }
    default:
      throw new SecretsManagerError('UnknownOperationException', `${target} is not one of the operations here.`);
  }
}

function find({ SecretId = '' }: SecretRequest, secrets: Secrets) {
  const name = SecretId.replace(/^arn:aws:secretsmanager:.*:secret:/, '');
  const versions = secrets.get(name);
  if (!versions) throw notFound('secret');
  return { name, versions };
}

function versionOf(versions: readonly SecretVersion[], { VersionId, VersionStage = 'AWSCURRENT' }: SecretRequest) {
  const version = VersionId ? versions.find(({ id }) => id === VersionId) : versions[stages.indexOf(VersionStage)];
  if (!version) throw notFound('secret value');
  return version;
}

function notFound(what: string): SecretsManagerError {
  return new SecretsManagerError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`);
}

function described(name: string) {
  return { ARN: `arn:aws:secretsmanager:${region}:000000000000:secret:${name}`, Name: name };
}

function shown(version: SecretVersion, versions: readonly SecretVersion[]) {
  const { id, value, createdAt } = version;
  return { SecretString: value, VersionId: id, VersionStages: stagesOf(version, versions), CreatedDate: createdAt };
}

function stagesOf(version: SecretVersion, versions: readonly SecretVersion[]): string[] {
  return stages.slice(versions.indexOf(version)).slice(0, 1);
}

// Seconds since epoch, with a fraction, as AWS writes times.
function newVersion(value: string): SecretVersion {
  return { id: randomUUID(), value, createdAt: Date.now() / 1000 };
}
