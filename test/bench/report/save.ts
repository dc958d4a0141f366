import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../../tools/function-bundles.ts';
import { resultsFolder } from '../measure/subjects.ts';
import { chartAsSvg } from './chart.ts';
import { runAsMarkdown } from './markdown.ts';
import type { Run } from './section.ts';

const page = join(projectRoot, 'docs', 'performance.md');
const charts = 'performance';
const between = /(?<=<!-- measured -->\n)[\s\S]*(?=<!-- \/measured -->)/;

/** Writes a run as JSON, and its charts. @returns the folder */
export async function saveResults(run: Run): Promise<string> {
  await saveCharts(run, resultsFolder);
  await writeFile(join(resultsFolder, 'results.json'), `${JSON.stringify(run, null, 2)}\n`);
  return resultsFolder;
}

/**
 * Puts a run into the page about performance, in place of the one before.
 *
 * @returns the page's path
 * @throws Error where the page has no place for it
 */
export async function keepInDocs(run: Run): Promise<string> {
  const text = await readFile(page, 'utf8');
  if (!between.test(text)) throw new Error(`${page} has no place for what was measured`);
  const folder = join(projectRoot, 'docs', charts);
  await rm(folder, { recursive: true, force: true });
  await saveCharts(run, folder);
  await writeFile(
    page,
    text.replace(between, () => `\n${runAsMarkdown(run, charts)}\n\n`),
  );
  return page;
}

async function saveCharts({ sections }: Run, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const chart of sections.flatMap(({ charts }) => charts)) {
    await writeFile(join(folder, `${chart.name}.svg`), chartAsSvg(chart));
  }
}
