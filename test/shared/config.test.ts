import { describe, expect, it } from 'vitest';
import { readConfig } from '../../shared/config.ts';

const required = { GIGS_PROJECT: 'gigs', GIGS_KEY_SECRET_ID: 'gigs-api-key', LEDGER_TABLE: 'purchase-ledgers' };

function reasonOf(env: Record<string, string | undefined>): string {
  try {
    readConfig(env);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new Error('These settings are good');
}

describe('the settings', () => {
  it('have the defaults of the contract', () => {
    expect(readConfig(required)).toEqual({
      gigsApiUrl: 'https://api.gigs.com',
      gigsProject: 'gigs',
      gigsKeySecretId: 'gigs-api-key',
      gigsKeyCacheSeconds: 300,
      ledgerTable: 'purchase-ledgers',
      userIdClaim: 'gigs_user',
      scopes: { read: 'top-ups:read', buy: 'top-ups:buy' },
      purchases: {
        limitPerDay: 10,
        repeatWindowSeconds: 30,
        settleAfterSeconds: 120,
        settleListingGapSeconds: 30,
        takeoverGraceSeconds: 10,
        sendsIdempotencyKey: false,
      },
      softDeadlineMs: 8500,
      gigsPostTimeoutMs: 6000,
      gigsGetTimeoutMs: 2500,
      catalogue: { freshSeconds: 60, staleSeconds: 86_400 },
      userRequestsPerMinute: 120,
    });
  });

  it('are taken from the environment', () => {
    const config = readConfig({
      GIGS_API_URL: 'http://127.0.0.1:8788',
      GIGS_PROJECT: 'prj_x',
      GIGS_KEY_SECRET_ID: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:gigs/api-key-AbCdEf',
      GIGS_KEY_CACHE_SECONDS: '60',
      LEDGER_TABLE: 'arn:aws:dynamodb:eu-west-1:123456789012:table/ledgers',
      USER_ID_CLAIM: 'https://id.example.com/gigs_user',
      READ_SCOPE: 'none',
      BUY_SCOPE: 'api://x/buy',
      PURCHASE_LIMIT_PER_DAY: '1000',
      REPEAT_WINDOW_SECONDS: '0',
      SETTLE_AFTER_SECONDS: '1',
      SETTLE_LISTING_GAP_SECONDS: '2',
      TAKEOVER_GRACE_SECONDS: '3',
      SOFT_DEADLINE_MS: '9000',
      GIGS_POST_TIMEOUT_MS: '5000',
      GIGS_GET_TIMEOUT_MS: '1000',
      GIGS_IDEMPOTENCY_KEYS: 'on',
      CATALOGUE_FRESH_SECONDS: '0',
      CATALOGUE_STALE_SECONDS: '10',
      USER_REQUESTS_PER_MINUTE: '0',
    });
    expect(config).toMatchObject({
      gigsApiUrl: 'http://127.0.0.1:8788',
      gigsProject: 'prj_x',
      gigsKeyCacheSeconds: 60,
      userIdClaim: 'https://id.example.com/gigs_user',
      scopes: { read: null, buy: 'api://x/buy' },
      purchases: {
        limitPerDay: 1000,
        repeatWindowSeconds: 0,
        settleAfterSeconds: 1,
        settleListingGapSeconds: 2,
        takeoverGraceSeconds: 3,
        sendsIdempotencyKey: true,
      },
      softDeadlineMs: 9000,
      gigsPostTimeoutMs: 5000,
      gigsGetTimeoutMs: 1000,
      catalogue: { freshSeconds: 0, staleSeconds: 10 },
      userRequestsPerMinute: 0,
    });
  });

  it('may stand among others', () => {
    expect(() => readConfig({ ...required, PATH: '/bin', AWS_REGION: 'eu-west-1' })).not.toThrow();
  });
});

describe('bad settings', () => {
  it('are named all at once, each with its reason', () => {
    const reason = reasonOf({ GIGS_API_URL: 'x', PURCHASE_LIMIT_PER_DAY: '0', GIGS_IDEMPOTENCY_KEYS: 'yes' });
    expect(reason).toBe(
      'Bad settings: GIGS_API_URL is not an origin like https://host; GIGS_PROJECT is missing; ' +
        'GIGS_KEY_SECRET_ID is missing; LEDGER_TABLE is missing; PURCHASE_LIMIT_PER_DAY is less than 1; ' +
        "GIGS_IDEMPOTENCY_KEYS is neither 'on' nor 'off'",
    );
  });

  it.each(Object.keys(required))('are those that are missing or empty: %s', (name) => {
    expect(reasonOf({ ...required, [name]: undefined })).toBe(`Bad settings: ${name} is missing`);
    expect(reasonOf({ ...required, [name]: '' })).toMatch(new RegExp(`^Bad settings: ${name} is `));
  });

  it.each([
    'api.gigs.com',
    'ftp://api.gigs.com',
    'http://api.gigs.com',
    'https://api.gigs.com/',
    'https://api.gigs.com/v1',
    'https://api.gigs.com?x',
    'https://user:canary@api.gigs.com',
    'https://',
    'https://api.gigs.com\n',
    'https://api.gigs.com:99999',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    '',
  ])('are addresses of Gigs that are none, or no safe ones: %s', (url) => {
    const reason = reasonOf({ ...required, GIGS_API_URL: url });
    expect(reason).toBe('Bad settings: GIGS_API_URL is not an origin like https://host');
  });

  const wholes: Record<string, readonly [number, number]> = {
    GIGS_KEY_CACHE_SECONDS: [1, 86_400],
    PURCHASE_LIMIT_PER_DAY: [1, 1000],
    REPEAT_WINDOW_SECONDS: [0, 86_400],
    SETTLE_AFTER_SECONDS: [1, 86_400],
    SETTLE_LISTING_GAP_SECONDS: [1, 86_400],
    TAKEOVER_GRACE_SECONDS: [1, 3600],
    SOFT_DEADLINE_MS: [1500, 28_000],
    GIGS_POST_TIMEOUT_MS: [100, 28_000],
    GIGS_GET_TIMEOUT_MS: [100, 28_000],
    CATALOGUE_FRESH_SECONDS: [0, 86_400],
    CATALOGUE_STALE_SECONDS: [0, 604_800],
    USER_REQUESTS_PER_MINUTE: [0, 100_000],
  };

  it.each(Object.entries(wholes))('are numbers out of bounds: %s', (name, [least, most]) => {
    const set = (value: string) => ({ ...required, [name]: value });
    expect(() => readConfig(set(String(least)))).not.toThrow();
    expect(() => readConfig(set(String(most)))).not.toThrow();
    expect(reasonOf(set(String(most + 1)))).toBe(`Bad settings: ${name} is more than ${most}`);
    if (least > 0) expect(reasonOf(set(String(least - 1)))).toBe(`Bad settings: ${name} is less than ${least}`);
    for (const odd of ['', ' 5', '5 ', '5s', '-1', '+5', '1.5', '1e3', '0x10', 'five', 'Infinity', '1'.repeat(20)]) {
      expect(reasonOf(set(odd))).toBe(`Bad settings: ${name} is not a whole number`);
    }
  });

  it('never show a value', () => {
    const names = [...Object.keys(required), ...Object.keys(wholes), 'GIGS_API_URL', 'GIGS_IDEMPOTENCY_KEYS'];
    const words = ['USER_ID_CLAIM', 'READ_SCOPE', 'BUY_SCOPE'];
    const reason = reasonOf(Object.fromEntries([...names, ...words].map((name) => [name, 'canary value'])));
    expect(reason).not.toContain('canary');
    for (const name of [...names, ...words]) expect(reason).toContain(`${name} is `);
  });
});
