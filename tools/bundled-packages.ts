import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The packages of which there is code in the bundles, by what their source maps say. Sorted. */
export async function bundledPackages(dist: string): Promise<string[]> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true });
  const maps = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.mjs.map'));
  const names = await Promise.all(
    maps.map(async ({ parentPath, name }) => packagesIn(await readFile(join(parentPath, name), 'utf8'))),
  );
  return [...new Set(names.flat())].sort();
}

function packagesIn(map: string): string[] {
  const { sources } = JSON.parse(map) as { sources: string[] };
  return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []);
}
