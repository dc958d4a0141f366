import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contractChanges } from './contract-changes.ts';
import { projectRoot } from './function-bundles.ts';

// Usage: npm run contract              says what changed in openapi.json since the last release, and fails where that breaks apps
//        npm run contract -- --release keeps openapi.json as that of the version in package.json

const folder = join(projectRoot, 'docs/releases');
const present = join(projectRoot, 'openapi.json');

const versions = (await readdir(folder).catch(() => []))
  .flatMap((name) => /^openapi-(\d+\.\d+\.\d+)\.json$/.exec(name)?.[1] ?? [])
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const last = versions.at(-1);
if (last === undefined) console.log('Nothing was released yet, so nothing can break.');
const isSafe = last === undefined || (await compare(last));
if (!isSafe) process.exitCode = 1;
else if (process.argv.includes('--release')) await release();

/** Whether an app that was built for this version can go on as it is. Says what changed. */
async function compare(version: string): Promise<boolean> {
  const changes = await contractChanges(fileOf(version), present);
  for (const { impact, where, what } of changes) console.log(`${impact.padEnd(6)} ${where}\n       ${what}`);
  const breaks = changes.filter(({ impact }) => impact === 'major').length;
  console.log(`Changes since ${version}: ${changes.length}. Of these break apps: ${breaks}.`);
  if (breaks > 0) console.error('Nothing under /v1 may break an app: docs/versioning.md says what to do instead.');
  return breaks === 0;
}

async function release(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const file = fileOf(version);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined && kept !== (await readFile(present, 'utf8'))) {
    console.error(`${version} was released with another contract: raise the version in package.json first.`);
    process.exitCode = 1;
    return;
  }
  await mkdir(folder, { recursive: true });
  await copyFile(present, file);
  console.log(`docs/releases/openapi-${version}.json is the contract of ${version}.`);
}

function fileOf(version: string): string {
  return join(folder, `openapi-${version}.json`);
}
