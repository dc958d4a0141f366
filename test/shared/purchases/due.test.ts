import { expect, it } from 'vitest';
import { dueAtOf, duePurchases } from '../../../shared/purchases/due.ts';
import { type Entry, isTooLarge } from '../../../shared/purchases/ledger.ts';
import { entries, hour, ledgerOf, t0, takeoverFrom } from './ledgers.ts';

it.each<[string, Record<string, Entry>, number | null]>([
  ['nothing', {}, null],
  ['settled purchases', { pur_a: entries.succeeded, pur_b: entries.refused, pur_c: entries.audited }, null],
  ['one that is being sent: its take-over', { pur_a: entries.dispatching }, takeoverFrom],
  ['one of unknown outcome', { pur_a: entries.unknown }, entries.unknown.dueAt],
  ['one in review', { pur_a: entries.review }, entries.review.dueAt],
  ['one that awaits an audit', { pur_a: entries.notPurchased }, entries.notPurchased.dueAt],
  [
    'several: the first of them',
    { pur_a: entries.notPurchased, pur_b: entries.dispatching, pur_c: entries.review },
    takeoverFrom,
  ],
])('a ledger is due by %s', (_name, purchases, dueAt) => {
  expect(dueAtOf(ledgerOf(purchases))).toBe(dueAt);
});

it('a ledger is due when enough has gathered for the archive', () => {
  const purchases = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`pur_${index}`, { ...entries.refused, createdAt: t0 - index }]),
  );
  expect(dueAtOf(ledgerOf(purchases))).toBe(entries.refused.settledAt);
});

it('of a ledger, those are due whose time has come, the longest waiting first', () => {
  const ledger = ledgerOf({
    pur_audit: entries.notPurchased,
    pur_later: { ...entries.unknown, dueAt: t0 + 24 * hour },
    pur_review: entries.review,
    pur_settled: entries.succeeded,
    pur_unknown: entries.unknown,
  });
  expect(duePurchases(ledger, entries.notPurchased.dueAt)).toEqual(['pur_unknown', 'pur_review', 'pur_audit']);
  expect(duePurchases(ledger, entries.unknown.dueAt)).toEqual(['pur_unknown']);
  expect(duePurchases(ledger, entries.unknown.dueAt - 1)).toEqual([]);
});

it('a ledger is too large for another purchase beyond 256 KB, measured in bytes', () => {
  const named = (name: string) => ({ ...entries.succeeded, addon: { ...entries.succeeded.addon, name } });
  expect(isTooLarge(ledgerOf({ pur_a: named('x'.repeat(200 * 1024)) }))).toBe(false);
  expect(isTooLarge(ledgerOf({ pur_a: named('é'.repeat(200 * 1024)) }))).toBe(true);
});
