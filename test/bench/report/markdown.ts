import { figure } from './format.ts';
import type { Run, Section, Table } from './section.ts';

/** A run as docs/performance.md shows it. `charts` is where its charts are, as seen from there. */
export function runAsMarkdown(run: Run, charts: string): string {
  return [
    whereAndWhen(run),
    '### Aims',
    aimsAsMarkdown(run),
    ...run.sections.map((section) => sectionAsMarkdown(section, charts)),
  ].join('\n\n');
}

/** A run of one section, under a heading that the page has already. */
export function loadAsMarkdown(run: Run): string {
  const bodies = run.sections.map(({ text, tables }) => bodyAsMarkdown(text, tables).join('\n\n'));
  return [whereAndWhen(run), ...bodies, aimsAsMarkdown(run)].join('\n\n');
}

function whereAndWhen(run: Run): string {
  return `Measured on ${run.at} UTC in ${figure(run.minutes)} minutes: Node ${run.node}, ${run.processors}, ${run.memoryGb} GB. Load average ${figure(run.load)} before the run and ${figure(run.loadAfter)} at its end.`;
}

function aimsAsMarkdown({ sections }: Run): string {
  return tableAsMarkdown({
    columns: ['Aim', 'Measured', ''],
    rows: sections.flatMap(({ targets }) =>
      targets.map(({ aim, measured, isMet }) => [aim, measured, isMet ? 'met' : '**missed**']),
    ),
  });
}

function bodyAsMarkdown(text: readonly string[], tables: readonly Table[]): string[] {
  return [...text, ...tables.flatMap((table) => [`*${table.caption}*`, tableAsMarkdown(table)])];
}

function sectionAsMarkdown({ title, text, tables, charts }: Section, folder: string): string {
  return [
    `### ${title}`,
    ...bodyAsMarkdown(text, tables),
    ...charts.map(({ name, title }) => `![${title}](${folder}/${name}.svg)`),
  ].join('\n\n');
}

function tableAsMarkdown({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
