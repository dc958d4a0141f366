import { describe, expect, it } from 'vitest';
import { fingerprintOf, purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';

describe('the id of a purchase', () => {
  it('follows from user, subscription and key, and is the same for ever', () => {
    // Ids are in ledgers: one that is made differently would not be found again, and be bought again.
    expect(purchaseIdOf('usr_a', 'sub_a', 'key-0123456789ab')).toBe('pur_FaM8C5ZTYqmiGroFNC6lEA9mNgp-CO31');
  });

  it('is another for another user, subscription or key, wherever one ends and the next begins', () => {
    const parts = [
      ['usr_a', 'sub_a', 'key_a'],
      ['usr_b', 'sub_a', 'key_a'],
      ['usr_a', 'sub_b', 'key_a'],
      ['usr_a', 'sub_a', 'key_b'],
      ['usr_as', 'ub_a', 'key_a'],
      ['usr_a', 'sub_ak', 'ey_a'],
      ['usr_a","sub_a', '', 'key_a'],
      ['', 'usr_a', 'sub_akey_a'],
    ] as const;
    expect(new Set(parts.map((part) => purchaseIdOf(part[0], part[1], part[2]))).size).toBe(parts.length);
  });

  it('is an id', () => {
    expect(purchaseIdOf('u'.repeat(64), 's'.repeat(64), 'k'.repeat(64))).toMatch(/^pur_[\w-]{32}$/);
  });
});

describe('the fingerprint of a request', () => {
  const request = { addon: 'add_a', price: { amount: 999, currency: 'USD' } };

  it('is of add-on and price, and of nothing else', () => {
    expect(fingerprintOf({ ...request, ...{ allowRepeat: true } })).toBe(fingerprintOf(request));
    expect(fingerprintOf(request)).toBe('CWSaa59zuzaKfFtAGD3dZKugwu51Cu1g6dGJXICY1cc');
  });

  it('is another for another add-on, amount or currency', () => {
    const others = [
      request,
      { ...request, addon: 'add_b' },
      { ...request, price: { amount: 99, currency: 'USD' } },
      { ...request, price: { amount: 999, currency: 'EUR' } },
    ];
    expect(new Set(others.map(fingerprintOf)).size).toBe(others.length);
  });
});
