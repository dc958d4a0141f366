import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldNames, messages } from '../../shared/observability/log.ts';
import { metricUnits } from '../../shared/observability/metrics.ts';

const page = readFileSync(new URL('../../docs/logging.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, cell by cell, without the two of its head. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^#+ /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe('the page about logging', () => {
  it('has every message, with its level', () => {
    const documented = Object.fromEntries(tableUnder('Messages').map(([message, level]) => [message, level]));
    expect(documented).toEqual(messages);
  });

  it('has every member that a line may have, in its order', () => {
    expect(tableUnder('Members').map(([member]) => member)).toEqual(fieldNames);
  });

  it('has every metric, with its unit', () => {
    const documented = Object.fromEntries(tableUnder('Metrics').map(([metric, unit]) => [metric, unit]));
    expect(documented).toEqual(metricUnits);
  });

  it('shows a line that could be one', () => {
    const line = JSON.parse(/^\{"time".*$/m.exec(page)?.[0] ?? '') as Record<string, unknown>;
    expect(Object.keys(line).filter((name) => !['time', 'level', 'message', ...fieldNames].includes(name))).toEqual([]);
  });
});
