import { describe, expect, it } from 'vitest';
import type { Purchase } from '../../shared/contract/schemas.ts';
import { topUpOf } from '../shared/purchases/ledgers.ts';
import { failuresOf, figuresOf, type SoakResult } from './report.ts';
import type { Told } from './shopper.ts';
import { soakTimes } from './times.ts';
import { type Bought, judge, type Shown } from './verdict.ts';

const subscription = 'sub_1';
const user = 'usr_1';
const createdAt = '2026-11-21T12:00:00.000Z';

const wish = { subscription, addon: 'add_1', amount: 999, currency: 'USD', key: 'key' };

function purchase(id: string, object: string | null, given: Partial<Purchase> = {}): Purchase {
  const addon = topUpOf(given.addon?.id ?? 'add_1');
  const nothing = { currentPeriod: null, activatedAt: null, canceledAt: null, endedAt: null };
  return {
    id,
    status: object ? 'succeeded' : 'failed',
    subscription,
    addon,
    subscriptionAddon: object ? { id: object, status: 'pending', subscription, addon, createdAt, ...nothing } : null,
    failure: object ? null : { code: 'purchase-not-completed', title: 'x', retryable: false },
    createdAt,
    updatedAt: '2026-11-21T12:00:07.000Z',
    ...given,
  };
}

const charge = (id: string, given: Partial<Bought> = {}): Bought => ({
  id,
  subscription,
  user,
  addon: { id: 'add_1' },
  ...given,
});

const hears = (id: string, given: Partial<Told> = {}): Told => ({
  wish,
  purchase: { id, isSent: true },
  outcome: null,
  unexpected: [],
  ...given,
});

const shows = (...purchases: Purchase[]): Shown[] => [{ user, subscription, purchases }];

/** Two purchases, of which one was made: as it must be. */
const good = {
  told: [hears('pur_1', { outcome: { status: 'succeeded', subscriptionAddon: 'sad_1' } }), hears('pur_2')],
  shown: shows(purchase('pur_1', 'sad_1'), purchase('pur_2', null)),
  bought: [charge('sad_1')],
};
const nothing = { duplicates: [], wrong: [], lost: [], undecided: [] };

type World = { told: Told[]; shown: Shown[]; bought: Bought[] };
const judged = (given: Partial<World>) => {
  const { told, shown, bought } = { ...good, ...given };
  return judge(told, shown, bought);
};

it('finds nothing where everything is as it must be', () => {
  expect(judged({})).toEqual(nothing);
});

describe('finds', () => {
  const cases: [string, Partial<World>, Partial<Record<keyof typeof nothing, string>>][] = [
    [
      'a second charge for a purchase',
      { bought: [charge('sad_1'), charge('sad_2')] },
      { duplicates: 'sad_2 was charged and is shown to nobody' },
    ],
    [
      'a charge for what is shown as failed',
      { shown: shows(purchase('pur_1', null), purchase('pur_2', null)) },
      {
        duplicates: 'sad_1 was charged and is shown to nobody',
        wrong: 'pur_1 was told as succeeded and is shown as failed',
      },
    ],
    [
      'one charge that two purchases show',
      { shown: shows(purchase('pur_1', 'sad_1'), purchase('pur_2', 'sad_1')) },
      { duplicates: 'sad_1 is shown as bought more than once' },
    ],
    [
      'a purchase that is shown twice',
      { shown: shows(...(good.shown[0]?.purchases ?? []), purchase('pur_2', null)) },
      { duplicates: 'pur_2 is shown more than once' },
    ],
    ['a success without a charge', { bought: [] }, { wrong: 'pur_1 shows sad_1, which is not what it bought' }],
    ...(['user', 'subscription', 'addon'] as const).map((member): (typeof cases)[number] => [
      `a success with the object of another ${member}`,
      { bought: [charge('sad_1', { [member]: member === 'addon' ? { id: 'add_2' } : 'other' })] },
      { wrong: 'pur_1 shows sad_1, which is not what it bought' },
    ]),
    [
      'a failure that shows what it bought',
      { shown: shows(purchase('pur_1', 'sad_1'), { ...purchase('pur_2', 'sad_1'), status: 'failed' }) },
      { duplicates: 'sad_1 is shown as bought more than once', wrong: 'pur_2 is failed and shows what it bought' },
    ],
    [
      'a failure that was told as a success',
      { told: [hears('pur_2', { outcome: { status: 'succeeded', subscriptionAddon: 'sad_1' } })] },
      { wrong: 'pur_2 was told as succeeded and is shown as failed' },
    ],
    [
      'another object than was told',
      { told: [hears('pur_1', { outcome: { status: 'succeeded', subscriptionAddon: 'sad_9' } })] },
      { wrong: 'pur_1 was told as succeeded and is shown as succeeded' },
    ],
    [
      'another add-on than was asked for',
      { told: [hears('pur_2', { wish: { ...wish, addon: 'add_2' } })] },
      { wrong: 'pur_2 is shown as add_1 and was to be add_2' },
    ],
    [
      'an answer that the contract does not allow',
      { told: [hears('pur_1', { unexpected: ['500 internal-error'] })] },
      { wrong: 'pur_1: 500 internal-error' },
    ],
    ['a purchase that is gone', { told: [hears('pur_3')] }, { lost: 'pur_3 was told and is not shown' }],
    [
      'a purchase that is shown for another line',
      { told: [hears('pur_2', { wish: { ...wish, subscription: 'sub_2' } })] },
      { lost: 'pur_2 was told and is not shown' },
    ],
    [
      'what is still processing',
      { shown: shows(purchase('pur_1', 'sad_1'), purchase('pur_2', null, { status: 'processing' })) },
      { undecided: 'pur_2' },
    ],
  ];
  it.each(cases)('%s', (_what, world, found) => {
    const expected = Object.fromEntries(Object.entries(found).map(([kind, line]) => [kind, [line]]));
    expect(judged(world)).toEqual({ ...nothing, ...expected });
  });

  it('nothing lost in a purchase that was never said to be sent, and was not', () => {
    expect(judged({ told: [hears('pur_3', { purchase: { id: 'pur_3', isSent: false } })] })).toEqual(nothing);
  });
});

describe('a soak fails', () => {
  const options = { purchases: 2, users: 1, atOnce: 1, kills: 1, faults: 3, port: 0, seed: 1, times: soakTimes };
  const result: SoakResult = {
    ...good,
    options,
    verdict: nothing,
    faults: new Map([
      ['reset', 2],
      ['hang', 1],
    ]),
    kills: 1,
    log: { unknown: new Set(['pur_2']), takenOver: new Set() },
    durationMs: 60_000,
  };

  it('not where all that was asked for has happened, and nothing is wrong', () => {
    expect(failuresOf(result)).toEqual([]);
    expect(figuresOf(result).join('\n')).toMatch(/faults +3 .*unknown outcomes +1 .*p50 7\.0 s.*duplicates +0\n/s);
  });

  it.each<[string, Partial<SoakResult>]>([
    ['only 2 of 3 purchases', { options: { ...options, purchases: 3 } }],
    ['only 2 of 3 faults', { faults: new Map([['reset', 2]]) }],
    ['only 0 of 1 kills', { kills: 0 }],
    ['a duplicate', { verdict: { ...nothing, duplicates: ['a duplicate'] } }],
    ['a wrong claim', { verdict: { ...nothing, wrong: ['a wrong claim'] } }],
    ['a loss', { verdict: { ...nothing, lost: ['a loss'] } }],
    ['pur_1 is undecided', { verdict: { ...nothing, undecided: ['pur_1'] } }],
  ])('by %s', (failure, given) => {
    expect(failuresOf({ ...result, ...given })).toEqual([failure]);
  });
});
