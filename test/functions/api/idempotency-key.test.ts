import { describe, expect, it } from 'vitest';
import { readIdempotencyKey } from '../../../functions/api/idempotency-key.ts';
import { problemOf } from '../../../functions/api/problem-answer.ts';

function codeOf(header: string | null): string {
  try {
    return readIdempotencyKey(header);
  } catch (error) {
    return problemOf(error).code;
  }
}

describe('the idempotency key', () => {
  it.each([
    'x'.repeat(15),
    'x'.repeat(65),
    `"${'x'.repeat(15)}"`,
    `"${'x'.repeat(65)}"`,
    `"${'x'.repeat(16)}`,
    `${'x'.repeat(16)}"`,
    `'${'x'.repeat(16)}'`,
    `""${'x'.repeat(16)}""`,
    `${'x'.repeat(16)},${'x'.repeat(16)}`,
    `${'x'.repeat(16)}, ${'x'.repeat(16)}`,
    `"${'x'.repeat(16)}","${'x'.repeat(16)}"`,
    `"${'x'.repeat(16)}";p=1`,
    `${'x'.repeat(16)} y`,
    `${'x'.repeat(16)}.`,
    `${'x'.repeat(16)}/`,
    'ключ-ключ-ключ-ключ',
    `${'x'.repeat(16)}\n`,
    `${'x'.repeat(16)}\0`,
    'x'.repeat(10_000),
    '"',
    '""',
  ])('is not %s', (key) => {
    expect(codeOf(key)).toBe('idempotency-key-invalid');
  });

  it.each([null, ''])('is missing: %o', (key) => {
    expect(codeOf(key)).toBe('idempotency-key-missing');
  });

  it.each(['x'.repeat(16), 'x'.repeat(64), '0b5e5b2c-8f0e-4d55-a3a5-6a6f2f0b8d11', '-_aZ09'.repeat(4)])(
    'may be %s, bare or quoted',
    (key) => {
      expect(readIdempotencyKey(key)).toBe(key);
      expect(readIdempotencyKey(`"${key}"`)).toBe(key);
    },
  );
});
