import { describe, expect, it } from 'vitest';
import type { TopUp } from '../../../client/src/top-ups-client.ts';
import {
  allowanceTexts,
  phoneText,
  priceText,
  summaryText,
  timeLeft,
  validityText,
} from '../../../local/demo/page/format.ts';

const none = { dataBytes: 0, voiceSeconds: 0, smsMessages: 0 };
const bundle: TopUp = {
  id: 'add_1',
  name: 'Bundle',
  description: null,
  price: { amount: 999, currency: 'USD' },
  allowances: { dataBytes: 10_000_000_000, voiceSeconds: 30_000, smsMessages: 100 },
  validity: { unit: 'day', value: 7 },
  recurrenceType: 'oneTime',
  activationTrigger: 'creation',
};

/** With plain spaces, whichever the locale has. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('a price', () => {
  it.each([
    ['USD', 999, 'en-US', '$9.99'],
    ['EUR', 999, 'de-DE', '9,99 €'],
    ['JPY', 980, 'ja-JP', '￥980'],
    ['JPY', 980, 'en-US', '¥980'],
    ['KWD', 1500, 'en-US', 'KWD 1.500'],
    ['USD', 0, 'en-US', 'Free'],
    ['USD', 123_456, 'fr-FR', '1 234,56 $US'],
  ])('in %s is written with the decimals of the currency', (currency, amount, locale, text) => {
    expect(plain(priceText({ amount, currency }, locale))).toBe(text);
  });
});

describe('what a top-up gives', () => {
  it('is one line', () => {
    expect(`${summaryText(bundle)} · ${priceText(bundle.price, 'en-US')}`).toBe(
      '10 GB · 500 min · 100 SMS · 7 days · $9.99',
    );
  });

  it.each([
    [{ ...none, dataBytes: null }, ['Unlimited data']],
    [
      { dataBytes: null, voiceSeconds: null, smsMessages: null },
      ['Unlimited data', 'Unlimited calls', 'Unlimited SMS'],
    ],
    [{ ...none, dataBytes: 100_000_000 }, ['100 MB']],
    [{ ...none, dataBytes: 1_990_000_000 }, ['1.9 GB']],
    [{ ...none, dataBytes: 500 }, ['0.5 kB']],
    [{ ...none, voiceSeconds: 45 }, ['45 s']],
    [{ ...none, voiceSeconds: 90 }, ['1 min']],
    [{ ...none, smsMessages: 1000 }, ['1,000 SMS']],
    [none, []],
  ])('%j is %j: unlimited is said, none is left out, and nothing is more than there is', (allowances, texts) => {
    expect(allowanceTexts({ allowances })).toEqual(texts);
  });

  it.each([
    [{ unit: 'day', value: 1 }, 'oneTime', '1 day'],
    [{ unit: 'month', value: 3 }, 'oneTime', '3 months'],
    [{ unit: 'month', value: 1 }, 'recurring', 'renews every month'],
    [{ unit: 'day', value: 7 }, 'recurring', 'renews every 7 days'],
    [null, 'oneTime', 'until your plan renews'],
    [null, 'recurring', 'renews itself'],
    [{ unit: 'unknown', value: 7 }, 'unknown', 'until your plan renews'],
  ] as const)('for %j, %s lasts %s', (validity, recurrenceType, text) => {
    expect(validityText({ validity, recurrenceType })).toBe(text);
  });
});

describe('the time left', () => {
  const start = '2026-11-20T00:00:00Z';
  const addon = { currentPeriod: { number: 1, start, end: '2026-11-27T00:00:00Z' } };

  it.each([
    ['2026-11-20T00:00:00Z', '7 days left', 1],
    ['2026-11-23T12:00:00Z', '3 days left', 0.5],
    ['2026-11-26T00:00:00Z', '24 hours left', 1 / 7],
    ['2026-11-26T23:00:00Z', '60 minutes left', 1 / 168],
    ['2026-11-26T23:59:30Z', '1 minute left', 1 / 20160],
    ['2026-11-28T00:00:00Z', '0 minutes left', 0],
  ])('at %s is %s', (now, text, part) => {
    const left = timeLeft(addon, Date.parse(now));
    expect(left?.text).toBe(text);
    expect(left?.part).toBeCloseTo(part, 4);
  });

  it('is none without a period', () => {
    expect(timeLeft({ currentPeriod: null }, 0)).toBeNull();
  });
});

describe('a number', () => {
  it('is readable where we know how', () => {
    expect(phoneText('+12125550142')).toBe('+1 212 555 0142');
    expect(phoneText('+4915112345678')).toBe('+4915112345678');
  });
});
