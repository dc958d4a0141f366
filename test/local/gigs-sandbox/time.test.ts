import { describe, expect, it } from 'vitest';
import { addValidity, periodAt, rfc3339 } from '../../../local/gigs-sandbox/model/time.ts';

const at = Date.parse;
const month = { unit: 'month', value: 1 } as const;
const week = { unit: 'day', value: 7 } as const;

describe('validities', () => {
  it.each([
    ['2026-01-15T12:00:00Z', month, 1, '2026-02-15T12:00:00Z'],
    ['2026-01-31T23:59:59Z', month, 1, '2026-02-28T23:59:59Z'],
    ['2028-01-31T00:00:00Z', month, 1, '2028-02-29T00:00:00Z'],
    ['2026-01-31T00:00:00Z', month, 2, '2026-03-31T00:00:00Z'],
    ['2026-11-30T00:00:00Z', { unit: 'month', value: 3 } as const, 1, '2027-02-28T00:00:00Z'],
    ['2026-12-28T06:00:00Z', week, 1, '2027-01-04T06:00:00Z'],
    ['2026-12-28T06:00:00Z', week, 3, '2027-01-18T06:00:00Z'],
  ])('%s and %j, %d times', (start, validity, count, end) => {
    expect(rfc3339(addValidity(at(start), validity, count))).toBe(end);
  });

  it('follow each other without a gap and find their way back to the 31st', () => {
    const start = at('2026-01-31T00:00:00Z');
    const second = periodAt(start, month, at('2026-02-28T00:00:00Z'));
    expect(second).toEqual({ number: 2, start: at('2026-02-28T00:00:00Z'), end: at('2026-03-31T00:00:00Z') });
    expect(periodAt(start, month, second.start - 1).number).toBe(1);
    expect(periodAt(start, month, second.end).number).toBe(3);
    expect(periodAt(start, month, start - 1).number).toBe(1);
  });
});
