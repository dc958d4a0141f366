import { describe, expect, it } from 'vitest';
import type { GigsSubscriptionAddon } from '../../../shared/gigs/subscription-addons.ts';
import { audit, correct } from '../../../shared/purchases/audit.ts';
import type { Entry, Ledger } from '../../../shared/purchases/ledger.ts';
import {
  deadline,
  entries,
  holding,
  hour,
  ledgerOf,
  listingOf,
  minute,
  objectOf,
  outcomeOf,
  second,
  topUpOf,
} from './ledgers.ts';

const { notPurchased } = entries;
const firstAt = notPurchased.dueAt;
const lastAt = notPurchased.settledAt + 24 * hour;

const createdAround = (ms: number) => objectOf('sad_1', { createdAt: new Date(deadline + ms).toISOString() });
const foreign = objectOf('sad_1', { user: 'usr_other' });

interface Case {
  readonly others?: Record<string, Entry>;
  readonly stubs?: Ledger['stubs'];
  readonly listed: readonly (string | GigsSubscriptionAddon)[];
  readonly yields: 'corrected' | 'clean' | 'contradiction';
}

const cases: Record<string, Case> = {
  'nothing new': { listed: ['sad_before'], yields: 'clean' },
  'one object, created when the purchase was sent': { listed: ['sad_1', 'sad_before'], yields: 'corrected' },
  'one created 10 min later': { listed: [createdAround(10 * minute)], yields: 'corrected' },
  'one created 10 min earlier, by another clock': { listed: [createdAround(-10 * minute)], yields: 'corrected' },
  'one created later than that': { listed: [createdAround(10 * minute + 1)], yields: 'contradiction' },
  'one created earlier than that': { listed: [createdAround(-10 * minute - 1)], yields: 'contradiction' },
  'one whose time cannot be read': { listed: [objectOf('sad_1', { createdAt: '' })], yields: 'contradiction' },
  'two objects': { listed: ['sad_1', 'sad_2'], yields: 'contradiction' },
  "somebody else's": { listed: [foreign], yields: 'contradiction' },
  "the user's and somebody else's": { listed: ['sad_2', foreign], yields: 'contradiction' },
  "another purchase's": { others: { pur_b: entries.succeeded }, listed: ['sad_1'], yields: 'clean' },
  "an archived purchase's": {
    stubs: { pur_b: { subscriptionAddon: 'sad_1', addon: 'add_1', createdAt: firstAt } },
    listed: ['sad_1'],
    yields: 'clean',
  },
  'one of another add-on': { listed: [objectOf('sad_1', { addon: 'add_2' })], yields: 'clean' },
};

describe('an audit, where Gigs lists', () => {
  it.each(Object.entries(cases))('%s', (_name, { others, stubs = {}, listed, yields }) => {
    const ledger = ledgerOf({ pur_a: notPurchased, ...others }, { stubs });
    const change = audit(ledger, 'pur_a', listingOf(listed, firstAt), firstAt + second);
    const state = yields === 'corrected' ? 'succeeded' : 'not-purchased';
    expect(outcomeOf(change, 'pur_a')).toEqual({ state, reasons: [`pur_a ${state} audit-${yields}`] });
    expect(change?.ledger.version).toBe(ledger.version + 1);
  });

  it('corrects with what a success has, and takes back the failure', () => {
    const change = audit(ledgerOf({ pur_a: notPurchased }), 'pur_a', listingOf(['sad_1'], firstAt), firstAt);
    const proof = holding('sad_1', 'listing');
    expect(change?.ledger.purchases['pur_a']).toEqual({
      ...notPurchased,
      ...proof,
      state: 'succeeded',
      failure: null,
      baseline: null,
      dueAt: null,
      updatedAt: firstAt,
      settledAt: firstAt,
    });
  });
});

it.each([
  ['before the first', firstAt - second, notPurchased.settledAt + 15 * minute],
  ['at the first', firstAt, lastAt],
  ['late for the first', firstAt + hour, lastAt],
  ['at the last', lastAt, null],
  ['late for both', lastAt + hour, null],
])('after an audit %s, the next is due in its time', (_name, at, dueAt) => {
  for (const listed of [[], ['sad_1', 'sad_2']]) {
    const change = audit(ledgerOf({ pur_a: notPurchased }), 'pur_a', listingOf(listed, at), at);
    const { baseline } = notPurchased;
    expect(change?.ledger.purchases['pur_a']).toEqual({
      ...notPurchased,
      dueAt,
      baseline: dueAt === null ? null : baseline,
    });
  }
});

describe('nothing is audited', () => {
  it.each(['dispatching', 'unknown', 'review'] as const)('while another of the add-on is %s', (state) => {
    const ledger = ledgerOf({ pur_a: notPurchased, pur_b: entries[state] });
    expect(audit(ledger, 'pur_a', listingOf(['sad_1'], firstAt), firstAt)).toBeUndefined();
  });

  it.each(['dispatching', 'unknown', 'review', 'succeeded', 'refused', 'audited'] as const)(
    'that is %s itself',
    (state) => {
      const ledger = ledgerOf({ pur_a: entries[state] });
      expect(audit(ledger, 'pur_a', listingOf(['sad_1'], firstAt), firstAt)).toBeUndefined();
    },
  );

  it('that is not there', () => {
    expect(audit(ledgerOf(), 'pur_a', listingOf(['sad_1'], firstAt), firstAt)).toBeUndefined();
  });
});

it('an undecided purchase of another add-on holds up no audit', () => {
  const ledger = ledgerOf({ pur_a: notPurchased, pur_b: { ...entries.unknown, addon: topUpOf('add_2') } });
  expect(outcomeOf(audit(ledger, 'pur_a', listingOf([], firstAt), firstAt), 'pur_a')).not.toBeNull();
});

describe('a listing made for a new purchase', () => {
  it('corrects the one earlier purchase that it proves', () => {
    const ledger = ledgerOf({ pur_a: entries.refused, pur_b: notPurchased, pur_c: entries.audited });
    const corrected = correct(ledger, 'add_1', [objectOf('sad_1')], firstAt);
    expect(corrected?.earlier).toBe('pur_b');
    expect(outcomeOf(corrected?.change, 'pur_b')).toEqual({
      state: 'succeeded',
      reasons: ['pur_b succeeded audit-corrected'],
    });
  });

  it.each(['dispatching', 'unknown', 'review'] as const)('corrects nothing that is %s', (state) => {
    expect(correct(ledgerOf({ pur_a: entries[state] }), 'add_1', [objectOf('sad_1')], firstAt)).toBeUndefined();
  });

  it.each(Object.entries(cases).filter(([, { yields }]) => yields !== 'corrected'))(
    'corrects nothing by %s',
    (_name, { others, stubs = {}, listed }) => {
      const ledger = ledgerOf({ pur_a: notPurchased, ...others }, { stubs });
      expect(correct(ledger, 'add_1', listingOf(listed, firstAt).items, firstAt)).toBeUndefined();
    },
  );
});
