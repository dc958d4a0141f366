import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { functionSettings, objectError } from './function-settings.ts';
import { timingProblems } from './timing.ts';

const stagesFolder = fileURLToPath(new URL('stages', import.meta.url));

const text = (pattern: RegExp, problem: string) => z.string('is missing or no text').regex(pattern, problem);
const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape, { error: objectError });
const count = (minimum: number, maximum: number) =>
  z
    .number('is no number')
    .int('is no whole number')
    .min(minimum, `is less than ${minimum}`)
    .max(maximum, `is more than ${maximum}`);

const retentionDays = Object.values(RetentionDays).filter((days): days is RetentionDays => typeof days === 'number');
const httpsOrigin = /^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/;
const label = text(/^[\w .:/=+@-]{1,128}$/, 'is empty or has characters that a tag cannot have');

const limits = object({
  /** Of the whole API, averaged, and at once. */
  requestsPerSecond: count(1, 10_000).default(50),
  burst: count(1, 5000).default(100),
  /** Of each route that buys or ends. */
  buysPerSecond: count(1, 10_000).default(10),
  buysBurst: count(1, 5000).default(20),
  /** Requests that the API function serves at the same time. */
  apiConcurrency: count(1, 10_000).default(50),
  /** Lambda's quota of the account. New accounts may have 10: ask for more before the first deploy. */
  accountConcurrency: count(1, 1_000_000).default(1000),
});

const stageSettings = object({
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not the name of a region'),
  /** Where it is given, nothing can be deployed to another account. */
  account: text(/^\d{12}$/, 'is not 12 digits')
    .nullable()
    .default(null),
  owner: label,
  costCentre: label,
  openId: object({
    /** Exactly as in the tokens' `iss`. */
    issuer: text(/^https:\/\/[^\s?#]+$/, 'is not an https address'),
    /** Any of these may be in a token's `aud`. */
    audience: z.array(text(/^\S+$/, 'is empty or has spaces'), 'is no list').min(1, 'names nobody'),
  }),
  functions: functionSettings,
  customDomain: object({
    name: text(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'is no domain name'),
    certificateArn: text(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/.+$/, 'is no ARN of a certificate'),
  })
    .nullable()
    .default(null),
  corsOrigins: z.array(text(httpsOrigin, 'is not an exact https origin'), 'is no list').default([]),
  alarms: z.union(
    [
      object({ email: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'is no e-mail address') }),
      object({ topicArn: text(/^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, 'is no ARN of a topic') }),
    ],
    'has neither an email nor a topicArn that can be used',
  ),
  limits: limits.prefault({}),
  logRetentionDays: z
    .literal(retentionDays, 'is no number of days that CloudWatch knows')
    .default(RetentionDays.THREE_MONTHS),
  /** What becomes of ledgers, secret, key and logs when their stack is deleted. */
  removalPolicy: z.enum(['retain', 'destroy'], "is neither 'retain' nor 'destroy'").default('retain'),
  customerManagedKey: z.boolean('is neither true nor false').default(false),
  /** A secret that exists already, in place of the stack's own. */
  gigsKeySecretArn: text(
    /^arn:aws[\w-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
    'is no complete ARN of a secret, with the six characters at its end',
  )
    .nullable()
    .default(null),
  /** Roles of people who use `npm run gigs`. Nobody else but the functions can read the key. */
  gigsKeyReaders: z
    .array(text(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'is no ARN of a role'), 'is no list')
    .default([]),
  /** A table that exists already, such as a restored one, in place of the stack's own. */
  ledgerTable: text(/^[\w.-]{3,255}$/, 'is no name of a table')
    .nullable()
    .default(null),
  gigsKeyMaxAgeDays: count(1, 3650).default(90),
  gigsKeyWarnDaysBeforeExpiry: count(1, 365).default(14),
});

export type StageSettings = z.infer<typeof stageSettings> & { readonly stage: string };

/** The stages that have a file. */
export function stageNames(folder = stagesFolder): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * The settings of a stage, from `<folder>/<stage>.json`.
 *
 * @throws Error that names every wrong setting with its reason, and never a value.
 */
export function readStage(stage: unknown, folder = stagesFolder): StageSettings {
  const names = stageNames(folder).join(', ');
  if (typeof stage !== 'string') throw new Error(`Say which stage: -c stage=<one of ${names}>`);
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new Error('The name of a stage is 1 to 20 of a-z, 0-9 and -, and begins with a letter');
  }
  if (!stageNames(folder).includes(stage)) throw new Error(`There is no stage ${stage}: infra/stages has ${names}`);
  return parseStage(stage, JSON.parse(readFileSync(`${folder}/${stage}.json`, 'utf8')));
}

/** The same from settings that are already read. */
export function parseStage(stage: string, settings: unknown): StageSettings {
  const result = stageSettings.safeParse(settings);
  const problems = result.success
    ? fitProblems(result.data)
    : result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'} ${message}`);
  if (result.success && problems.length === 0) return { stage, ...result.data };
  throw new Error(`Bad settings of stage ${stage}: ${problems.join('; ')}`);
}

/** Settlement runs at the same time at most. Two, so that one that takes its whole minute does not hold up the next. */
export const settlementConcurrency = 2;

/** Lambda keeps as much for functions without a reservation, and refuses a reservation that would take of it. */
const unreservedConcurrency = 100;

/** What is wrong with settings that are good each on its own. */
function fitProblems(settings: z.infer<typeof stageSettings>): string[] {
  const { limits: limit, region } = settings;
  const needed = limit.apiConcurrency + settlementConcurrency + unreservedConcurrency;
  const foreign = Object.entries({
    'customDomain.certificateArn': settings.customDomain?.certificateArn,
    'alarms.topicArn': 'topicArn' in settings.alarms ? settings.alarms.topicArn : undefined,
    gigsKeySecretArn: settings.gigsKeySecretArn,
  }).filter(([, arn]) => arn && arn.split(':')[3] !== region);
  return [
    ...timingProblems(settings.functions).map((problem) => `functions.${problem}`),
    ...foreign.map(([name]) => `${name} is not in the stage's region`),
    ...(limit.buysPerSecond > limit.requestsPerSecond ? ['limits.buysPerSecond is more than requestsPerSecond'] : []),
    ...(limit.buysBurst > limit.burst ? ['limits.buysBurst is more than burst'] : []),
    ...(needed > limit.accountConcurrency
      ? [
          `limits.accountConcurrency is less than ${needed}: what is reserved, and ${unreservedConcurrency} for the rest`,
        ]
      : []),
  ];
}
