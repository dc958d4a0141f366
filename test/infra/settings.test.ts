import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseStage, readStage, stageNames } from '../../infra/config.ts';
import { environmentOf, functionSettings } from '../../infra/function-settings.ts';
import { readConfig } from '../../shared/config.ts';
import { run } from '../local/run-command.ts';
import { type Json, settingsOf } from './synthesized.ts';

/** What is said of the settings of `test` with these changes. */
function complaintsAbout(changes: Json): string {
  try {
    parseStage('changed', { ...settingsOf('test'), ...changes });
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

function withFunctions(changes: Json): string {
  return complaintsAbout({ functions: { GIGS_PROJECT: 'example', ...changes } });
}

describe('a stage', () => {
  it('has a file, and says what there is where it has none', () => {
    expect(stageNames()).toEqual(['production', 'scratch', 'test']);
    expect(() => readStage('live')).toThrow('There is no stage live: infra/stages has production, scratch, test');
    expect(() => readStage(undefined)).toThrow('-c stage=<one of production, scratch, test>');
    expect(() => readStage('../../package')).toThrow('The name of a stage is');
  });

  it('may be one of several of several Gigs projects', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stages-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(folder, { recursive: true });
    for (const project of ['first', 'second']) {
      const settings = { ...settingsOf('test'), functions: { GIGS_PROJECT: project } };
      writeFileSync(join(folder, `${project}-live.json`), JSON.stringify(settings));
    }
    expect(stageNames(folder)).toEqual(['first-live', 'second-live']);
    expect(readStage('second-live', folder).functions.GIGS_PROJECT).toBe('second');
  });

  it('keeps its data, has no domain, no origin and no key of its own unless it says so', () => {
    const { region, owner, costCentre, openId, alarms } = settingsOf('test');
    const least = { region, owner, costCentre, openId, alarms, functions: { GIGS_PROJECT: 'example' } };
    expect(parseStage('least', least)).toMatchObject({
      removalPolicy: 'retain',
      customDomain: null,
      corsOrigins: [],
      customerManagedKey: false,
      logRetentionDays: 90,
      limits: { requestsPerSecond: 50, buysPerSecond: 10, apiConcurrency: 50 },
    });
  });
});

it.each([
  ['{}', 'Say which stage: -c stage=<one of production, scratch, test>'],
  ['{"stage":"live"}', 'There is no stage live: infra/stages has production, scratch, test'],
])('synthesis with the context %s says only what is wrong, and fails', async (context, complaint) => {
  const { stdout, stderr, code } = await run(['infra/app.ts'], { CDK_CONTEXT_JSON: context });
  expect([stdout, stderr, code]).toEqual(['', `${complaint}\n`, 1]);
});

describe('a wrong setting is named with its reason:', () => {
  it.each<[Json, string]>([
    [{ region: 'Frankfurt' }, 'region is not the name of a region'],
    [{ account: '12345' }, 'account is not 12 digits'],
    [{ openId: { issuer: 'http://id.example.com', audience: ['a'] } }, 'openId.issuer is not an https address'],
    [{ openId: { issuer: 'https://id.example.com', audience: [] } }, 'openId.audience names nobody'],
    [{ openId: undefined }, 'openId is missing'],
    [{ customDomain: { name: 'localhost', certificateArn: 'x' } }, 'customDomain.name is no domain name'],
    [
      {
        customDomain: {
          name: 'api.example.com',
          certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
        },
      },
      "customDomain.certificateArn is not in the stage's region",
    ],
    [{ corsOrigins: ['*'] }, 'corsOrigins.0 is not an exact https origin'],
    [{ alarms: {} }, 'alarms has neither an email nor a topicArn'],
    [{ alarms: { email: 'nobody' } }, 'alarms.email is no e-mail address'],
    [
      { alarms: { topicArn: 'arn:aws:sns:us-east-1:111122223333:on-call' } },
      "alarms.topicArn is not in the stage's region",
    ],
    [{ logRetentionDays: 31 }, 'logRetentionDays is no number of days that CloudWatch knows'],
    [{ removalPolicy: 'delete' }, "removalPolicy is neither 'retain' nor 'destroy'"],
    [{ customerManagedKey: 'yes' }, 'customerManagedKey is neither true nor false'],
    [{ gigsKeySecretArn: 'gigs-api-key' }, 'gigsKeySecretArn is no complete ARN of a secret'],
    [{ gigsKeyReaders: ['arn:aws:iam::111122223333:user/me'] }, 'gigsKeyReaders.0 is no ARN of a role'],
    [{ limits: { buysPerSecond: 100 } }, 'limits.buysPerSecond is more than requestsPerSecond'],
    [{ limits: { apiConcurrency: 900 } }, 'limits.accountConcurrency is less than 1002'],
    [{ limits: { accountConcurrency: 10 } }, 'limits.accountConcurrency is less than 152'],
    [{ scopes: 'all' }, 'the file has no setting scopes'],
  ])('%j', (changes, complaint) => {
    expect(complaintsAbout(changes)).toContain(complaint);
  });

  it.each<[Json, string]>([
    [{ GIGS_PROJECT: undefined }, 'functions.GIGS_PROJECT is missing'],
    [{ GIGS_API_URL: 'http://api.gigs.com' }, 'functions.GIGS_API_URL is not an origin'],
    [{ READ_SCOPE: 'two words' }, 'functions.READ_SCOPE is not one word'],
    [{ PURCHASE_LIMIT_PER_DAY: '1e3' }, 'functions.PURCHASE_LIMIT_PER_DAY is not a whole number'],
    [{ PURCHASE_LIMIT_PER_DAY: 0 }, 'functions.PURCHASE_LIMIT_PER_DAY is less than 1'],
    [{ GIGS_IDEMPOTENCY_KEYS: 'yes' }, "functions.GIGS_IDEMPOTENCY_KEYS is neither 'on' nor 'off'"],
    [{ LEDGER_TABLE: 'mine' }, 'functions has no setting LEDGER_TABLE'],
    [{ SOFT_DEADLINE_MS: 14_000 }, 'functions.SOFT_DEADLINE_MS is more than 13500'],
    [{ GIGS_POST_TIMEOUT_MS: 8000 }, 'functions.GIGS_POST_TIMEOUT_MS is more than SOFT_DEADLINE_MS'],
    [{ GIGS_GET_TIMEOUT_MS: 5000 }, 'functions.GIGS_GET_TIMEOUT_MS is more than half'],
    [{ TAKEOVER_GRACE_SECONDS: 9 }, 'functions.TAKEOVER_GRACE_SECONDS is less than 10'],
    [{ SETTLE_AFTER_SECONDS: 59 }, 'functions.SETTLE_AFTER_SECONDS is less than 60'],
    [{ SETTLE_AFTER_SECONDS: 70, TAKEOVER_GRACE_SECONDS: 60 }, 'functions.SETTLE_AFTER_SECONDS is less than 75'],
    [{ SETTLE_LISTING_GAP_SECONDS: 14 }, 'functions.SETTLE_LISTING_GAP_SECONDS is less than 15'],
    [{ SETTLE_LISTING_GAP_SECONDS: 121 }, 'functions.SETTLE_LISTING_GAP_SECONDS is more than SETTLE_AFTER_SECONDS'],
  ])('%j', (changes, complaint) => {
    expect(withFunctions(changes)).toContain(complaint);
  });

  it('all of them at once, and never with a value', () => {
    const complaints = complaintsAbout({ region: 'gpk_secret', owner: '', functions: { GIGS_PROJECT: 'gpk_secret!' } });
    expect(complaints).toMatch(/region .*; owner .*; functions\.GIGS_PROJECT /);
    expect(complaints).not.toContain('gpk_secret');
  });
});

describe("the functions' settings", () => {
  const stack = { LEDGER_TABLE: 'ledgers', GIGS_KEY_SECRET_ID: 'gigs-api-key' };

  it('have the defaults that the functions have', () => {
    const settings = functionSettings.parse({ GIGS_PROJECT: 'example' });
    expect(readConfig({ ...environmentOf(settings), ...stack })).toEqual(
      readConfig({ GIGS_PROJECT: 'example', ...stack }),
    );
  });

  it('are taken exactly where the functions take them', () => {
    const tried = [
      '',
      '0',
      '1',
      '99',
      '100',
      '1000',
      '1001',
      '1499',
      '1500',
      '3600',
      '3601',
      '28000',
      '28001',
      '86400',
      '86401',
    ].concat(['100001', '604801', '-1', '1.5', 'x', 'on', 'off', 'none', 'two words', 'https://api.gigs.com', 'a/b']);
    const names = Object.keys(functionSettings.parse({ GIGS_PROJECT: 'example' }));
    for (const name of names) {
      for (const value of tried) {
        const taken = functionSettings.safeParse({ GIGS_PROJECT: 'example', [name]: value }).success;
        expect([name, value, taken]).toEqual([name, value, isTakenByFunctions({ [name]: value })]);
      }
    }
  });

  function isTakenByFunctions(setting: Record<string, string>): boolean {
    try {
      readConfig({ GIGS_PROJECT: 'example', ...stack, ...setting });
      return true;
    } catch {
      return false;
    }
  }
});
