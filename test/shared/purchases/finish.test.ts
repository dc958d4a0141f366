import { describe, expect, it } from 'vitest';
import { finish, type SendOutcome } from '../../../shared/purchases/finish.ts';
import { type Entry, holderOf, type Ledger } from '../../../shared/purchases/ledger.ts';
import { entries, holding, ledgerOf, objectOf, outcomeOf, second, t0, topUpOf } from './ledgers.ts';

const now = t0 + 3 * second;
const begun = entries.dispatching;

const accepted: SendOutcome = { kind: 'accepted', object: objectOf('sad_1') };
const refused: SendOutcome = { kind: 'refused', failure: { code: 'purchase-refused', declineReason: null } };
const notDone: SendOutcome = { kind: 'not-done' };
const unknown: SendOutcome = { kind: 'unknown' };

function finished(present: Entry | undefined, outcome: SendOutcome, others: Record<string, Entry> = {}, given = {}) {
  const ledger = ledgerOf({ ...others, ...(present && { pur_a: present }) }, given);
  return { ledger, change: finish(ledger, { purchase: 'pur_a', begun, outcome, now }) };
}

describe('the worker that began it records', () => {
  it.each([
    ['accepted', accepted, 'succeeded', 'pur_a succeeded accepted'],
    ['refused', refused, 'refused', 'pur_a refused refused'],
    ['not done', notDone, 'removed', 'pur_a removed not-done'],
    ['unknown', unknown, 'unknown', 'pur_a unknown outcome-unknown'],
  ])('%s', (_name, outcome, state, reason) => {
    const { ledger, change } = finished(begun, outcome);
    expect(outcomeOf(change, 'pur_a')).toEqual({ state, reasons: [reason] });
    expect(change?.ledger.version).toBe(ledger.version + 1);
  });

  it('of an accepted purchase, the object and that Gigs itself said so', () => {
    const entry = finished(begun, accepted).change?.ledger.purchases['pur_a'];
    expect(entry).toEqual({ ...begun, ...entries.succeeded, updatedAt: now, settledAt: now });
  });

  it('of a refused one, why, and nothing that is due', () => {
    const entry = finished(begun, refused).change?.ledger.purchases['pur_a'];
    const { failure } = refused as Extract<SendOutcome, { kind: 'refused' }>;
    expect(entry).toEqual({
      ...begun,
      state: 'refused',
      failure,
      baseline: null,
      dueAt: null,
      updatedAt: now,
      settledAt: now,
    });
  });

  it('of an unknown one, that it is to be looked at soon', () => {
    const entry = finished(begun, unknown).change?.ledger.purchases['pur_a'];
    expect(entry).toEqual({ ...begun, state: 'unknown', dueAt: now + 15 * second, updatedAt: now });
  });
});

describe('another than the worker that began it records nothing but a genuine success', () => {
  const others: [string, Entry | undefined][] = [
    ['another epoch', { ...begun, epoch: 2 }],
    ['taken over', { ...entries.unknown, epoch: 2 }],
    ['unknown by its own word', entries.unknown],
    ['in review', entries.review],
    ['succeeded', entries.succeeded],
    ['refused', entries.refused],
    ['not purchased', entries.notPurchased],
    ['removed', undefined],
  ];
  it.each(others)('%s', (_name, present) => {
    for (const outcome of [refused, notDone, unknown]) expect(finished(present, outcome).change).toBeUndefined();
  });

  const late: [string, Entry | undefined, string][] = [
    ['taken over', { ...entries.unknown, epoch: 2 }, 'accepted-late'],
    ['in review', entries.review, 'accepted-late'],
    ['refused', entries.refused, 'accepted-late'],
    ['not purchased', entries.notPurchased, 'accepted-late'],
    ['not purchased, and the audits over', entries.audited, 'accepted-late'],
    ['removed', undefined, 'accepted-after-removal'],
  ];
  it.each(late)('which overwrites: %s', (_name, present, reason) => {
    const { change } = finished(present, accepted);
    expect(outcomeOf(change, 'pur_a')).toEqual({ state: 'succeeded', reasons: [`pur_a succeeded ${reason}`] });
    expect(change?.ledger.purchases['pur_a']).toMatchObject({ ...holding('sad_1', 'answer'), failure: null });
  });

  it('which changes nothing where that is known', () => {
    expect(finished({ ...entries.succeeded, ...holding('sad_1', 'listing') }, accepted).change).toBeUndefined();
  });

  it('which is only reported where the purchase holds another object', () => {
    const { ledger, change } = finished({ ...entries.succeeded, ...holding('sad_9', 'listing') }, accepted);
    expect(change?.ledger).toBe(ledger);
    expect(outcomeOf(change, 'pur_a')?.reasons).toEqual(['pur_a succeeded accepted-holds-another']);
  });
});

describe("an answer that contradicts the purchase is for a person to look at: Gigs' object", () => {
  const contradictions: [string, SendOutcome, Record<string, Entry>?, Partial<Ledger>?][] = [
    ['is of another subscription', of({ subscription: 'sub_other' })],
    ['is of another add-on', of({ addon: 'add_2' })],
    ['is of another user', of({ user: 'usr_other' })],
    ['was there before', { kind: 'accepted', object: objectOf('sad_before') }],
    ["is another purchase's by Gigs' own answer", accepted, { pur_b: entries.succeeded }],
    [
      "is another purchase's by an operator's word",
      accepted,
      { pur_b: { ...entries.succeeded, ...holding('sad_1', 'operator') } },
    ],
    [
      "is an archived purchase's",
      accepted,
      {},
      { stubs: { pur_b: { subscriptionAddon: 'sad_1', addon: 'add_1', createdAt: t0 } } },
    ],
  ];
  it.each(contradictions)('%s', (_name, outcome, others, given) => {
    const { change } = finished(begun, outcome, others, given);
    expect(outcomeOf(change, 'pur_a')).toEqual({ state: 'review', reasons: ['pur_a review accepted-contradiction'] });
    expect(change?.ledger.purchases['pur_a']).toMatchObject({ subscriptionAddon: null, baseline: begun.baseline });
  });

  it.each(contradictions)('%s: reported, not written, once another has the say', (_name, outcome, others, given) => {
    const { ledger, change } = finished({ ...entries.unknown, epoch: 2 }, outcome, others, given);
    expect(change?.ledger).toBe(ledger);
    expect(change?.events).toMatchObject([{ purchase: 'pur_a', reason: 'accepted-contradiction' }]);
  });

  function of(given: Parameters<typeof objectOf>[1]): SendOutcome {
    return { kind: 'accepted', object: objectOf('sad_1', given) };
  }
});

it('an object is held by the purchase that has it, in the ledger or moved from it, and that is nobody else', () => {
  const stub = { subscriptionAddon: 'sad_2', addon: 'add_1', createdAt: t0 };
  const ledger = ledgerOf({ pur_a: entries.succeeded, pur_b: entries.unknown }, { stubs: { pur_c: stub } });
  const holders = (except: string) => ['sad_1', 'sad_2', 'sad_3'].map((object) => holderOf(ledger, object, except));
  expect(holders('pur_b')).toEqual(['pur_a', 'pur_c', undefined]);
  expect(holders('pur_a')).toEqual([undefined, 'pur_c', undefined]);
  expect(holders('pur_c')).toEqual(['pur_a', undefined, undefined]);
});

describe('an object that another purchase claims by a listing alone', () => {
  it('goes to the one that Gigs answered, and the other to a person', () => {
    const claimed = { ...entries.succeeded, ...holding('sad_1', 'listing') };
    const { ledger, change } = finished(begun, accepted, { pur_b: claimed });
    expect(outcomeOf(change, 'pur_a')).toEqual({
      state: 'succeeded',
      reasons: ['pur_a succeeded accepted', 'pur_b review claim-lost'],
    });
    expect(change?.ledger.version).toBe(ledger.version + 1);
    expect(change?.ledger.purchases['pur_b']).toMatchObject({
      state: 'review',
      subscriptionAddon: null,
      proof: null,
      settledAt: null,
      dueAt: now,
    });
  });

  it('of another add-on stays where it is: that is a contradiction', () => {
    const claimed = { ...entries.succeeded, ...holding('sad_1', 'listing'), addon: topUpOf('add_2') };
    const { change } = finished(begun, of('add_2'), { pur_b: claimed });
    expect(outcomeOf(change, 'pur_a')?.state).toBe('review');
    expect(change?.ledger.purchases['pur_b']).toEqual(claimed);
  });

  function of(addon: string): SendOutcome {
    return { kind: 'accepted', object: objectOf('sad_1', { addon }) };
  }
});
