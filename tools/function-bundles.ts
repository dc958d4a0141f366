import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFailure, build, formatMessages, type OutputFile } from 'esbuild';
import { leanModules, leanNamespace } from './lean-modules.ts';

/** The folder that holds package.json. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

// A change of one of these can change a bundle although none of its own sources changed.
const alwaysInputs = ['package-lock.json', ...['function-bundles.ts', 'lean-modules.ts'].map(fileBeside)];

export interface Bundle {
  /** The function's folder in `functions/` and in `dist/`. */
  readonly name: string;
  /** What Lambda would load at most, source maps apart. */
  readonly bytes: number;
  /** False when the bundle that was there was still good. */
  readonly isNew: boolean;
}

/** A function that could not be bundled; its message says where and why. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/** Modification times (ms since epoch) of a bundle's inputs, by path from the project's root. */
type Inputs = Record<string, number>;

/** The functions there are: the folders of `functions/`. */
export async function functionNames(root = projectRoot): Promise<string[]> {
  const entries = await readdir(join(root, 'functions'), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/**
 * Bundles every function once: `functions/<name>/handler.ts` becomes `dist/<name>/index.mjs`, which exports `handler`.
 * With `onlyStale`, bundles that are newer than all they were made of stay as they are.
 *
 * @throws BuildError that names every function which has no handler.ts or does not compile.
 */
export async function buildFunctions({ root = projectRoot, onlyStale = false } = {}): Promise<Bundle[]> {
  const names = await functionNames(root);
  const results = await Promise.allSettled(
    names.map(async (name) => {
      const isNew = !onlyStale || (await isStale(name, root));
      if (isNew) await buildFunction(name, root);
      return { name, bytes: await sizeOf(join(root, 'dist', name)), isNew };
    }),
  );
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const unexpected = failures.find((failure) => !(failure instanceof BuildError));
  if (unexpected) throw unexpected;
  if (failures.length > 0) throw new BuildError(failures.map((failure) => failure.message).join('\n'));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Whether the bundle of a function is missing, or anything it was made of has changed since. */
export async function isStale(name: string, root = projectRoot): Promise<boolean> {
  try {
    await stat(join(root, 'dist', name, 'index.mjs'));
    const inputs = JSON.parse(await readFile(inputsFile(name, root), 'utf8')) as Inputs;
    const now = await modificationTimes(Object.keys(inputs), root);
    return Object.entries(inputs).some(([path, time]) => now[path] !== time);
  } catch {
    return true; // Not built yet, or an input is gone.
  }
}

async function buildFunction(name: string, root: string): Promise<void> {
  const entry = join('functions', name, 'handler.ts');
  await stat(join(root, entry)).catch(() => {
    throw new BuildError(`${entry} is missing: every folder in functions/ is one Lambda function`);
  });
  const startedAt = Date.now();
  const result = await build({
    absWorkingDir: root,
    entryPoints: [{ in: entry, out: 'index' }],
    outdir: join('dist', name),
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'external',
    loader: { '.md': 'text' },
    plugins: [leanModules],
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch(async (failure: BuildFailure) => {
    const messages = await formatMessages(failure.errors, { kind: 'error', color: false });
    throw new BuildError(`${entry} does not compile:\n${messages.join('').trimEnd()}`);
  });

  // Packages change only together with package-lock.json, so their hundreds of files need no look of their own.
  const sources = Object.keys(result.metafile.inputs).filter(
    (path) => !path.includes('node_modules/') && !path.startsWith(`${leanNamespace}:`),
  );
  await replaceOutputs(join(root, 'dist', name), result.outputFiles);
  await writeInputs(name, root, [...sources, ...alwaysInputs], startedAt);
}

/**
 * Puts the new files in place so that whoever loads the bundle meanwhile gets the old one or the new one whole:
 * chunks carry their hash in the name and go first, the entry is replaced in one step, leftovers go last.
 */
async function replaceOutputs(folder: string, files: readonly OutputFile[]): Promise<void> {
  const isEntry = (file: OutputFile) => relative(folder, file.path).startsWith('index.mjs');
  for (const file of [...files].sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))) {
    await mkdir(dirname(file.path), { recursive: true });
    const draft = join(dirname(folder), `.${basename(file.path)}-${randomUUID()}`);
    await writeFile(draft, file.contents);
    await rename(draft, file.path);
  }
  const kept = new Set(files.map((file) => file.path));
  for (const path of await filesIn(folder)) {
    if (!kept.has(path)) await rm(path, { force: true });
  }
}

async function writeInputs(name: string, root: string, paths: readonly string[], startedAt: number): Promise<void> {
  const times = await modificationTimes(paths, root);
  // What was saved while the build ran may not be in it: a time that never matches makes the next build look again.
  const inputs = Object.fromEntries(Object.entries(times).map(([path, time]) => [path, time < startedAt ? time : 0]));
  await writeFile(inputsFile(name, root), JSON.stringify(inputs, null, 1));
}

function fileBeside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

// Beside the bundle and not in it: what is in dist/<name>/ goes to AWS.
function inputsFile(name: string, root: string): string {
  return join(root, 'dist', `${name}.inputs.json`);
}

async function modificationTimes(paths: readonly string[], root: string): Promise<Inputs> {
  const entries = await Promise.all(
    paths.map(async (path) => [path, (await stat(resolve(root, path))).mtimeMs] as const),
  );
  return Object.fromEntries(entries);
}

async function sizeOf(folder: string): Promise<number> {
  const code = (await filesIn(folder)).filter((path) => path.endsWith('.mjs'));
  const sizes = await Promise.all(code.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}${sep}${entry.name}`);
}
