// Usage: npm run supply-chain    what would be installed: where from, under which licence, with which scripts
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './function-bundles.ts';
import { knownHoles } from './known-holes.ts';
import { lockSchema, manifestSchema, supplyChainFaults } from './supply-chain-rules.ts';

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(projectRoot, name), 'utf8'));
}

const manifest = manifestSchema.parse(await read('package.json'));
const lock = lockSchema.parse(await read('package-lock.json'));
const faults = supplyChainFaults(manifest, lock);
for (const fault of faults) console.error(fault);
const counts = [
  `${Object.keys(lock.packages).length - 1} packages`,
  `${Object.keys(manifest.dependencies).length} runtime dependencies`,
  `${Object.values(knownHoles).flat().length} known holes looked for`,
];
console.log(counts.join(', '));
process.exitCode = faults.length === 0 ? 0 : 1;
