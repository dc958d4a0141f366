import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './function-bundles.ts';

/** Bundles the client into one minified file, for React Native, browsers and Node alike. */
export async function bundleClient(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(projectRoot, 'client', 'src', 'top-ups-client.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}
