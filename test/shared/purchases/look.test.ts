import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/purchases/ledger.ts';
import { isRunning, look } from '../../../shared/purchases/look.ts';
import { entries, ledgerOf, minute, outcomeOf, rules, second, t0, takeoverFrom, topUpOf } from './ledgers.ts';

const { dispatching, unknown, review, notPurchased, audited } = entries;
const listedAt = t0 + 30 * second;

const cases: [string, Entry | undefined, number, string | null, boolean?, Partial<Entry>?][] = [
  ['a purchase that is not there', undefined, takeoverFrom, null],
  ['one whose worker may still be alive', dispatching, takeoverFrom - 1, null],
  [
    'one whose worker can no longer be alive',
    dispatching,
    takeoverFrom,
    'unknown',
    true,
    { epoch: 8, lastListedAt: takeoverFrom, looks: 1, dueAt: takeoverFrom + 30 * second },
  ],
  ['an unknown one, first', unknown, t0 + 4 * second, 'unknown', true, { lastListedAt: t0 + 4 * second, epoch: 1 }],
  ['an unknown one', unknown, unknown.dueAt, 'unknown', true, { looks: 1, dueAt: unknown.dueAt + 30 * second }],
  [
    'an unknown one before it is due, because somebody asks: that is no reason to leave it alone for longer',
    { ...unknown, looks: 3, dueAt: listedAt + minute },
    listedAt,
    'unknown',
    true,
    { looks: 3, dueAt: listedAt + minute, lastListedAt: listedAt },
  ],
  ['one listed 2 s ago', { ...unknown, lastListedAt: listedAt }, listedAt + 2000, 'unknown', true],
  ['one listed less than 2 s ago', { ...unknown, lastListedAt: listedAt }, listedAt + 1999, null],
  [
    'one looked at often: it is left alone for 5 min at most',
    { ...unknown, looks: 40 },
    listedAt,
    'unknown',
    true,
    { dueAt: listedAt + 5 * minute, looks: 41 },
  ],
  ['one in review before it is due', review, review.dueAt - 1, null],
  ['one in review', review, review.dueAt, 'review', false, { dueAt: review.dueAt + 15 * minute }],
  ['one that awaits an audit, before it is due', notPurchased, notPurchased.dueAt - 1, null],
  ['an audit', notPurchased, notPurchased.dueAt, 'not-purchased', true, { dueAt: notPurchased.dueAt + minute }],
  ['one whose audits are over', audited, t0 + 48 * 60 * minute, null],
  ['one that succeeded', entries.succeeded, t0 + 48 * 60 * minute, null],
  ['one that was refused', entries.refused, t0 + 48 * 60 * minute, null],
];

describe('a look at', () => {
  it.each(cases)('%s', (_name, entry, now, state, lists, fields) => {
    const ledger = ledgerOf(entry ? { pur_a: entry } : {});
    const claim = look(ledger, 'pur_a', rules, now);
    expect(outcomeOf(claim, 'pur_a')?.state ?? null).toBe(state);
    if (!claim) return;
    expect(claim.lists).toBe(lists);
    expect(claim.ledger.version).toBe(ledger.version + 1);
    expect(claim.ledger.purchases['pur_a']).toMatchObject(fields ?? {});
  });

  it.each(['dispatching', 'unknown', 'review'] as const)('an audit waits while another one is %s', (state) => {
    const ledger = ledgerOf({ pur_a: notPurchased, pur_b: entries[state] });
    const claim = look(ledger, 'pur_a', rules, notPurchased.dueAt);
    expect(claim).toMatchObject({ lists: false });
    expect(claim?.ledger.purchases['pur_a']).toEqual({ ...notPurchased, dueAt: notPurchased.dueAt + minute });
  });

  it('an audit does not wait for a purchase of another add-on', () => {
    const ledger = ledgerOf({ pur_a: notPurchased, pur_b: { ...unknown, addon: topUpOf('add_2') } });
    expect(look(ledger, 'pur_a', rules, notPurchased.dueAt)).toMatchObject({ lists: true });
  });
});

it('a take-over and a review that waits are said; a claim is nothing to talk about', () => {
  const said = (entry: Entry, now: number) => look(ledgerOf({ pur_a: entry }), 'pur_a', rules, now)?.events;
  expect(said(dispatching, takeoverFrom)).toMatchObject([{ reason: 'taken-over', state: 'unknown', epoch: 8 }]);
  expect(said(review, review.dueAt)).toMatchObject([{ reason: 'review-waiting' }]);
  expect(said(unknown, listedAt)).toEqual([]);
  expect(said(notPurchased, notPurchased.dueAt)).toEqual([]);
});

it.each([
  [dispatching, takeoverFrom - 1, true],
  [dispatching, takeoverFrom, false],
  [unknown, t0, false],
  [entries.succeeded, t0, false],
])('a worker runs until the grace is over, and only while it dispatches (case %#)', (entry, now, expected) => {
  expect(isRunning(entry, rules, now)).toBe(expected);
});
