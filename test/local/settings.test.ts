import { describe, expect, it } from 'vitest';
import { functionSettingsIn, readSettings } from '../../local/settings.ts';
import { readConfig } from '../../shared/config.ts';

describe('readSettings', () => {
  it('needs none', () => {
    expect(readSettings({})).toEqual({
      ports: { service: 8787, gigsSandbox: 8788, identityProvider: 8789, dynamoDb: 8790, secretsManager: 8791 },
      userIdClaim: 'gigs_user',
      scopes: { read: 'top-ups:read', buy: 'top-ups:buy' },
      settlementEverySeconds: 60,
      sandbox: {},
    });
  });

  it('takes what is set', () => {
    const env = {
      PORT: '65531',
      READ_SCOPE: 'none',
      SETTLEMENT_EVERY_SECONDS: '5',
      SANDBOX_ACTIVATION_MS: '0',
      SANDBOX_IDEMPOTENCY_KEYS: 'refused',
      SANDBOX_EXTRA_USERS: '200',
    };
    expect(readSettings(env)).toMatchObject({
      ports: { service: 65_531, secretsManager: 65_535 },
      scopes: { read: null, buy: 'top-ups:buy' },
      settlementEverySeconds: 5,
      sandbox: { activationMs: 0, idempotencyKeys: 'refused', extraUsers: 200 },
    });
  });

  it.each([
    ['PORT', ['0', '-1', 'x', '80.5', '65532', '', ' 8787', '1e3', '0x10']],
    ['SETTLEMENT_EVERY_SECONDS', ['0', '-1', 'x', '', '86401', '1.5']],
    ['SANDBOX_ACTIVATION_MS', ['-1', 'x', '']],
    ['SANDBOX_IDEMPOTENCY_KEYS', ['on', '']],
    ['SANDBOX_EXTRA_USERS', ['-1', 'x', '', '10000']],
  ])('refuses %s when it is any of %j', (name, values) => {
    for (const value of values) {
      expect(readSettings({ [name]: value })).toEqual({ problems: [expect.stringMatching(`^${name} is `)] });
    }
  });

  it('tells all problems at once', () => {
    expect(readSettings({ PORT: 'x', SETTLEMENT_EVERY_SECONDS: 'x' })).toEqual({
      problems: ['PORT is not a whole number', 'SETTLEMENT_EVERY_SECONDS is not a whole number'],
    });
  });
});

describe('functionSettingsIn', () => {
  it('hands on what the functions know, as it is, and nothing else of the environment', () => {
    const env = { PURCHASE_LIMIT_PER_DAY: '3', GIGS_PROJECT: '', AWS_PROFILE: 'mine', HOME: '/home/me' };
    expect(functionSettingsIn(env)).toEqual({ PURCHASE_LIMIT_PER_DAY: '3', GIGS_PROJECT: '' });
  });

  it('knows each setting that the functions read', () => {
    const read = new Set<string>();
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) });
    expect(() => readConfig(env)).toThrow('Bad settings');
    const settings = Object.fromEntries([...read].map((name) => [name, 'set']));
    expect(read.size).toBeGreaterThan(10);
    expect(functionSettingsIn(settings)).toEqual(settings);
  });
});
