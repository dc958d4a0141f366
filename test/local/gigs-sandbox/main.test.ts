import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';

const main = fileURLToPath(new URL('../../../local/gigs-sandbox/main.ts', import.meta.url));
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Starts it as `npm run sandbox` does, with all that it prints and the promise of its exit code. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env: { PATH: process.env['PATH'], ...env } });
  started.push(child);
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return { child, output, exitCode: once(child, 'close').then(([code]) => code as number | null) };
}

describe('npm run sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says what to do and that it is ready, and ends well on %s',
    async (signal) => {
      const { child, output, exitCode } = run({
        PORT: '0',
        SANDBOX_ACTIVATION_MS: '0',
        SANDBOX_IDEMPOTENCY_KEYS: 'refused',
      });
      await expect.poll(() => output.out, { timeout: 15_000 }).toMatch(/^ready http:\/\/localhost:\d+$/m);
      const url = /^ready http:\/\/localhost(:\d+)$/m.exec(output.out)?.[1];
      for (const told of [`http://127.0.0.1${url}`, seedApiKey, 'curl ', '/sandbox/faults']) {
        expect(output.out).toContain(told);
      }

      const headers = { authorization: `Bearer ${seedApiKey}` };
      const body = JSON.stringify({ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry });
      const collection = `http://127.0.0.1${url}/projects/gigs/subscriptionAddons`;
      const withKey = { method: 'POST', headers: { ...headers, 'idempotency-key': 'k' }, body };
      expect((await fetch(collection, withKey)).status).toBe(400);
      expect(await (await fetch(collection, { method: 'POST', headers, body })).json()).toMatchObject({
        status: 'active',
      });

      child.kill(signal);
      expect(await exitCode).toBe(0);
      expect(output.err).toBe('');
    },
  );

  it('says in one line that the port is in use', async () => {
    const sandbox = await startGigsSandbox();
    const { port } = new URL(sandbox.url);
    const { output, exitCode } = run({ PORT: port });
    expect(await exitCode).toBe(1);
    expect(output).toEqual({ out: '', err: `Port ${port} is in use: set PORT to another one\n` });
    await sandbox.close();
  });

  it('says in one line which settings are wrong', async () => {
    const { output, exitCode } = run({ PORT: 'web', SANDBOX_ACTIVATION_MS: '-1', SANDBOX_IDEMPOTENCY_KEYS: 'on' });
    expect(await exitCode).toBe(1);
    expect(output.out).toBe('');
    expect(output.err.trim().split('\n')).toHaveLength(1);
    for (const name of ['PORT', 'SANDBOX_ACTIVATION_MS', 'SANDBOX_IDEMPOTENCY_KEYS'])
      expect(output.err).toContain(name);
  });
});
