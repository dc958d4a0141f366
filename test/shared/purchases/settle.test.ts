import { describe, expect, it } from 'vitest';
import type { GigsSubscriptionAddon } from '../../../shared/gigs/subscription-addons.ts';
import type { Entry, Ledger } from '../../../shared/purchases/ledger.ts';
import { settle } from '../../../shared/purchases/settle.ts';
import {
  entries,
  holding,
  ledgerOf,
  listingOf,
  minute,
  objectOf,
  outcomeOf,
  rules,
  second,
  settledFrom,
  t0,
} from './ledgers.ts';

const { unknown } = entries;
const lookedAtBefore = { ...unknown, firstEmptyAt: t0 + 20 * second };

interface Case {
  readonly entry?: Entry;
  readonly others?: Record<string, Entry>;
  readonly stubs?: Ledger['stubs'];
  readonly listed: readonly (string | GigsSubscriptionAddon)[];
  readonly beganAt?: number;
  readonly becomes: Entry['state'];
  /** Null where the state stays, which is not worth a line. */
  readonly because: string | null;
}

const cases: Record<string, Case> = {
  'one object that was not there before': { listed: ['sad_1', 'sad_before'], becomes: 'succeeded', because: 'found' },
  'the same, at the first look and long before the settle time': {
    listed: ['sad_1'],
    beganAt: t0 + 5 * second,
    becomes: 'succeeded',
    because: 'found',
  },
  'only what was there before, too early': {
    listed: ['sad_before'],
    beganAt: settledFrom - 1,
    becomes: 'unknown',
    because: null,
  },
  'nothing, late enough and for the second time': {
    entry: lookedAtBefore,
    listed: ['sad_before'],
    becomes: 'not-purchased',
    because: 'not-found',
  },
  'nothing, late enough but for the first time': { listed: [], becomes: 'unknown', because: null },
  'nothing, for the second time but within the gap': {
    entry: { ...unknown, firstEmptyAt: settledFrom - 29_999 },
    listed: [],
    becomes: 'unknown',
    because: null,
  },
  'nothing, for the second time and just after the gap': {
    entry: { ...unknown, firstEmptyAt: settledFrom - 30_000 },
    listed: [],
    becomes: 'not-purchased',
    because: 'not-found',
  },
  'nothing, for the second time but a moment before the settle time': {
    entry: lookedAtBefore,
    listed: [],
    beganAt: settledFrom - 1,
    becomes: 'unknown',
    because: null,
  },
  'two objects': { listed: ['sad_1', 'sad_2'], becomes: 'review', because: 'several-candidates' },
  "somebody else's object": {
    listed: [objectOf('sad_1', { user: 'usr_other' })],
    becomes: 'review',
    because: 'foreign-candidate',
  },
  "one of the user's and one of somebody else's": {
    listed: ['sad_1', objectOf('sad_2', { user: 'usr_other' })],
    becomes: 'review',
    because: 'several-candidates',
  },
  'the same object twice, as a page that moved shows it': {
    listed: ['sad_1', 'sad_1'],
    becomes: 'succeeded',
    because: 'found',
  },
  "another purchase's object": {
    entry: lookedAtBefore,
    others: { pur_b: entries.succeeded },
    listed: ['sad_1'],
    becomes: 'not-purchased',
    because: 'not-found',
  },
  "an archived purchase's object": {
    entry: lookedAtBefore,
    stubs: { pur_b: { subscriptionAddon: 'sad_1', addon: 'add_1', createdAt: t0 } },
    listed: ['sad_1'],
    becomes: 'not-purchased',
    because: 'not-found',
  },
  'an object of another add-on': {
    entry: lookedAtBefore,
    listed: [objectOf('sad_1', { addon: 'add_2' })],
    becomes: 'not-purchased',
    because: 'not-found',
  },
  'an object of another subscription': {
    entry: lookedAtBefore,
    listed: [objectOf('sad_1', { subscription: 'sub_other' })],
    becomes: 'not-purchased',
    because: 'not-found',
  },
};

describe('a purchase of unknown outcome, where Gigs lists', () => {
  it.each(Object.entries(cases))('%s', (_name, { entry = unknown, others, stubs = {}, listed, ...given }) => {
    const { beganAt = settledFrom, becomes, because } = given;
    const ledger = ledgerOf({ pur_a: entry, ...others }, { stubs });
    const change = settle(ledger, 'pur_a', listingOf(listed, beganAt), rules, beganAt + second);
    expect(outcomeOf(change, 'pur_a')?.state).toBe(becomes);
    expect(outcomeOf(change, 'pur_a')?.reasons).toEqual(because === null ? [] : [`pur_a ${becomes} ${because}`]);
    expect(change?.ledger.version).toBe(ledger.version + 1);
  });
});

describe('what settling leaves behind', () => {
  const beganAt = settledFrom;
  const now = beganAt + second;
  const settled = (entry: Entry, listed: string[]) =>
    settle(ledgerOf({ pur_a: entry }), 'pur_a', listingOf(listed, beganAt), rules, now)?.ledger.purchases['pur_a'];

  it('of a success: the object, known by a listing only, and nothing that is due', () => {
    const proof = holding('sad_1', 'listing');
    expect(settled(unknown, ['sad_1'])).toEqual({
      ...unknown,
      ...proof,
      state: 'succeeded',
      baseline: null,
      dueAt: null,
      updatedAt: now,
      settledAt: now,
    });
  });

  it('of a failure: what the audits need, the first of which is due in 15 min', () => {
    expect(settled(lookedAtBefore, [])).toEqual({
      ...lookedAtBefore,
      state: 'not-purchased',
      failure: { code: 'purchase-not-completed', declineReason: null },
      dueAt: now + 15 * minute,
      updatedAt: now,
      settledAt: now,
    });
  });

  it('of a review: the baseline, for whoever decides', () => {
    expect(settled(unknown, ['sad_1', 'sad_2'])).toEqual({ ...unknown, state: 'review', dueAt: now, updatedAt: now });
  });

  it('of a look that decides nothing: when the first empty listing began, and when the next can decide', () => {
    expect(settled(unknown, [])).toEqual({ ...unknown, firstEmptyAt: beganAt, dueAt: now + 15 * second });
    const early = settle(ledgerOf({ pur_a: { ...unknown, looks: 9 } }), 'pur_a', listingOf([], t0), rules, t0);
    expect(early?.ledger.purchases['pur_a']).toMatchObject({ firstEmptyAt: t0, dueAt: settledFrom });
  });
});

it.each(['dispatching', 'review', 'succeeded', 'refused', 'notPurchased', 'audited'] as const)(
  'settles nothing that is %s',
  (state) => {
    const ledger = ledgerOf({ pur_a: entries[state] });
    expect(settle(ledger, 'pur_a', listingOf(['sad_1'], settledFrom), rules, settledFrom)).toBeUndefined();
  },
);

it('settles no purchase that is not there', () => {
  expect(settle(ledgerOf(), 'pur_a', listingOf([], settledFrom), rules, settledFrom)).toBeUndefined();
});
