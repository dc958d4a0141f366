import CliTable from 'cli-table3';
import { figure } from './format.ts';
import type { Run, Section, Table } from './section.ts';

/** A section as it is printed: what it says, and its tables. */
export function sectionAsText({ title, text, tables }: Section): string {
  return [`\n${title.toUpperCase()}`, ...text, ...tables.map(tableAsText)].join('\n\n');
}

/** Every aim of a run with what came of it, and where it ran. */
export function targetsAsText(run: Run): string {
  const rows = run.sections.flatMap(({ targets }) =>
    targets.map(({ aim, measured, isMet }) => [isMet ? 'met' : 'MISSED', aim, measured]),
  );
  return [
    tableAsText({ caption: '\nAIMS', columns: ['', 'aim', 'measured'], rows }),
    `Node ${run.node}, ${run.processors}, load ${figure(run.load)} before and ${figure(run.loadAfter)} after, ${figure(run.minutes)} minutes`,
  ].join('\n');
}

function tableAsText({ caption, columns, rows }: Table): string {
  const table = new CliTable({
    head: [...columns],
    style: { head: [], border: [], compact: true },
    colAligns: columns.map((_, index) =>
      index === 0 || rows.some((row) => /[a-z]{4}/.test(row[index] ?? '')) ? 'left' : 'right',
    ),
  });
  for (const row of rows) table.push([...row]);
  return `${caption}\n${table}`;
}
