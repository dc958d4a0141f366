import { figure } from './format.ts';
import type { Run, Section, Table } from './section.ts';

/** A run as docs/performance.md shows it. `charts` is where its charts are, as seen from there. */
export function runAsMarkdown(run: Run, charts: string): string {
  return [
    `Measured on ${run.at} UTC in ${figure(run.minutes)} minutes: Node ${run.node}, ${run.processors}, ${run.memoryGb} GB. Load average ${figure(run.load)} before the run and ${figure(run.loadAfter)} at its end.`,
    '### Aims',
    tableAsMarkdown({
      columns: ['Aim', 'Measured', ''],
      rows: run.sections.flatMap(({ targets }) =>
        targets.map(({ aim, measured, isMet }) => [aim, measured, isMet ? 'met' : '**missed**']),
      ),
    }),
    ...run.sections.map((section) => sectionAsMarkdown(section, charts)),
  ].join('\n\n');
}

function sectionAsMarkdown({ title, text, tables, charts }: Section, folder: string): string {
  return [
    `### ${title}`,
    ...text,
    ...tables.flatMap((table) => [`*${table.caption}*`, tableAsMarkdown(table)]),
    ...charts.map(({ name, title }) => `![${title}](${folder}/${name}.svg)`),
  ].join('\n\n');
}

function tableAsMarkdown({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
