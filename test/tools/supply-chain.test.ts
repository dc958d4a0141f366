import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditSchema, auditVerdict } from '../../tools/audit-report.ts';
import { knownHoles } from '../../tools/known-holes.ts';
import {
  type Lock,
  lockSchema,
  type Manifest,
  manifestSchema,
  supplyChainFaults,
} from '../../tools/supply-chain-rules.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')) as unknown;
const manifest = manifestSchema.parse(read('package.json'));
const lock = lockSchema.parse(read('package-lock.json'));

const integrity = `sha512-${'A'.repeat(86)}==`;

/** The faults of a lock file with one package more, or with one that is changed. */
function faultsWith(
  path: string,
  locked: Partial<Lock['packages'][string]>,
  changed: Partial<Manifest> = {},
): string[] {
  const packages = { ...lock.packages, [path]: { version: '1.0.0', license: 'MIT', integrity, ...locked } };
  return supplyChainFaults({ ...manifest, ...changed }, { ...lock, packages });
}

describe('what would be installed', () => {
  it('has no fault', () => {
    expect(supplyChainFaults(manifest, lock)).toEqual([]);
  });

  it.each([
    [
      'from git',
      { resolved: 'git+ssh://git@github.com/a/x.git#abc' },
      'node_modules/x does not come from the registry',
    ],
    ['from a file', { resolved: 'file:../x' }, 'node_modules/x does not come from the registry'],
    [
      "from somebody's server",
      { resolved: 'https://evil.example/x.tgz' },
      'node_modules/x does not come from the registry',
    ],
    [
      'in clear text',
      { resolved: 'http://registry.example/x/-/x-1.0.0.tgz' },
      'node_modules/x does not come from the registry',
    ],
    [
      'under another name',
      { resolved: 'https://registry.example/y/-/y-1.0.0.tgz' },
      'node_modules/x does not come from the registry',
    ],
    ['as a link', { link: true }, 'node_modules/x is a link'],
    ['without integrity', { integrity: undefined }, 'node_modules/x has no SHA-512 integrity'],
    ['with a weak one', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, 'node_modules/x has no SHA-512 integrity'],
    ['under the GPL', { license: 'GPL-3.0-only' }, 'node_modules/x has the licence GPL-3.0-only'],
    ['under the MPL, and runs', { license: 'MPL-2.0' }, 'node_modules/x has the licence MPL-2.0'],
    ['under both of two', { license: 'MIT AND GPL-2.0' }, 'node_modules/x has the licence MIT AND GPL-2.0'],
    ['under no licence', { license: undefined }, 'node_modules/x has the licence of nobody knows what'],
    [
      'with a script',
      { hasInstallScript: true },
      'node_modules/x has an install script that nobody decided about: name it in allowScripts',
    ],
  ])('is refused %s', (_what, locked, fault) => {
    expect(faultsWith('node_modules/x', locked as Partial<Lock['packages'][string]>)).toEqual([fault]);
  });

  it.each([
    ['from a registry by address', { resolved: 'https://registry.example/x/-/x-1.0.0.tgz' }],
    ['under one of two', { license: '(MIT OR GPL-3.0-or-later)' }],
    ['under the MPL, in tools', { license: 'MPL-2.0', dev: true }],
  ])('is taken %s', (_what, locked) => {
    expect(faultsWith('node_modules/x', locked)).toEqual([]);
  });

  it('is nothing with a known hole, however deep', () => {
    for (const path of ['node_modules/hono', 'node_modules/x/node_modules/hono']) {
      expect(faultsWith(path, { version: '4.12.24' })).toEqual(
        ['88fw-hqm2-52qc', 'j6c9-x7qj-28xf', 'rv63-4mwf-qqc2', 'wgpf-jwqj-8h8p', 'wwfh-h76j-fc44']
          .map((id) => `${path} is 4.12.24, older than 4.12.25: GHSA-${id}`)
          .concat(`${path} is 4.12.24, older than 4.12.34: the project's own floor`),
      );
      expect(faultsWith(path, { version: '4.12.34' })).toEqual([]);
      expect(faultsWith(path, { version: '5.0.0' })).toEqual([]);
    }
    for (const [name, holes] of Object.entries(knownHoles)) {
      expect(lock.packages).toHaveProperty([`node_modules/${name}`]);
      for (const { advisory } of holes)
        expect(faultsWith(`node_modules/${name}`, { version: '0.0.1' }).join()).toContain(advisory);
    }
  });

  it('runs no script of a package while it is installed', () => {
    expect(readFileSync('.npmrc', 'utf8').split('\n')).toContain('ignore-scripts=true');
  });

  it('is pinned, and little of it runs', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`p${index}`, '1.0.0']));
    expect(supplyChainFaults({ ...manifest, dependencies: many }, lock)).toEqual([
      '11 runtime dependencies, more than 10',
    ]);
    for (const range of ['^1.0.0', '~1.0.0', '*', 'latest', 'git+https://x', 'file:../x', '1.x']) {
      const dependencies = { ...manifest.dependencies, x: range };
      expect(supplyChainFaults({ ...manifest, dependencies }, lock)).toEqual([`x is not pinned: "${range}"`]);
    }
  });
});

describe('of Hono', () => {
  // The advisories of its adapters, of its middleware for tokens, CORS, caching and body limits are about other parts.
  it('the functions use routing and nothing else', () => {
    const files = ['functions', 'shared'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
    );
    const imported = files.flatMap((text) => [...text.matchAll(/from '(hono[^']*)'/g)].map(([, name]) => name));
    expect([...new Set(imported)].sort()).toEqual(['hono', 'hono/factory']);
  });
});

describe('an audit', () => {
  it('that could not look says so', () => {
    const answer = { message: 'request failed', error: { summary: '', detail: '' } };
    expect(auditVerdict(auditSchema.parse(answer), lock)).toEqual({ kind: 'not-checked', why: 'did not answer' });
    expect(auditVerdict(auditSchema.parse({ ...answer, statusCode: 405 }), lock)).toEqual({
      kind: 'not-checked',
      why: 'answered 405',
    });
  });

  it('tells what runs in the functions from what tools have', () => {
    const vulnerabilities = {
      hono: { severity: 'high', nodes: ['node_modules/hono'] },
      vitest: { severity: 'low', nodes: ['node_modules/vitest'] },
    };
    expect(auditVerdict({ vulnerabilities }, lock)).toEqual({
      kind: 'checked',
      inFunctions: ['hono: high'],
      inTools: ['vitest: low'],
    });
  });
});
