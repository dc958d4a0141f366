import { describe, expect, it } from 'vitest';
import { archivable, archiveDueAt, dropArchived } from '../../../shared/purchases/archive.ts';
import type { Entry } from '../../../shared/purchases/ledger.ts';
import { entries, holding, hour, ledgerOf, minute, rules, second, t0, topUpOf } from './ledgers.ts';

const now = t0 + 48 * hour;

/** So many settled purchases, the first the newest, each a minute older than the one before. */
function settledOnes(count: number, given: Partial<Entry> = {}): Record<string, Entry> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const at = now - (index + 1) * minute;
      const entry = { ...entries.succeeded, ...holding(`sad_${index}`, 'answer') };
      return [`pur_${index}`, { ...entry, createdAt: at, settledAt: at, updatedAt: at, ...given }];
    }),
  );
}

const names = (archived: readonly (readonly [string, Entry])[]) => archived.map(([purchase]) => purchase);

describe('leaves the ledger', () => {
  it('what is beyond the newest 50', () => {
    expect(archivable(ledgerOf(settledOnes(50)), rules, now)).toEqual([]);
    expect(names(archivable(ledgerOf(settledOnes(52)), rules, now))).toEqual(['pur_50', 'pur_51']);
  });

  it.each(['succeeded', 'refused', 'audited'] as const)('what is %s', (state) => {
    const oldest = { pur_old: { ...entries[state], createdAt: t0 - hour } };
    expect(names(archivable(ledgerOf({ ...settledOnes(50), ...oldest }), rules, now))).toEqual(['pur_old']);
  });

  it('nothing undecided, however old', () => {
    for (const state of ['dispatching', 'unknown', 'review'] as const) {
      expect(archivable(ledgerOf({ ...settledOnes(51), pur_old: entries[state] }), rules, now)).toEqual([]);
    }
  });

  it('none of the newest 50 because something else is undecided', () => {
    const open = { ...entries.unknown, addon: topUpOf('add_open'), createdAt: now };
    expect(archivable(ledgerOf({ ...settledOnes(50), pur_open: open }), rules, now)).toEqual([]);
  });

  it.each(['dispatching', 'unknown', 'review', 'notPurchased'] as const)(
    'nothing of an add-on of which one is %s: its object could be taken for that one',
    (state) => {
      const open = { ...entries[state], addon: topUpOf('add_open'), createdAt: now };
      const purchases = { ...settledOnes(52), pur_open: open };
      const ofIt = { ...entries.succeeded, addon: topUpOf('add_open') };
      const ledger = ledgerOf({ ...purchases, pur_a: { ...ofIt, createdAt: t0 } });
      expect(names(archivable(ledger, rules, now))).not.toContain('pur_a');
      expect(names(archivable(ledger, rules, now))).toContain('pur_51');
    },
  );

  it('nothing that awaits an audit itself', () => {
    expect(archivable(ledgerOf({ ...settledOnes(51), pur_old: entries.notPurchased }), rules, now)).toEqual([]);
  });

  it('nothing within the repeat window, which looks in the ledger only', () => {
    const ledger = ledgerOf({ ...settledOnes(50), pur_old: { ...entries.succeeded, settledAt: now - 29_999 } });
    expect(archivable(ledger, rules, now)).toEqual([]);
    expect(archivable(ledger, rules, now + 1)).toHaveLength(1);
  });
});

describe('what was moved is dropped', () => {
  const purchases = settledOnes(60);
  const ledger = ledgerOf(purchases);
  const moving = archivable(ledger, rules, now);

  it('from the next version of the ledger, which knows from then on that there is an archive', () => {
    const { ledger: after, events } = dropArchived(ledger, moving, now);
    expect(moving).toHaveLength(10);
    expect(Object.keys(after.purchases)).toEqual(Object.keys(settledOnes(50)));
    expect(after).toMatchObject({ version: ledger.version + 1, hasArchive: true });
    expect(events).toEqual([]);
  });

  it('leaving for a day what the limit and the unique claim need', () => {
    const { stubs } = dropArchived(ledger, moving, now).ledger;
    expect(stubs['pur_50']).toEqual({
      subscriptionAddon: 'sad_50',
      addon: 'add_1',
      createdAt: purchases['pur_50']?.createdAt,
    });
    expect(Object.keys(stubs)).toEqual(names(moving));
    expect(dropArchived(ledger, moving, now + 24 * hour).ledger.stubs).toEqual({});
  });

  it('keeping the stubs that are there', () => {
    const stub = { subscriptionAddon: null, addon: 'add_2', createdAt: now };
    expect(dropArchived({ ...ledger, stubs: { pur_s: stub } }, moving, now).ledger.stubs).toMatchObject({
      pur_s: stub,
      pur_50: { subscriptionAddon: 'sad_50' },
    });
  });
});

describe('a move is due', () => {
  it('once ten have gathered, by the time at which the last of them was settled', () => {
    expect(archiveDueAt(ledgerOf(settledOnes(59)))).toBeNull();
    const ledger = ledgerOf({ ...settledOnes(59), pur_old: { ...entries.succeeded, settledAt: now - second } });
    expect(archiveDueAt(ledger)).toBe(now - second);
  });

  it('not while their add-on is open', () => {
    expect(archiveDueAt(ledgerOf({ ...settledOnes(70), pur_open: entries.unknown }))).toBeNull();
  });
});
