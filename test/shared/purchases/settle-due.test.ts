import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ledgerTableName } from '../../../local/aws/dynamodb.ts';
import { type Entry, emptyLedger } from '../../../shared/purchases/ledger.ts';
import { ledgerKey } from '../../../shared/purchases/ledger-items.ts';
import { LedgerUnavailable } from '../../../shared/purchases/ledger-store.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { type InstanceOptions, type Rig, startRig } from '../../rig/rig.ts';
import { entries, hour, minute, second, t0 } from './ledgers.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(() => rig.reset());

const { unknown, review, notPurchased, dispatching, succeeded } = entries;

/** What the settlement function would do at `at`, in a table with these purchases, one to a ledger. */
async function run(purchases: Record<string, Entry>, at: number, options: InstanceOptions = {}, forMs = 10_000) {
  let now = at;
  for (const [subscription, entry] of Object.entries(purchases)) {
    const ledger = { ...emptyLedger(subscription), version: 1, purchases: { [`pur_of_${subscription}`]: entry } };
    await rig.store.write(ledger, Date.now() + 5000);
  }
  const failures: string[] = [];
  const instance = rig.start({ ...options, now: () => now++ });
  const result = await settleDue(instance.purchases, at + forMs, ({ name }) => failures.push(name));
  return { ...result, failures };
}

/** The ledgers that are read, in this order, are put into the list. */
const noting = (read: string[]): InstanceOptions => ({
  store: (store) => ({
    ...store,
    read(subscription, answerBy) {
      read.push(subscription);
      return store.read(subscription, answerBy);
    },
  }),
});

describe('a settlement run knows the age of the oldest purchase without an outcome', () => {
  it('also where it is not its turn', async () => {
    const at = t0 + 10 * minute;
    const { count, undecidedAgeMs } = await run({ sub_1: { ...unknown, dueAt: at + 5 * minute } }, at);
    expect(count).toBe(0);
    expect(undecidedAgeMs).toBeGreaterThanOrEqual(10 * minute);
    expect(undecidedAgeMs).toBeLessThan(10 * minute + second);
  });

  it('also where Gigs does not answer', async () => {
    await rig.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 500, times: 10 });
    const { count, failed, undecidedAgeMs } = await run({ sub_1: unknown }, t0 + hour);
    expect([count, failed]).toEqual([1, 0]);
    expect(undecidedAgeMs).toBeGreaterThanOrEqual(hour);
  });

  it('as the oldest of all, and of those in review apart', async () => {
    const at = t0 + hour;
    const { undecidedAgeMs, reviewAgeMs } = await run(
      {
        sub_1: { ...unknown, createdAt: at - 3 * minute, dueAt: at + minute },
        sub_2: { ...dispatching, createdAt: at - 2 * minute, dueAt: at + second },
        sub_3: { ...review, dueAt: at + 15 * minute },
      },
      at,
    );
    expect(Math.floor(undecidedAgeMs / minute)).toBe(3);
    expect(Math.floor(reviewAgeMs / minute)).toBe(60);
  });

  it('as 0 where there is none, and after the last was settled', async () => {
    expect(await run({}, t0)).toMatchObject({ undecidedAgeMs: 0, reviewAgeMs: 0 });
    const settled = { sub_1: succeeded, sub_2: notPurchased, sub_3: { ...unknown, firstEmptyAt: t0 + minute } };
    expect(await run(settled, t0 + 10 * minute)).toMatchObject({ count: 1, undecidedAgeMs: 0, reviewAgeMs: 0 });
  });
});

describe('a settlement run', () => {
  it('begins with what has waited longest', async () => {
    const at = t0 + hour;
    const read: string[] = [];
    const dueAt = (minutesAgo: number) => ({ ...review, dueAt: at - minutesAgo * minute });
    await run({ sub_b: dueAt(2), sub_d: dueAt(-1), sub_a: dueAt(3), sub_c: dueAt(1) }, at, noting(read));
    expect(read).toEqual(['sub_a', 'sub_b', 'sub_c', 'sub_d']);
  });

  it('begins nothing more when its time is up', async () => {
    const read: string[] = [];
    const due = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`sub_${index}`, review]));
    const { count } = await run(due, t0 + hour, noting(read), 40);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(30);
  });

  it('is not held up by ledgers that it cannot read', async () => {
    const poison = { ledger: { S: '{"schemaVersion":2}' }, version: { N: '1' } };
    for (const subscription of ['sub_0', 'sub_1', 'sub_2']) {
      const due = { duePartition: { S: 'due' }, dueAt: { N: String(t0) } };
      const item = { ...ledgerKey(subscription), ...poison, ...due };
      await rig.dynamoDb.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));
    }
    const ready = { ...unknown, firstEmptyAt: t0 + minute, dueAt: t0 + 5 * minute };
    const { count, failed, failures } = await run({ sub_3: ready }, t0 + 10 * minute);
    expect([count, failed]).toEqual([4, 3]);
    expect(failures).toEqual(['LedgerUnreadable', 'LedgerUnreadable', 'LedgerUnreadable']);
    const { ledger } = await rig.store.read('sub_3', Date.now() + 5000);
    expect(ledger.purchases['pur_of_sub_3']?.state).toBe('not-purchased');
  });

  it('leaves what is not due as it is', async () => {
    const at = t0 + 10 * minute;
    const later = { ...unknown, dueAt: at + minute };
    await run({ sub_1: later }, at);
    const { ledger } = await rig.store.read('sub_1', Date.now() + 5000);
    expect(ledger).toMatchObject({ version: 1, purchases: { pur_of_sub_1: later } });
  });

  it('says so where the index cannot be read', async () => {
    const broken: InstanceOptions = {
      store: (store) => ({
        ...store,
        // biome-ignore lint/correctness/useYield: it fails before there is anything to give.
        async *listDue() {
          throw new LedgerUnavailable('test');
        },
      }),
    };
    await expect(run({}, t0, broken)).rejects.toThrow(LedgerUnavailable);
  });
});
