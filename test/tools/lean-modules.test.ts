import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../../tools/function-bundles.ts';
import { leanModules } from '../../tools/lean-modules.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lean-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bundles these lines as a module, runs it in a Node of its own and gives what it prints. */
async function run(lines: string, env: Record<string, string> = {}): Promise<string> {
  const outfile = join(folder, `${Math.random()}.mjs`);
  await build({
    stdin: { contents: lines, resolveDir: projectRoot },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [leanModules],
    logLevel: 'silent',
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
  });
  return stdout.trim();
}

it("gives a built-in module's members under both of its names, by default and by name", async () => {
  const printed = await run(`
    import http, { request } from 'node:http';
    import plain from 'http';
    import { env } from 'node:process';
    import { promisify } from 'util';
    const own = await import('node:http');
    console.log([http === plain, http.request === request, own.request === request, env === process.env, typeof promisify]);
  `);
  expect(printed).toBe("[ true, true, true, true, 'function' ]");
});

it('leaves undici unloaded where a module and the AWS SDK import node:http', async () => {
  const printed = await run(`
    import 'node:http';
    import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
    new SecretsManagerClient({ region: 'eu-central-1' });
    console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length);
  `);
  expect(printed).toBe('0');
});

const credentials = `
  import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  const client = new SecretsManagerClient({ region: 'eu-central-1' });
  const found = await client.config.credentials().catch((error) => error);
  console.log(found.accessKeyId, found.secretAccessKey, found.sessionToken, found.name);
`;

it("takes the function's credentials from the environment", async () => {
  const env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  expect(await run(credentials, env)).toBe('id secret token undefined');
});

it('says so where there are none', async () => {
  expect(await run(credentials)).toBe('undefined undefined undefined CredentialsProviderError');
});
