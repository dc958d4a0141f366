import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundledPackages } from './bundled-packages.ts';
import { projectRoot } from './function-bundles.ts';
import { billOf, billSchema } from './software-bill.ts';

/**
 * Writes `dist/sbom.json`: all packages of which there is code in the bundles, as CycloneDX.
 *
 * @returns how many they are
 * @throws Error where npm makes no bill, or code of a package is bundled that is not installed
 */
export async function writeBill(): Promise<number> {
  const bundled = await bundledPackages(join(projectRoot, 'dist'));
  // Of all that is installed: npm's own --omit=dev leaves out what tools need too.
  const command = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  const { stdout, stderr, status } = spawnSync('npm', command, { cwd: projectRoot, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { name } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { name: string };
  const bill = billOf(billSchema.parse(JSON.parse(stdout)), name, bundled);
  await writeFile(join(projectRoot, 'dist', 'sbom.json'), `${JSON.stringify(bill, null, 2)}\n`);
  return bill.components.length;
}
