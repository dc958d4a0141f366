import { rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../tools/function-bundles.ts';
import type { Guard } from './guard.ts';

const copied = ['functions', 'shared', 'local', 'tools', 'test', 'client', 'docs', 'infra'];
const files = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'openapi.json', 'cdk.json'];

/** A copy of the project whose files can be changed: nobody else sees it. */
export interface Tree {
  readonly root: string;
}

/** Copies the project as it stands, but for its packages, which are the same. It is gone when this process ends. */
export async function copyTree(): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'guards-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const name of copied) {
    await cp(join(projectRoot, name), join(root, name), {
      recursive: true,
      filter: (path) => !/node_modules/.test(path),
    });
  }
  for (const name of files) await cp(join(projectRoot, name), join(root, name));
  await symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  return { root };
}

/**
 * The file of a guard without it.
 *
 * @throws Error where the file does not have the guard's text exactly once: then the list is not up to date.
 */
export function withoutGuard(content: string, { file, guard, text, without }: Guard): string {
  const times = content.split(text).length - 1;
  if (times !== 1)
    throw new Error(`${file} has the text of "${guard}" ${times} times, not once: bring the list up to date`);
  return content.replace(text, () => without);
}

/** Takes the guard away in a tree, for as long as `work` takes. */
export async function whileWithout<Result>(root: string, guard: Guard, work: (path: string) => Promise<Result>) {
  const path = join(root, guard.file);
  const content = await readFile(path, 'utf8');
  await writeFile(path, withoutGuard(content, guard));
  try {
    return await work(path);
  } finally {
    await writeFile(path, content);
  }
}
