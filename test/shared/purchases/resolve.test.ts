import { describe, expect, it } from 'vitest';
import type { Entry, Ledger } from '../../../shared/purchases/ledger.ts';
import { type Resolution, resolve } from '../../../shared/purchases/resolve.ts';
import {
  deadline,
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
  takeoverFrom,
} from './ledgers.ts';

const now = settledFrom + minute;

function succeeded(object = objectOf('sad_1'), archivedHolder?: string): Resolution {
  return { as: 'succeeded', object, archivedHolder };
}

function failed(listed: Parameters<typeof listingOf>[0] = [], beganAt = settledFrom): Resolution {
  return { as: 'failed', listing: listingOf(listed, beganAt) };
}

function resolved(entry: Entry | undefined, resolution: Resolution, others = {}, given: Partial<Ledger> = {}) {
  return resolve(ledgerOf({ ...others, ...(entry && { pur_a: entry }) }, given), 'pur_a', resolution, rules, now);
}

const lostItsClaim: Entry = { ...entries.review, baseline: null };
const createdAround = (ms: number) => objectOf('sad_1', { createdAt: new Date(deadline + ms).toISOString() });
const archived = { stubs: { pur_b: { subscriptionAddon: 'sad_1', addon: 'add_1', createdAt: deadline } } };

describe('an operator may say', () => {
  it.each<[string, Entry, Resolution, string, object]>([
    [
      'of a review, that it succeeded',
      entries.review,
      succeeded(),
      'pur_a succeeded resolved-succeeded',
      holding('sad_1', 'operator'),
    ],
    [
      'of a review, that it failed',
      entries.review,
      failed(['sad_before']),
      'pur_a not-purchased resolved-failed',
      { baseline: entries.review.baseline, dueAt: now + 15 * minute },
    ],
    ['of an unknown one, that it succeeded', entries.unknown, succeeded(), 'pur_a succeeded resolved-succeeded', {}],
    ['of an unknown one, that it failed', entries.unknown, failed(), 'pur_a not-purchased resolved-failed', {}],
    [
      'of one whose worker died, that it succeeded',
      entries.dispatching,
      succeeded(),
      'pur_a succeeded resolved-succeeded',
      {},
    ],
    [
      "that it failed, where Gigs lists only somebody else's object",
      entries.review,
      failed([objectOf('sad_1', { user: 'usr_other' })]),
      'pur_a not-purchased resolved-failed',
      {},
    ],
    [
      'that it failed, of one that lost its claim and whose baseline is gone',
      lostItsClaim,
      failed([createdAround(11 * minute)]),
      'pur_a not-purchased resolved-failed',
      { dueAt: null },
    ],
  ])('%s', (_name, entry, resolution, reason, fields) => {
    const answer = resolved(entry, resolution);
    if (!('change' in answer)) throw new Error(answer.objection);
    expect(outcomeOf(answer.change, 'pur_a')?.reasons).toEqual([reason]);
    expect(answer.change.ledger.purchases['pur_a']).toMatchObject(fields);
    expect(answer.change.ledger.version).toBe(8);
  });
});

describe('an operator may not', () => {
  it.each<[string, Entry | undefined, Resolution, RegExp, Record<string, Entry>?, Partial<Ledger>?]>([
    ['decide what is not there', undefined, succeeded(), /no such purchase/],
    ['decide what succeeded', entries.succeeded, failed(), /settled already: succeeded/],
    ['decide what was refused', entries.refused, succeeded(), /settled already: refused/],
    ['decide what was not purchased', entries.notPurchased, succeeded(), /settled already: not-purchased/],
    ['give it an object of another subscription', entries.review, of({ subscription: 'sub_other' }), /subscription/],
    ['give it an object of another user', entries.review, of({ user: 'usr_other' }), /another user/],
    ['give it an object of another add-on', entries.review, of({ addon: 'add_2' }), /another add-on/],
    ['give it an object that was there before', entries.review, succeeded(objectOf('sad_before')), /was there before/],
    ["give it another purchase's", entries.review, succeeded(), /already: pur_b/, { pur_b: entries.succeeded }],
    ["give it a lately archived purchase's", entries.review, succeeded(), /already: pur_b/, {}, archived],
    ["give it a long archived purchase's", entries.review, succeeded(objectOf('sad_1'), 'pur_c'), /already: pur_c/],
    ['call it failed while Gigs lists a candidate', entries.review, failed(['sad_1', 'sad_2']), /sad_1, sad_2/],
    [
      'call it failed while it may still appear',
      entries.unknown,
      failed([], settledFrom - 1),
      /until 2026-11-21T12:02/,
    ],
    [
      'call one failed that lost its claim, while Gigs lists what was created around its time',
      lostItsClaim,
      failed([createdAround(-10 * minute)]),
      /sad_1/,
    ],
  ])('%s', (_name, entry, resolution, objection, others, given) => {
    const answer = resolved(entry, resolution, others, given);
    expect('objection' in answer && answer.objection).toMatch(objection);
  });

  it('decide what may still be running', () => {
    const at = (time: number) => resolve(ledgerOf({ pur_a: entries.dispatching }), 'pur_a', succeeded(), rules, time);
    expect(at(takeoverFrom - second)).toMatchObject({ objection: expect.stringContaining('still be running') });
    expect(at(takeoverFrom)).toHaveProperty('change');
  });

  function of(given: Parameters<typeof objectOf>[1]): Resolution {
    return succeeded(objectOf('sad_1', given));
  }
});
