import { describe, expect, it } from 'vitest';
import { errorCodeOf, isRefusal, isSuccess, retryAfterSecondsOf } from '../../../shared/gigs/answer.ts';

describe('a status', () => {
  const all = Array.from({ length: 500 }, (_, index) => index + 100);

  it('is of success from 200 to 299, and nowhere else: a redirect may carry a body too', () => {
    expect(all.filter(isSuccess)).toEqual(all.filter((status) => Math.floor(status / 100) === 2));
  });

  it("is a refusal only where Gigs' pages say that nothing was done", () => {
    expect(all.filter(isRefusal)).toEqual([400, 402, 404, 409, 422]);
  });
});

describe("the code in Gigs' error", () => {
  it('is passed on where it has the form of one', () => {
    expect(errorCodeOf({ code: 'paymentCardDeclined' })).toBe('paymentCardDeclined');
  });

  it.each([
    { code: 'The card of Jerry Seinfeld was declined' },
    { code: 'payment<script>' },
    { code: 'x'.repeat(65) },
    { code: '' },
    { code: 'a\n' },
    { code: 5 },
    { code: ['paymentFailed'] },
    { message: 'paymentFailed' },
    'paymentFailed',
    null,
    undefined,
  ])('is none of its texts: %j', (body) => {
    expect(errorCodeOf(body)).toBeNull();
  });
});

describe('what Gigs says of coming back', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');

  it.each([
    ['0', 1],
    ['1', 1],
    ['60', 60],
    ['61', 60],
    ['86400', 60],
    ['9'.repeat(400), 60],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 1],
    ['Sun, 22 Nov 2026 12:00:00 GMT', 60],
  ])('keeps nobody away for longer than a minute: %s', (header, seconds) => {
    expect(retryAfterSecondsOf(header, now)).toBe(seconds);
  });

  it.each(['', 'soon', '-5', '1.5', '5 s', '2026-11-21', null, undefined])('may be nothing: %s', (header) => {
    expect(retryAfterSecondsOf(header, now)).toBeNull();
  });
});
