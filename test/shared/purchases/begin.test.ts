import { describe, expect, it } from 'vitest';
import { type BeginFacts, begin } from '../../../shared/purchases/begin.ts';
import type { Entry, Ledger } from '../../../shared/purchases/ledger.ts';
import type { PurchaseRules } from '../../../shared/purchases/rules.ts';
import {
  deadline,
  entries,
  holding,
  hour,
  ledgerOf,
  minute,
  objectOf,
  rules,
  second,
  t0,
  takeoverFrom,
  topUpOf,
  user,
} from './ledgers.ts';

const now = t0;

function factsOf(given: Partial<BeginFacts> = {}): BeginFacts {
  return {
    purchase: 'pur_new',
    user,
    fingerprint: 'fingerprint',
    addon: topUpOf(),
    mayRepeat: false,
    listed: [],
    baseline: { ids: [], isWhole: true },
    now,
    deadline,
    ...given,
  };
}

const ago = (ms: number, entry: Entry): Entry => ({
  ...entry,
  createdAt: now - ms,
  deadline: now - ms + 6 * second,
  updatedAt: now - ms,
  settledAt: entry.settledAt === null ? null : now - ms,
});
const other = { addon: topUpOf('add_2') };
const failedBefore = ago(10 * minute, entries.notPurchased);
const itsObject = objectOf('sad_late', { createdAt: new Date(now - 10 * minute).toISOString() });

describe('a purchase is refused', () => {
  const cases: [string, Record<string, Entry>, Partial<BeginFacts>, object][] = [
    [
      'while another of its add-on is being sent',
      { pur_a: entries.dispatching },
      {},
      { kind: 'unresolved', earlier: 'pur_a', dueAt: takeoverFrom },
    ],
    [
      'while another of its add-on has no outcome',
      { pur_a: entries.unknown },
      {},
      { kind: 'unresolved', earlier: 'pur_a' },
    ],
    ['while another of its add-on is in review', { pur_a: entries.review }, {}, { kind: 'unresolved' }],
    ['also where it may be a repeat', { pur_a: entries.unknown }, { mayRepeat: true }, { kind: 'unresolved' }],
    [
      'where its add-on was bought a moment ago',
      { pur_a: ago(29_999, entries.succeeded) },
      {},
      { kind: 'repeated', earlier: 'pur_a' },
    ],
    [
      'where its add-on was begun long ago, and became known a moment ago',
      { pur_a: { ...ago(hour, entries.succeeded), settledAt: now - second } },
      {},
      { kind: 'repeated', earlier: 'pur_a' },
    ],
    [
      'where an earlier one turns out to have been made',
      { pur_a: failedBefore },
      { listed: [itsObject] },
      { kind: 'corrected', earlier: 'pur_a' },
    ],
    [
      'so too where it may be a repeat',
      { pur_a: failedBefore },
      { listed: [itsObject], mayRepeat: true },
      { kind: 'corrected' },
    ],
  ];
  it.each(cases)('%s', (_name, purchases, facts, expected) => {
    expect(begin(ledgerOf(purchases), factsOf(facts), rules)).toMatchObject(expected);
  });

  it('where Gigs did not list, but not before all that the ledger knows against it', () => {
    const unlisted = { listed: [], baseline: null };
    expect(begin(ledgerOf(), factsOf(unlisted), rules)).toEqual({ kind: 'unlisted' });
    for (const [name, purchases, facts, expected] of cases.filter(([, , { listed }]) => !listed)) {
      expect(begin(ledgerOf(purchases), factsOf({ ...facts, ...unlisted }), rules), name).toMatchObject(expected);
    }
    const limited = { ...rules, limitPerDay: 1 };
    const purchases = { pur_a: { ...ago(hour, entries.succeeded), ...other } };
    expect(begin(ledgerOf(purchases), factsOf(unlisted), limited)).toMatchObject({ kind: 'limit' });
  });

  it.each([1, 2, 10])('beyond %i a day, whatever became of the earlier ones', (limitPerDay) => {
    const kinds = [entries.succeeded, entries.refused, entries.notPurchased, entries.audited];
    const purchases = Object.fromEntries(
      Array.from({ length: limitPerDay }, (_, index) => {
        const entry = kinds[index % kinds.length] as Entry;
        return [`pur_${index}`, { ...ago((index + 1) * hour, entry), ...other, baseline: null, dueAt: null }];
      }),
    );
    const freeAt = now + (24 - limitPerDay) * hour;
    const limited: PurchaseRules = { ...rules, limitPerDay };
    expect(begin(ledgerOf(purchases), factsOf(), limited)).toEqual({ kind: 'limit', freeAt });
    // And not one of them fewer.
    delete purchases['pur_0'];
    expect(begin(ledgerOf(purchases), factsOf(), limited)).toMatchObject({ kind: 'begun' });
  });

  it('by the limit, of which stubs of archived purchases are a part', () => {
    const stubs = { pur_a: { subscriptionAddon: 'sad_1', addon: 'add_2', createdAt: now - 23 * hour } };
    const ledger = ledgerOf({}, { stubs, hasArchive: true });
    expect(begin(ledger, factsOf(), { ...rules, limitPerDay: 1 })).toEqual({ kind: 'limit', freeAt: now + hour });
  });
});

describe('a purchase begins', () => {
  const cases: [string, Record<string, Entry>, Partial<BeginFacts>][] = [
    ['on an empty ledger', {}, {}],
    ['beside an undecided one of another add-on', { pur_a: { ...entries.unknown, ...other } }, {}],
    ['after the repeat window', { pur_a: ago(30_000, entries.succeeded) }, {}],
    ['within it where it may be a repeat', { pur_a: ago(second, entries.succeeded) }, { mayRepeat: true }],
    ['within it after another add-on', { pur_a: ago(second, { ...entries.succeeded, ...other }) }, {}],
    ['after one that was refused', { pur_a: ago(second, entries.refused) }, {}],
    ['after one that was not made', { pur_a: ago(minute, entries.notPurchased) }, {}],
    [
      'where the object that was listed is held already',
      { pur_a: failedBefore, pur_b: { ...ago(10 * minute, entries.succeeded), ...holding('sad_late', 'answer') } },
      { listed: [itsObject] },
    ],
    [
      'where two objects could have come of an earlier one: an audit raises the alarm',
      { pur_a: failedBefore },
      { listed: [itsObject, objectOf('sad_other', { createdAt: itsObject.createdAt })] },
    ],
    [
      'where the listed object is of another time than the earlier one',
      { pur_a: failedBefore },
      { listed: [objectOf('sad_late', { createdAt: new Date(now + 15 * minute).toISOString() })] },
    ],
    [
      'where the listed object is of another user',
      { pur_a: failedBefore },
      { listed: [{ ...itsObject, user: 'usr_other' }] },
    ],
    [
      'where the audits of the earlier one are over',
      { pur_a: ago(10 * minute, entries.audited) },
      { listed: [itsObject] },
    ],
    [
      'where the earlier one was of another add-on',
      { pur_a: { ...failedBefore, ...other } },
      { listed: [{ ...itsObject, addon: { id: 'add_2', details: null } }] },
    ],
    [
      'where all that the limit would count are a day old',
      Object.fromEntries(['a', 'b', 'c'].map((id) => [id, ago(24 * hour, { ...entries.succeeded, ...other })])),
      {},
    ],
  ];
  it.each(cases)('%s', (_name, purchases, facts) => {
    const ledger = ledgerOf(purchases);
    const decision = begin(ledger, factsOf(facts), { ...rules, limitPerDay: 3 });
    expect(decision).toMatchObject({ kind: 'begun', entry: { state: 'dispatching' } });
  });

  it('with an entry of its own, at the epoch of the version that is written', () => {
    const listed = [objectOf('sad_2'), objectOf('sad_1')];
    const baseline = { ids: ['sad_2', 'sad_1'], isWhole: false };
    const before = ledgerOf({ pur_a: ago(hour, entries.succeeded) });
    const decision = begin(before, factsOf({ listed, baseline }), rules);
    if (decision.kind !== 'begun') throw new Error(decision.kind);
    const { change, entry } = decision;
    expect(change.ledger).toEqual({
      ...before,
      version: before.version + 1,
      purchases: { ...before.purchases, pur_new: entry },
    });
    expect(entry).toEqual({
      ...entries.dispatching,
      epoch: before.version + 1,
      baseline,
      dueAt: deadline + rules.takeoverGraceSeconds * second,
    });
    expect(change.events).toEqual([
      {
        purchase: 'pur_new',
        subscription: before.subscription,
        state: 'dispatching',
        epoch: before.version + 1,
        reason: 'begun',
        ageMs: 0,
      },
    ]);
  });

  it('and stubs that nothing needs any more are dropped', () => {
    const stub = { subscriptionAddon: 'sad_1', addon: 'add_2', createdAt: now - 24 * hour };
    const stubs = { pur_old: stub, pur_young: { ...stub, createdAt: stub.createdAt + 1 } };
    const decision = begin(ledgerOf({}, { stubs, hasArchive: true }), factsOf(), rules);
    expect(decision.kind === 'begun' && Object.keys(decision.change.ledger.stubs)).toEqual(['pur_young']);
  });

  it('but not those that hold an object of an add-on whose audits are still to come', () => {
    const stubs = { pur_old: { subscriptionAddon: 'sad_1', addon: 'add_1', createdAt: now - 25 * hour } };
    const ledger: Ledger = ledgerOf({ pur_a: ago(24 * hour, entries.notPurchased) }, { stubs, hasArchive: true });
    const decision = begin(ledger, factsOf(), rules);
    expect(decision.kind === 'begun' && decision.change.ledger.stubs).toEqual(stubs);
  });
});
