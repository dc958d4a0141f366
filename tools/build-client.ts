import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleClient } from './client-bundle.ts';
import { projectRoot } from './function-bundles.ts';

// npm run build:client: the client as a package, client/dist: one minified file and its types.

const file = join(projectRoot, 'client', 'dist', 'top-ups-client.js');
await bundleClient(file);
console.log(`client/dist/top-ups-client.js  ${(await readFile(file)).length} bytes`);

const { status } = spawnSync('npx', ['--no-install', 'tsc', '-p', 'client'], { cwd: projectRoot, stdio: 'inherit' });
process.exitCode = status ?? 1;
