import { describe, expect, it } from 'vitest';
import { createLog, errorFields, fieldNames, type LogFields, messages } from '../../../shared/observability/log.ts';

const at = Date.parse('2026-11-21T12:00:00Z');

function lineOf(fields: object): string {
  const lines: string[] = [];
  createLog(
    (line) => lines.push(line),
    () => at,
  )('request', fields as LogFields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('a log line', () => {
  it('says when, how bad and what', () => {
    expect(JSON.parse(lineOf({ code: null, durationMs: 3 }))).toEqual({
      time: '2026-11-21T12:00:00.000Z',
      level: messages.request,
      message: 'request',
      code: null,
      durationMs: 3,
    });
  });

  it('has no member that is not on the list, whatever it is given', () => {
    const given = { ...Object.fromEntries(fieldNames.map((name) => [name, 'x'])), email: 'secret', body: 'secret' };
    const line = lineOf(given);
    expect(line).not.toContain('secret');
    expect(Object.keys(JSON.parse(line))).toEqual(['time', 'level', 'message', ...fieldNames]);
  });

  it('cannot be made to look like another, or to speak to a terminal', () => {
    const nasty = 'a\r\n{"level":"info"}\u2028\u2029\u0085\u001b[31m\u009b31m\u007f\u0000\ud800\ufeff€';
    const line = lineOf({ reason: nasty });
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(line).reason).toBe(nasty);
  });

  it('is not endless', () => {
    const line = lineOf({ reason: 'x'.repeat(100_000), stack: ['y'.repeat(100_000)] });
    expect(line.length).toBeLessThan(600);
  });
});

describe('what is said of an error', () => {
  it('is its name and where it was thrown, not its text', () => {
    const { error, stack } = errorFields(new TypeError('secret'));
    expect(error).toBe('TypeError');
    expect(stack?.[0]).toMatch(/log\.test\.ts/);
    expect(JSON.stringify(stack)).not.toContain('secret');
  });

  it('is no text that looks like a place', () => {
    const { stack } = errorFields(new Error('Bad\n    at secret (place)\n    at another secret'));
    expect(JSON.stringify(stack)).not.toContain('secret');
    expect(stack?.length).toBeGreaterThan(0);
  });

  it('is that it is none, where something else was thrown', () => {
    expect(errorFields('secret')).toEqual({ error: 'no Error' });
  });
});
