import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellOf, events, mayBeArchived, states } from './purchase-events.ts';

const text = readFileSync(new URL('../../docs/purchases.md', import.meta.url), 'utf8');

/** The rows of the table that begins with this head, each by its first cell. */
function tableUnder(head: string): Record<string, Record<string, string>> {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`));
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const columns = cells(lines[start] ?? '').slice(1);
  const rows: Record<string, Record<string, string>> = {};
  for (let at = start + 2; lines[at]?.startsWith('|'); at++) {
    const [name = '', ...values] = cells(lines[at] ?? '');
    rows[name] = Object.fromEntries(columns.map((column, index) => [column.replaceAll('`', ''), values[index] ?? '']));
  }
  return rows;
}

/** `from to reason`, for every word at every arrow of the drawing. */
function drawnArrows(): string[] {
  const drawing = /```mermaid\n(.*?)```/s.exec(text)?.[1] ?? '';
  return [...drawing.matchAll(/^ *(\S+) --> (\S+) : (.+)$/gm)].flatMap(([, from, to, reasons = '']) =>
    reasons.split(', ').map((reason) => [from, to, reason].map((word) => word?.replace('_', '-')).join(' ')),
  );
}

const archiveRow = 'enough newer ones: it may move to the archive';

describe('docs/purchases.md', () => {
  const table = tableUnder('What happens');

  it('has a row for every event and a column for every state', () => {
    expect(Object.keys(table)).toEqual([...Object.keys(events), archiveRow]);
    for (const row of Object.values(table)) expect(Object.keys(row)).toEqual(Object.keys(states));
  });

  it.each(Object.entries(events))('says what comes of: %s', (name, happen) => {
    const does = Object.fromEntries(
      Object.entries(states).map(([state, entry]) => [state, cellOf(entry, happen(entry))]),
    );
    expect(table[name]).toEqual(does);
  });

  it('says what may move to the archive', () => {
    const moves = Object.entries(states).map(([state, entry]) => [
      state,
      entry && mayBeArchived(entry) ? 'as it is' : '–',
    ]);
    expect(table[archiveRow]).toEqual(Object.fromEntries(moves));
  });

  it('draws an arrow for each change of state, and no other', () => {
    const arrows = Object.values(events).flatMap((happen) =>
      Object.values(states).flatMap((entry) => {
        const [, to, reason] = /^→ (\S+) `(.*)`$/.exec(cellOf(entry, happen(entry))) ?? [];
        const drawn = (state = '') => (state === 'none' ? '[*]' : state);
        return to ? [`${drawn(entry?.state ?? 'none')} ${drawn(to)} ${reason}`] : [];
      }),
    );
    expect(drawnArrows().sort()).toEqual([...new Set(arrows)].sort());
  });
});
