import { expect, onTestFinished } from 'vitest';
import { keySecretName, startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { seedApiKey, seedProjects } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { SandboxControls } from '../../rig/sandbox-controls.ts';
import { type Ended, runTool } from './built-tool.ts';

/**
 * A Gigs sandbox and a Secrets Manager of the test's own, and the operator's tool as a process that finds them by the
 * standard settings. Whatever it prints, the key is not in it.
 */
export async function setup({ secret = seedApiKey, env = {} }: { secret?: string; env?: Record<string, string> } = {}) {
  const sandbox = await startGigsSandbox({ activationMs: 0 });
  const secretsManager = await startSecretsManager(0, { [keySecretName]: secret });
  onTestFinished(async () => {
    await Promise.all([sandbox.close(), secretsManager.close()]);
  });
  const settings: Record<string, string> = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    GIGS_API_URL: sandbox.url,
    GIGS_PROJECT: seedProjects.gigs,
    GIGS_KEY_SECRET_ID: keySecretName,
    ...env,
  };
  return {
    url: sandbox.url,
    controls: new SandboxControls(sandbox.url),
    /** Runs the tool to its end. */
    gigs: (...args: string[]) => gigs(args, settings),
  };
}

/** Runs the tool to its end with these settings only. */
export async function gigs(args: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ended> {
  const ended = await runTool(args, settings);
  expect(ended.stdout + ended.stderr).not.toContain('gpk_');
  return ended;
}

/** The JSON that a run printed, which must have ended well. */
export function jsonOf<Value>({ stdout, stderr, code }: Ended): Value {
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout) as Value;
}
