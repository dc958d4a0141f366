import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { bundleClient } from '../../tools/client-bundle.ts';
import { freePorts } from '../local/running-command.ts';
import { SandboxControls } from '../rig/sandbox-controls.ts';
import { startAll } from './running-service.ts';
import { onPort } from './shell-snippets.ts';
import { documents, root, snippetsIn } from './snippets.ts';

/** A folder with the package installed, and the one program of its README. */
async function projectOfAReader(port: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'client-in-node-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const installed = join(folder, 'node_modules/@gigs-top-ups/client');
  await mkdir(installed, { recursive: true });
  await copyFile(join(root, 'client/package.json'), join(installed, 'package.json'));
  await bundleClient(join(installed, 'dist/top-ups-client.js'));
  const readme = (await documents()).get('client/README.md') ?? '';
  const [program, ...others] = snippetsIn('client/README.md', readme).filter(({ language }) => language === 'js');
  expect(others).toEqual([]);
  await writeFile(join(folder, 'buy.mjs'), onPort(program?.text ?? '', port));
  return folder;
}

it("the program of the client's README buys once, also when it is killed in the middle", async () => {
  const port = await freePorts(5);
  const { stop } = await startAll(port);
  onTestFinished(stop);
  const cwd = await projectOfAReader(port);
  const sandbox = new SandboxControls(`http://127.0.0.1:${port + 1}`);
  const run = () => promisify(execFile)(process.execPath, ['buy.mjs'], { cwd });

  // Gigs does it and never answers, so the program waits until it is killed.
  await sandbox.fault({ method: 'POST', path: '*/subscriptionAddons', fault: 'hangAfter' });
  const killed = execFile(process.execPath, ['buy.mjs'], { cwd });
  await expect.poll(async () => (await sandbox.subscriptionAddons()).length, { timeout: 10_000 }).toBe(1);
  killed.kill('SIGKILL');
  expect(await readdir(cwd)).toContain('gigs-top-ups.1.jerry.json');

  expect((await run()).stdout).toBe('From before: succeeded\nrefused recent-purchase\n');
  expect(await sandbox.subscriptionAddons()).toHaveLength(1);
  expect(await readdir(cwd)).not.toContain('gigs-top-ups.1.jerry.json');
}, 60_000);
