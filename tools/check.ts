import { spawnSync } from 'node:child_process';

// Usage: npm run check    all that guards the code beside its tests; stops at nothing and says what failed

const checks: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', 'tsc', '--noEmit'],
  ['types of the client, without those of Node', 'tsc', '-p', 'client', '--noEmit', '--emitDeclarationOnly', 'false'],
  ['types of the storefront', 'tsc', '-p', 'local/demo/page'],
  ['types of the tests in a browser', 'tsc', '-p', 'test/browser'],
  ['lint and format', 'biome', 'check', '--error-on-warnings', '.'],
  [
    'layers',
    'depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'functions',
    'shared',
    'infra',
    'local',
    'client',
    'tools',
    'test',
  ],
  ['dead code', 'knip'],
  ['openapi.json is what the routes make', 'tsx', 'tools/openapi.ts', '--check'],
  ['openapi.json is good OpenAPI', 'redocly', 'lint', 'openapi.json'],
  ['the contract breaks no app', 'tsx', 'tools/contract.ts'],
  ['problem pages are what the catalogue makes', 'tsx', 'tools/problem-pages.ts', '--check'],
  [
    "the client's types are what openapi.json says (npm run client:types makes them)",
    'npm',
    'run',
    'client:types',
    '--',
    '--check',
  ],
  ['synthesis of a stage', 'cdk', 'synth', '--quiet', '-c', 'stage=production'],
  ['where packages come from, their licences and scripts', 'tsx', 'tools/supply-chain.ts'],
  ['known holes in packages', 'tsx', 'tools/audit.ts'],
];

const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const failed: string[] = [];

for (const [name, command = '', ...rest] of checks) {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...rest], { env, encoding: 'utf8' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  // A check that could not be made is no check that was passed.
  const notChecked = status === 0 ? /^not checked: .*$/m.exec(stdout)?.[0] : undefined;
  console.log(`${status === 0 ? (notChecked ? 'skipped' : 'ok    ') : 'FAILED'}  ${name} (${seconds} s)`);
  if (notChecked) console.log(`        ${notChecked}`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout}${stderr}`);
}

if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exit(1);
}
