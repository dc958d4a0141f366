// Usage: npm run audit [-- --must-reach]    known holes in what is installed; fails on those in the functions
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { auditSchema, auditVerdict } from './audit-report.ts';
import { projectRoot } from './function-bundles.ts';
import { lockSchema } from './supply-chain-rules.ts';

const lock = lockSchema.parse(JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')));
const command = ['audit', '--package-lock-only', '--json'];
const { stdout } = spawnSync('npm', command, { cwd: projectRoot, encoding: 'utf8', timeout: 60_000 });
const verdict = auditVerdict(auditSchema.parse(JSON.parse(stdout || '{}')), lock);

if (verdict.kind === 'not-checked') {
  const floors = 'the holes in tools/known-holes.ts are looked for all the same, by npm run supply-chain';
  console.log(`not checked: the registry in reach ${verdict.why} when it was asked for advisories; ${floors}`);
  process.exitCode = process.argv.includes('--must-reach') ? 1 : 0;
} else {
  for (const hole of verdict.inFunctions) console.error(`in the functions: ${hole}`);
  for (const hole of verdict.inTools) console.log(`in tools: ${hole}`);
  console.log(`${verdict.inFunctions.length} known holes in what runs in the functions`);
  process.exitCode = verdict.inFunctions.length === 0 ? 0 : 1;
}
