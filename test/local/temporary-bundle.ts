import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';

/** The file: URL of a bundle with this source, there until the test ends. */
export async function temporaryBundle(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'index.mjs');
  await writeFile(path, source);
  return pathToFileURL(path).href;
}
