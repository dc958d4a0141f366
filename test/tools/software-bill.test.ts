import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundledPackages } from '../../tools/bundled-packages.ts';
import { billOf } from '../../tools/software-bill.ts';

const part = (name: string) => ({ 'bom-ref': `${name}@1.0.0`, name, version: '1.0.0' });
const installed = {
  bomFormat: 'CycloneDX' as const,
  metadata: { component: { ...part('folder'), 'bom-ref': 'ours@0.1.0' } },
  components: [part('hono'), part('@aws/a'), part('vitest')],
  dependencies: [
    { ref: 'ours@0.1.0', dependsOn: ['hono@1.0.0', 'vitest@1.0.0'] },
    { ref: 'hono@1.0.0', dependsOn: [] },
    { ref: 'vitest@1.0.0', dependsOn: [] },
  ],
};

it('names what is bundled and nothing else', () => {
  const bill = billOf(installed, 'ours', ['hono', '@aws/a']);
  expect(bill.components.map(({ name }) => name)).toEqual(['hono', '@aws/a']);
  expect(bill.dependencies).toEqual([
    { ref: 'ours@0.1.0', dependsOn: ['hono@1.0.0'] },
    { ref: 'hono@1.0.0', dependsOn: [] },
  ]);
  expect(bill.metadata.component.name).toBe('ours');
});

it('is not made where code is bundled that nobody installed', () => {
  expect(() => billOf(installed, 'ours', ['hono', 'stranger'])).toThrow('Bundled, but not installed: stranger');
});

it('finds the packages in the bundles by their source maps', async () => {
  const dist = await mkdtemp(join(tmpdir(), 'dist-'));
  onTestFinished(() => rm(dist, { recursive: true }));
  await mkdir(join(dist, 'api', 'chunks'), { recursive: true });
  const map = (...sources: string[]) => JSON.stringify({ sources });
  await writeFile(
    join(dist, 'api', 'index.mjs.map'),
    map('../../functions/api/app.ts', '../../node_modules/hono/dist/hono.js'),
  );
  await writeFile(
    join(dist, 'api', 'chunks', 'x.mjs.map'),
    map(
      '../../../node_modules/@aws/a/node_modules/@smithy/core/dist-es/index.js',
      '../../../node_modules/hono/dist/x.js',
    ),
  );
  expect(await bundledPackages(dist)).toEqual(['@smithy/core', 'hono']);
});
