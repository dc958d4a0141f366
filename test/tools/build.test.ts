import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildFunctions, isStale } from '../../tools/function-bundles.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundles-'));
  await writeFile(join(root, 'package-lock.json'), '{}');
  await write(
    'functions/greet/handler.ts',
    `import { word } from '../../shared/word.ts'; export const handler = async () => word;`,
  );
  await write('shared/word.ts', `export const word: string = 'hello';`);
});

afterEach(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

async function greet(): Promise<unknown> {
  const url = pathToFileURL(join(root, 'dist/greet/index.mjs'));
  url.search = String(Math.random());
  const bundle = (await import(url.href)) as { handler: () => Promise<unknown> };
  return bundle.handler();
}

describe('buildFunctions', () => {
  it('makes one loadable bundle per folder of functions/', async () => {
    const bundles = await buildFunctions({ root });
    expect(bundles).toEqual([{ name: 'greet', bytes: expect.any(Number), isNew: true }]);
    expect(await greet()).toBe('hello');
  });

  it('builds only what is stale when asked to', async () => {
    await buildFunctions({ root });
    expect(await buildFunctions({ root, onlyStale: true })).toMatchObject([{ isNew: false }]);
    await write('shared/word.ts', `export const word: string = 'good evening';`);
    expect(await buildFunctions({ root, onlyStale: true })).toMatchObject([{ isNew: true }]);
    expect(await greet()).toBe('good evening');
  });

  it('splits what is imported on demand into chunks, and clears away those of the build before', async () => {
    await write(
      'functions/greet/handler.ts',
      `export const handler = async () => (await import('../../shared/word.ts')).word;`,
    );
    await buildFunctions({ root });
    expect(await greet()).toBe('hello');
    const before = await readdir(join(root, 'dist/greet/chunks'));
    await write('shared/word.ts', `export const word: string = 'good evening';`);
    await buildFunctions({ root });
    const after = await readdir(join(root, 'dist/greet/chunks'));
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);
    expect(await greet()).toBe('good evening');
  });

  it('can run twice at once', async () => {
    await Promise.all([buildFunctions({ root }), buildFunctions({ root })]);
    expect(await greet()).toBe('hello');
  });

  it('says which file does not compile, and where', async () => {
    await write('shared/word.ts', 'export const word = ;');
    await expect(buildFunctions({ root })).rejects.toThrow(
      /functions\/greet\/handler\.ts does not compile:[\s\S]*shared\/word\.ts:1:/,
    );
  });

  it('says which folder has no handler', async () => {
    await mkdir(join(root, 'functions/empty'));
    await expect(buildFunctions({ root })).rejects.toThrow('functions/empty/handler.ts is missing');
  });
});

describe('isStale', () => {
  it('is true before the first build, and after a change of a source or of the packages', async () => {
    expect(await isStale('greet', root)).toBe(true);
    await buildFunctions({ root });
    expect(await isStale('greet', root)).toBe(false);
    await utimes(join(root, 'package-lock.json'), new Date(), new Date());
    expect(await isStale('greet', root)).toBe(true);
  });

  it('is true when a source is gone', async () => {
    await buildFunctions({ root });
    await rm(join(root, 'shared/word.ts'));
    expect(await isStale('greet', root)).toBe(true);
  });
});
