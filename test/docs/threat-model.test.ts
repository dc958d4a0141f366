import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handOnTally, tally } from '../security/tally.ts';
import { root } from './snippets.ts';

const file = 'docs/threat-model.md';
const page = readFileSync(join(root, file), 'utf8');

handOnTally();

/** The rows of all tables whose last column is "Test", by their first cell. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| --- '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter((cells) => cells.at(-2) !== 'Test')
  .map((cells) => [cells[1] ?? '', cells.at(-2) ?? ''] as const);

/** Each file that a cell links to, with the names of its tests that follow. */
function referencesIn(cell: string) {
  return [...cell.matchAll(/\[[\w-]+\]\(([^)]+)\)([^[]*)/g)].map(([, target = '', names = '']) => ({
    path: join(dirname(file), target),
    names: [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name),
  }));
}

describe('the page about threats', () => {
  it('has threats, inputs and attempts', () => {
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows)('names a test for each: %s', (_threat, cell) => {
    const references = referencesIn(cell);
    expect(references.length).toBeGreaterThan(0);
    for (const { path, names } of references) {
      expect({ path, exists: existsSync(join(root, path)) }).toEqual({ path, exists: true });
      expect({ path, count: names.length > 0 }).toEqual({ path, count: true });
      const source = readFileSync(join(root, path), 'utf8').replaceAll("\\'", "'");
      for (const name of names)
        expect({ path, name, isThere: source.includes(name) }).toEqual({ path, name, isThere: true });
    }
    tally('rows of the threat model with a test');
  });
});
