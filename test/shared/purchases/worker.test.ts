import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { changeLedger } from '../../../shared/purchases/change-ledger.ts';
import { type Change, type Entry, emptyLedger, type Ledger, nextVersion } from '../../../shared/purchases/ledger.ts';
import { type LedgerStore, LedgerUnavailable, LedgerUnreadable } from '../../../shared/purchases/ledger-store.ts';
import { lookAt } from '../../../shared/purchases/look-at.ts';
import type { PurchasePorts } from '../../../shared/purchases/ports.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { linesOf } from '../../rig/embedded-metrics.ts';
import { type Instance, type InstanceOptions, type Rig, startRig } from '../../rig/rig.ts';
import { entries, holding, hour, minute, second, t0, topUpOf } from './ledgers.ts';

const subscription = seedSubscriptions.jerry;
const addon = seedAddons.oneGigabyte;
const user = seedUsers.jerry;

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(() => rig.reset());

const soon = () => Date.now() + 5000;
const ledger = async (): Promise<Ledger> => (await rig.store.read(subscription, soon())).ledger;
const posts = async () => (await rig.sandbox.requests()).filter(({ method }) => method === 'POST').length;

async function put(purchases: Record<string, Entry>, given: Partial<Ledger> = {}): Promise<void> {
  await rig.store.write({ ...emptyLedger(subscription), version: 1, purchases, ...given }, soon());
}

function buy(instance: Instance, key = 'key-of-a-purchase-1') {
  return instance.call('buyTopUp', {
    params: { subscription },
    headers: { 'idempotency-key': key },
    body: { addon, price: { amount: 999, currency: 'USD' }, allowRepeat: true },
  });
}

/** The store, whose writes are done by `write` instead, which is told how many came before. */
const writing = (write: (store: LedgerStore, next: Ledger, before: number) => Promise<boolean>): InstanceOptions => {
  let before = 0;
  return { store: (store) => ({ ...store, write: (next) => write(store, next, before++) }) };
};

type Send = PurchasePorts['gigs']['createSubscriptionAddon'];

const sending = (send: (original: Send, ...given: Parameters<Send>) => ReturnType<Send>): InstanceOptions => ({
  gigs: (gigs) => ({ ...gigs, createSubscriptionAddon: (...given) => send(gigs.createSubscriptionAddon, ...given) }),
});

/** Jerry's, of the add-on that he buys here, begun so long ago. */
function old(entry: Entry, agoMs: number, given: Partial<Entry> = {}): Entry {
  const at = Date.now() - agoMs;
  const settledAt = entry.settledAt === null ? null : at + second;
  const dueAt = entry.dueAt === null ? null : at + (entry.dueAt - t0);
  const moved = { createdAt: at, updatedAt: at, deadline: at + 6 * second, dueAt, settledAt };
  return { ...entry, user, addon: topUpOf(addon), ...moved, ...given };
}

describe('a worker begins nothing', () => {
  it('that the time left cannot finish', async () => {
    const answer = await buy(rig.start({ remainingMs: 2600 }));
    expect([answer.status, answer.body.code]).toEqual([503, 'gigs-unavailable']);
    expect((await ledger()).version).toBe(0);
  });

  it('that reading at Gigs left no time to finish', async () => {
    let ahead = 0;
    const slow: InstanceOptions['gigs'] = (gigs) => ({
      ...gigs,
      async getAddon(...given) {
        const addon = await gigs.getAddon(...given);
        ahead = 7000;
        return addon;
      },
    });
    const answer = await buy(rig.start({ gigs: slow, now: () => Date.now() + ahead }));
    expect([answer.status, answer.body.code]).toEqual([503, 'gigs-unavailable']);
    expect((await ledger()).version).toBe(0);
  });

  it('in a ledger that is full', async () => {
    const large = topUpOf('add_large');
    await put({ pur_a: old(entries.succeeded, hour, { addon: { ...large, name: 'x'.repeat(300_000) } }) });
    const answer = await buy(rig.start());
    expect([answer.status, answer.body.code]).toEqual([503, 'service-unavailable']);
    expect(await posts()).toBe(0);
  });

  it('for another add-on than was asked for, should Gigs ever mix them up', async () => {
    const mixedUp: InstanceOptions = {
      gigs: (gigs) => ({ ...gigs, getAddon: (_addon, call) => gigs.getAddon(seedAddons.threeGigabytes, call) }),
    };
    expect((await buy(rig.start(mixedUp))).body.code).toBe('top-up-unavailable');
    expect(await posts()).toBe(0);
  });
});

describe('what leaves', () => {
  it('is in the ledger by then, also after a lost race', async () => {
    const known: (string | undefined)[] = [];
    const losing = writing((store, next, before) =>
      before === 0 ? Promise.resolve(false) : store.write(next, soon()),
    );
    const watching = sending(async (send, ...given) => {
      known.push(...Object.values((await ledger()).purchases).map(({ state }) => state));
      return send(...given);
    });
    expect((await buy(rig.start({ ...losing, ...watching }))).status).toBe(201);
    expect(known).toEqual(['dispatching']);
  });

  it('leaves before a deadline that leaves time to record, and of which the client is told', async () => {
    let answerBy = 0;
    const watching = sending((send, body, call) => {
      answerBy = call.answerBy;
      return send(body, call);
    });
    let begun: Entry | undefined;
    const noting = writing((store, next) => {
      begun ??= Object.values(next.purchases)[0];
      return store.write(next, soon());
    });
    const settings = { SOFT_DEADLINE_MS: '4500', GIGS_POST_TIMEOUT_MS: '6000' };
    const startedAt = Date.now();
    await buy(rig.start({ ...watching, ...noting, settings }));
    expect(begun?.deadline).toBe(answerBy);
    expect(answerBy).toBeLessThanOrEqual(Date.now() + 3500);
    expect(answerBy).toBeGreaterThan(startedAt);
  });

  it('leaves also with the shortest time limit that the settings allow, of which the ledger takes a part', async () => {
    const startedAt = Date.now();
    let ahead = 0;
    let calls = 0;
    const slow = writing((store, next) => {
      ahead += 20;
      return store.write(next, soon());
    });
    const counting = sending(async () => {
      calls += 1;
      return { kind: 'unknown', reason: 'timeout' };
    });
    const settings = { GIGS_POST_TIMEOUT_MS: '100' };
    const answer = await buy(rig.start({ ...slow, ...counting, settings, now: () => startedAt + ahead }));
    expect([answer.status, calls]).toEqual([202, 1]);
  });

  it('does not leave once the ledger took so long that the deadline is past', async () => {
    let ahead = 0;
    let calls = 0;
    const slow = writing((store, next, before) => {
      if (before === 0) ahead = 6000;
      return store.write(next, soon() + ahead);
    });
    const counting = sending((send, ...given) => {
      calls += 1;
      return send(...given);
    });
    const answer = await buy(rig.start({ ...slow, ...counting, now: () => Date.now() + ahead }));
    expect([answer.status, answer.body.code]).toEqual([503, 'gigs-unavailable']);
    expect(calls).toBe(0);
    expect((await ledger()).purchases).toEqual({});
  });
});

describe('what became of it', () => {
  const undone: [string, InstanceOptions][] = [
    [
      'the ledger cannot be written',
      writing((store, next, before) => {
        if (before > 0) throw new LedgerUnavailable('test');
        return store.write(next, soon());
      }),
    ],
    [
      'the ledger was written by a newer version',
      {
        store(store) {
          let writes = 0;
          return {
            ...store,
            write: (next, answerBy) => (writes++ > 0 ? Promise.resolve(false) : store.write(next, answerBy)),
            async read(...given) {
              if (writes > 0) throw new LedgerUnreadable('test');
              return store.read(...given);
            },
          };
        },
      },
    ],
    [
      'the client fails as nobody expected, after it sent',
      sending(async (send, ...given) => {
        await send(...given);
        throw new Error('test');
      }),
    ],
  ];
  it.each(undone)('is not known where %s: 202, and nothing about "nothing was sent"', async (_name, options) => {
    const answer = await buy(rig.start(options));
    expect([answer.status, answer.body.status]).toEqual([202, 'processing']);
    expect(await posts()).toBe(1);
    const states = Object.values((await ledger()).purchases).map(({ state }) => state);
    expect(['dispatching', 'unknown']).toContain(states[0]);
  });

  it('of an earlier purchase is witnessed before it is corrected, and the new one refused', async () => {
    const { baseline } = entries.notPurchased;
    await put({ pur_a: old(entries.notPurchased, minute, { baseline, dueAt: Date.now() + hour }) });
    await postToGigs();
    const instance = rig.start();
    expect((await buy(instance)).body.code).toBe('recent-purchase');
    expect((await ledger()).purchases['pur_a']?.state).toBe('succeeded');
    expect(linesOf(instance.log, 'purchase-witness')).toMatchObject([{ purchase: 'pur_a' }]);
  });
});

describe('a look', () => {
  it('that somebody else claimed lists nothing', async () => {
    await put({ pur_a: old(entries.unknown, minute) });
    const { purchases } = rig.start(
      writing(async (store, next, before) => {
        // The other one was a moment faster.
        if (before === 0) await store.write(next, soon());
        return false;
      }),
    );
    const seen = await lookAt(purchases, await ledger(), 'pur_a', soon());
    expect(seen).toMatchObject({ version: 2, purchases: { pur_a: { state: 'unknown', looks: 1 } } });
    expect(await rig.sandbox.requests()).toEqual([]);
  });

  it('decides nothing where Gigs does not answer', async () => {
    await put({ pur_a: old(entries.unknown, hour, { firstEmptyAt: Date.now() - 30 * minute }) });
    await rig.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 500, times: 9 });
    await lookAt(rig.start().purchases, await ledger(), 'pur_a', soon());
    expect((await ledger()).purchases['pur_a']?.state).toBe('unknown');
  });
});

describe('what moves to the archive', () => {
  const many = () =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, index): [string, Entry] => [
        `pur_${index}`,
        { ...old(entries.succeeded, hour + index * minute), ...holding(`sad_${index}`, 'answer') },
      ]),
    );
  const settle = (options: InstanceOptions = {}) =>
    settleDue(rig.start(options).purchases, soon(), (error) => expect.fail(error.message));

  it('is copied before it is dropped', async () => {
    await put(many());
    await settle();
    const { purchases, stubs } = await ledger();
    expect(Object.keys(purchases)).toHaveLength(50);
    expect(Object.keys(stubs)).toHaveLength(10);
    expect(await rig.store.readArchived(subscription, 'pur_59', soon())).toMatchObject({
      subscriptionAddon: { id: 'sad_59' },
    });
  });

  it('stays where the ledger has changed since it was copied', async () => {
    await put(many());
    let isFirst = true;
    await settle({
      store: (store) => ({
        ...store,
        async archive(...given) {
          await store.archive(...given);
          // Somebody begins the same meanwhile: now it must stay, since its object could be taken for the new one's.
          if (isFirst) await store.write(nextVersion(await ledger(), { pur_new: old(entries.dispatching, 0) }), soon());
          isFirst = false;
        },
      }),
    });
    expect(Object.keys((await ledger()).purchases)).toHaveLength(61);
  });
});

describe('a change', () => {
  const first = { ...emptyLedger(subscription), version: 1 };
  const second = { ...first, version: 2 };

  it('that lost the race is decided anew, on what is there then, and said once', async () => {
    const said: string[] = [];
    const decidedOn: number[] = [];
    const written: number[] = [];
    const store = {
      read: async () => ({ ledger: second, isPaused: false }),
      async write({ version }: Ledger) {
        written.push(version);
        return version === 3;
      },
    } as unknown as LedgerStore;
    const report = { changed: ({ purchase }: { purchase: string }) => said.push(purchase), witnessed: () => {} };
    const decide = (present: Ledger): Change => {
      decidedOn.push(present.version);
      const event = { subscription, state: 'succeeded', epoch: 1, reason: 'found', ageMs: 0 } as const;
      return { ledger: nextVersion(present, {}), events: [{ ...event, purchase: `pur_${present.version}` }] };
    };
    const after = await changeLedger({ store, report }, subscription, soon(), decide, first);
    expect(after.version).toBe(3);
    expect(decidedOn).toEqual([1, 2]);
    expect(written).toEqual([2, 3]);
    expect(said).toEqual(['pur_2']);
  });
});

async function postToGigs(): Promise<void> {
  const response = await fetch(`${rig.gigsUrl}/projects/gigs/subscriptionAddons`, {
    method: 'POST',
    headers: { authorization: 'Bearer gpk_sandbox', 'content-type': 'application/json' },
    body: JSON.stringify({ addon, subscription }),
  });
  expect(response.status).toBe(201);
}
