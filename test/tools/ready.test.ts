import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

interface Installed {
  /** The version of `tsx` that is wanted, and the one that is there. */
  readonly wanted: string;
  readonly there: string | null;
}

/** A project with one package and one file that says hello. */
async function setup({ wanted, there }: Installed) {
  const folder = await mkdtemp(join(tmpdir(), 'ready-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = (path: string, value: unknown) =>
    writeFile(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
  const lock = (version: string) => ({ packages: { 'node_modules/tsx': { version } } });
  await cp('tools/ready.mjs', join(folder, 'tools/ready.mjs'));
  await write('package.json', { devDependencies: { tsx: wanted } });
  await write('package-lock.json', lock(wanted));
  await write('hello.mjs', `console.log('hello');`);
  if (there !== null) {
    await mkdir(join(folder, 'node_modules/tsx'), { recursive: true });
    await write('node_modules/tsx/package.json', { name: 'tsx', type: 'module', exports: './index.js' });
    await write('node_modules/tsx/index.js', '');
    await write('node_modules/.package-lock.json', lock(there));
  }
  return promisify(execFile)('node', ['--import', './tools/ready.mjs', 'hello.mjs'], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

describe('a command of the project', () => {
  it('runs where the packages are those that it wants', async () => {
    expect(await setup({ wanted: '1.0.0', there: '1.0.0' })).toEqual({ code: 0, stdout: 'hello\n', stderr: '' });
  });

  it('says what to do where nothing is installed, and nothing else', async () => {
    expect(await setup({ wanted: '1.0.0', there: null })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The packages are not installed: run "npm ci" in this folder first.\n',
    });
  });

  it('warns where others are installed, and goes on', async () => {
    expect(await setup({ wanted: '2.0.0', there: '1.0.0' })).toEqual({
      code: 0,
      stdout: 'hello\n',
      stderr: 'The installed packages are not those of package-lock.json (tsx): run "npm ci".\n',
    });
  });
});
