import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { keySecretName, startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { seedAddons, seedApiKey, seedPlans } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { freePorts } from '../../local/running-command.ts';
import { jsonOf, gigs as runGigs, setup } from './setup.ts';

interface Diagnosis {
  readonly isWell: boolean;
  readonly checks: readonly { readonly check: string; readonly result: string; readonly text: string }[];
  readonly plans: readonly {
    readonly plan: string;
    readonly topUps: readonly { readonly id: string }[];
    readonly hidden: readonly { readonly addon: string; readonly reason: string }[];
  }[];
}

const DAY_MS = 86_400_000;

describe('doctor', () => {
  it('says for each plan what an app sees, and why it does not see the rest', async () => {
    const { gigs } = await setup();
    const { isWell, checks, plans } = jsonOf<Diagnosis>(await gigs('doctor', '--stage', 'production', '--json'));
    expect(isWell).toBe(true);
    expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'secret ok',
      'key ok',
      'project ok',
      'catalogue ok',
      'plan ok',
      'plan warning', // Elaine's is sold in three currencies.
      'plan ok',
    ]);
    expect(plans.map(({ topUps }) => topUps.length)).toEqual([12, 5, 230]);
    expect(plans.find(({ plan }) => plan === seedPlans.jerry)?.hidden).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ addon: seedAddons.draft, reason: 'status' }),
        expect.objectContaining({ addon: seedAddons.archived, reason: 'status' }),
        expect.objectContaining({ addon: seedAddons.roamingBlock, reason: 'type' }),
      ]),
    );
  });

  it('shows people one plan in full', async () => {
    const { gigs } = await setup();
    const { stdout, code } = await gigs('doctor', '--plan', seedPlans.jerry);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok +plan .*an app sees 12, and 3 more are hidden$/m);
    expect(stdout).toMatch(/^add_\w+ +Unlimited Day +6\.99 USD +unlimited data +1 day$/m);
    expect(stdout).toMatch(/20GB Data Top-up +is a draft: publish it to sell it$/m);
  });

  it('warns where users of a plan are offered nothing', async () => {
    const { gigs } = await setup();
    const { stdout, code } = await gigs('doctor', '--plan', 'pln_unknown');
    expect(code).toBe(0);
    expect(stdout).toContain('Users of this plan are offered nothing.');
  });

  it.each([
    ['staging', {}, 'needs one of type test'],
    ['production', { GIGS_PROJECT: 'gigs-test' }, 'needs one of type live'],
  ])('fails where the project is of the wrong type for stage %s', async (stage, env, words) => {
    const { gigs } = await setup({ env });
    expect(await gigs('doctor', '--stage', stage)).toMatchObject({ code: 9, stdout: expect.stringContaining(words) });
  });

  it.each([
    ['does not exist', { env: { GIGS_KEY_SECRET_ID: 'another-secret' } }, 'does not exist, or holds no Gigs API key'],
    ['holds no key', { secret: 'put the key here' }, 'does not exist, or holds no Gigs API key'],
    ['holds a key that ran out', { secret: withExpiry(-2 * DAY_MS) }, 'ran out 2 days ago'],
    ['is out of reach', { env: { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:9' } }, 'cannot be read'],
  ])('fails where the secret %s, and changes nothing for that', async (_name, options, words) => {
    const { gigs } = await setup(options);
    const { code, stdout } = await gigs('doctor');
    expect(code).toBe(9);
    expect(stdout).toMatch(/^failed +secret/m);
    expect(stdout).toContain(words);
  });

  it('warns before the key runs out', async () => {
    const { gigs } = await setup({ secret: withExpiry(3.5 * DAY_MS) });
    const { stdout, code } = await gigs('doctor', '--plan', seedPlans.jerry);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^warning +secret .* it runs out in 3 days$/m);
  });

  it.each([
    ['does not accept the key', { secret: 'gpk_wrong' }, /does not accept the key/],
    ['knows no such project', { env: { GIGS_PROJECT: 'nobody' } }, /knows no project nobody/],
    ['cannot be reached', { env: { GIGS_API_URL: 'http://127.0.0.1:1' } }, /cannot be reached|cut the connection/],
  ])('fails where Gigs %s', async (_name, options, words) => {
    const { gigs } = await setup(options);
    const { stdout, code } = await gigs('doctor', '--json');
    expect(code).toBe(9);
    const { isWell, checks } = JSON.parse(stdout) as Diagnosis;
    expect(isWell).toBe(false);
    expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual(['secret ok', 'key failed']);
    expect(checks[1]?.text).toMatch(words);
  });

  it('counts what cannot be read', async () => {
    const { gigs, controls } = await setup();
    const body = {
      object: 'list',
      items: [{ object: 'addon', id: 'add_odd' }],
      moreItemsAfter: null,
      moreItemsBefore: null,
    };
    await controls.fault({ method: 'GET', path: '*/addons', fault: 'status', status: 200, body });
    expect((await gigs('doctor')).stdout).toMatch(/^warning +catalogue .* 1 more cannot be read/m);
  });
});

describe('on one machine', () => {
  it('--local finds what npm start runs, by PORT, and says when nothing does', async () => {
    const port = await freePorts(5);
    const sandbox = await startGigsSandbox({ port: port + 1 });
    const secretsManager = await startSecretsManager(port + 4, { [keySecretName]: seedApiKey });
    const command = ['-s', 'run', 'gigs', '--', 'doctor', '--local', '--plan', seedPlans.jerry];
    const env = { ...process.env, PORT: String(port) };
    const { stdout } = await promisify(execFile)('npm', command, { env });
    expect(stdout).toMatch(/^ok +plan/m);
    await Promise.all([sandbox.close(), secretsManager.close()]);
    const later = await runGigs(['addons', 'list', '--local'], { PORT: String(port) });
    expect(later).toMatchObject({ code: 7, stderr: expect.stringContaining('npm run world') });
  });
});

function withExpiry(fromNowMs: number): string {
  return JSON.stringify({ key: seedApiKey, expiresAt: new Date(Date.now() + fromNowMs).toISOString() });
}
