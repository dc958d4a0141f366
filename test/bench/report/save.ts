import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../../tools/function-bundles.ts';
import { resultsFolder } from '../measure/subjects.ts';
import { chartAsSvg } from './chart.ts';
import type { Run, Section } from './section.ts';

const page = join(projectRoot, 'docs', 'performance.md');

/** Where the page's charts are, beside it. */
export const chartsFolder = 'performance';

/** Writes a run as JSON, and its charts. @returns the folder */
export async function saveResults(run: Run): Promise<string> {
  await saveCharts(run.sections, resultsFolder);
  await writeFile(join(resultsFolder, 'results.json'), `${JSON.stringify(run, null, 2)}\n`);
  return resultsFolder;
}

/**
 * Puts what a run found into the page about performance, between two marks, in place of what was there.
 *
 * @returns the page's path
 * @throws Error where the page has no such marks
 */
export async function keepInDocs(
  mark: 'bench' | 'load',
  markdown: string,
  sections: readonly Section[],
): Promise<string> {
  const text = await readFile(page, 'utf8');
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- /${mark} -->`];
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new Error(`${page} has no ${begin}`);
  await saveCharts(sections, join(projectRoot, 'docs', chartsFolder));
  await writeFile(page, `${text.slice(0, from)}\n${markdown}\n\n${text.slice(to)}`);
  return page;
}

async function saveCharts(sections: readonly Section[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const chart of sections.flatMap(({ charts }) => charts)) {
    await writeFile(join(folder, `${chart.name}.svg`), chartAsSvg(chart));
  }
}
