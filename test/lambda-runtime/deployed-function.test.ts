import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type DeployedFunctionOptions, startDeployedFunction } from './deployed-function.ts';

/** A function of this source, as an asset. */
async function deploy(source: string, options: Partial<DeployedFunctionOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'asset-'));
  await writeFile(join(folder, 'index.mjs'), source);
  const deployed = startDeployedFunction({ name: 'subject', folder, env: { GREETING: 'hello' }, ...options });
  onTestFinished(async () => {
    await deployed[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return deployed;
}

it('hands the event over and gives the result back, in one process for all that follow', async () => {
  const deployed = await deploy(
    'let n = 0; export const handler = async (event) => ({ event, n: ++n, pid: process.pid });',
  );
  const first = await deployed.invoke({ a: 1 });
  expect(first).toEqual({ event: { a: 1 }, n: 1, pid: expect.any(Number) });
  expect(await deployed.invoke({ a: 2 })).toEqual({ ...(first as object), event: { a: 2 }, n: 2 });
  expect(deployed.coldStarts()).toBe(1);
});

it('is another process, with an environment of its own', async () => {
  const deployed = await deploy(
    'console.log("up"); export const handler = async () => ({ ...process.env, pid: process.pid });',
  );
  const env = (await deployed.invoke({})) as Record<string, unknown>;
  expect(env).toMatchObject({ GREETING: 'hello', AWS_LAMBDA_FUNCTION_NAME: 'subject', _HANDLER: 'index.handler' });
  expect(env).not.toHaveProperty('PATH');
  expect(env['pid']).not.toBe(process.pid);
  expect(deployed.lines).toEqual(['up']);
});

it('tells the handler what is left of its time, and kills it when there is nothing left', async () => {
  const source =
    'export const handler = (e, c) => e.left ? c.getRemainingTimeInMillis() : new Promise(() => setInterval(() => {}, 50));';
  const deployed = await deploy(source, { timeoutMs: 1000 });
  expect(await deployed.invoke({ left: true })).toBeLessThanOrEqual(1000);
  await expect(deployed.invoke({})).rejects.toMatchObject({ code: 'timed-out' });
  expect(await deployed.invoke({ left: true })).toBeGreaterThan(0);
  expect(deployed.coldStarts()).toBe(2);
});

it.each([
  ['throws', 'export const handler = async () => { throw new TypeError("no"); };', 'handler-failed', 'TypeError: no'],
  ['exits', 'export const handler = async () => process.exit(3);', 'crashed', 'the process ended'],
  ['does not load', 'throw new Error("Bad settings: X is missing");', 'init-failed', 'Bad settings: X is missing'],
  ['has no handler', 'export const other = 1;', 'init-failed', 'index.handler is undefined or not exported'],
])('says so where the function %s', async (_what, source, code, message) => {
  const deployed = await deploy(source);
  await expect(deployed.invoke({})).rejects.toMatchObject({ code, message });
});

it('serves as many at once as it may, each in a process that has one at a time', async () => {
  const source = `let busy = 0;
    export const handler = async () => {
      busy += 1;
      await new Promise((resolve) => setTimeout(resolve, 30));
      return busy--;
    };`;
  const deployed = await deploy(source, { concurrency: 2 });
  expect(await Promise.all(Array.from({ length: 6 }, () => deployed.invoke({})))).toEqual([1, 1, 1, 1, 1, 1]);
  expect(deployed.coldStarts()).toBe(2);
});
