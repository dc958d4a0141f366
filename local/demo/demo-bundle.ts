import { fileURLToPath } from 'node:url';
import { build, stop } from 'esbuild';

let built: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/** A file of the storefront, which is built when it is first asked for. A build that fails is tried again. */
export async function demoFile(name: 'app.js' | 'app.css'): Promise<Uint8Array> {
  built ??= buildDemo();
  try {
    return (await built).get(name) ?? new Uint8Array();
  } catch (error) {
    built = undefined;
    throw error;
  }
}

async function buildDemo(): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    const { outputFiles } = await build({
      entryPoints: [
        { in: pathOf('main.tsx'), out: 'app' },
        { in: pathOf('style.css'), out: 'app' },
      ],
      outdir: 'demo',
      bundle: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      legalComments: 'none',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      write: false,
      logLevel: 'silent',
    });
    return new Map(outputFiles.map(({ path, contents }) => [path.split(/[\\/]/).pop() ?? '', contents]));
  } finally {
    await stop(); // esbuild would stay beside us as a process of its own.
  }
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`page/${file}`, import.meta.url));
}
