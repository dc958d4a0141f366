import { describe, expect, it, onTestFinished } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { createLog } from '../../../shared/observability/log.ts';
import { createMetrics } from '../../../shared/observability/metrics.ts';
import { createPurchaseReport } from '../../../shared/observability/purchase-report.ts';
import type { EventReason, PurchaseEvent } from '../../../shared/purchases/ledger.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { linesOf, metricsIn } from '../../rig/embedded-metrics.ts';
import { startRig } from '../../rig/rig.ts';

const at = Date.parse('2026-11-21T12:00:00Z');

function reported(event: Partial<PurchaseEvent> & { reason: EventReason }) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const now = () => at;
  const whole = {
    purchase: 'pur_1',
    subscription: 'sub_1',
    state: 'unknown',
    epoch: 3,
    ageMs: 1234,
    ...event,
  } as const;
  createPurchaseReport(createLog(write, now), createMetrics(write, now, 'api')).changed(whole);
  return { lines, metrics: Object.assign({}, ...metricsIn(lines)) };
}

const meanings: [EventReason, Record<string, number>, 'alarm'?][] = [
  ['begun', { PurchaseBegun: 1 }],
  ['accepted', { PurchaseSucceeded: 1 }],
  ['refused', { PurchaseRefused: 1 }],
  ['not-done', { PurchaseNotDone: 1 }],
  ['outcome-unknown', { PurchaseUnknown: 1 }],
  ['taken-over', { PurchaseUnknown: 1 }],
  ['found', { PurchaseSucceeded: 1, TimeToSettle: 1234 }],
  ['not-found', { PurchaseNotCompleted: 1, TimeToSettle: 1234 }],
  ['accepted-late', { PurchaseSucceeded: 1, PurchaseLateSuccess: 1, TimeToSettle: 1234 }],
  ['accepted-after-removal', { PurchaseSucceeded: 1, PurchaseLateSuccess: 1, PurchaseAlarm: 1 }, 'alarm'],
  ['audit-corrected', { PurchaseSucceeded: 1, PurchaseLateSuccess: 1, PurchaseAlarm: 1 }, 'alarm'],
  ['audit-contradiction', { PurchaseAlarm: 1 }, 'alarm'],
  ['audit-clean', {}],
  ['accepted-contradiction', { PurchaseAlarm: 1 }, 'alarm'],
  ['accepted-holds-another', { PurchaseAlarm: 1 }, 'alarm'],
  ['claim-lost', { PurchaseAlarm: 1 }, 'alarm'],
  ['several-candidates', { PurchaseAlarm: 1 }, 'alarm'],
  ['foreign-candidate', { PurchaseAlarm: 1 }, 'alarm'],
  ['review-waiting', { PurchaseInReview: 1 }],
  ['resolved-succeeded', { PurchaseSucceeded: 1, TimeToSettle: 1234 }],
  ['resolved-failed', { PurchaseNotCompleted: 1, TimeToSettle: 1234 }],
];

describe('a purchase event', () => {
  it.each(meanings)('%s is counted, and is one line of the log', (reason, metrics, isAlarm) => {
    const { lines, metrics: counted } = reported({ reason });
    expect(counted).toEqual(metrics);
    const message = isAlarm ? 'purchase-alarm' : 'purchase-changed';
    expect(linesOf(lines, message)).toEqual([
      {
        time: '2026-11-21T12:00:00.000Z',
        level: isAlarm ? 'error' : 'info',
        message,
        purchase: 'pur_1',
        subscription: 'sub_1',
        state: 'unknown',
        epoch: 3,
        reason,
        ageMs: 1234,
      },
    ]);
    expect(lines).toHaveLength(Object.keys(metrics).length > 0 ? 2 : 1);
  });
});

const phoneNumber = /\+?\d{10,15}(?!\d)/;

async function shop() {
  const rig = await startRig();
  onTestFinished(() => rig[Symbol.asyncDispose]());
  let ahead = 0;
  const instance = rig.start({
    now: () => Date.now() + ahead,
    settings: { GIGS_POST_TIMEOUT_MS: '300', PURCHASE_LIMIT_PER_DAY: '100', REPEAT_WINDOW_SECONDS: '0' },
  });
  const buy = (key: string, addon: string = seedAddons.oneGigabyte) =>
    instance.call('buyTopUp', {
      params: { subscription: seedSubscriptions.jerry },
      headers: { 'idempotency-key': `key-of-this-test-${key}` },
      body: { addon, price: { amount: 999, currency: 'USD' } },
    });
  const settle = () =>
    settleDue(instance.purchases, instance.purchases.now() + 10_000, (error) => expect.fail(error.name));
  const pass = (seconds: number) => {
    ahead += seconds * 1000;
  };
  const post = { method: 'POST', path: '*/subscriptionAddons' };
  return { ...rig, log: instance.log, buy, settle, pass, fault: rig.sandbox.fault.bind(rig.sandbox), post };
}

describe('what is written while purchases come to every end', () => {
  it('counts each outcome, times what was unknown, and names no user', async () => {
    const { log, buy, settle, pass, fault, post } = await shop();
    await buy('accepted');
    await fault({ ...post, fault: 'status', status: 402 });
    await buy('declined');
    await fault({ ...post, fault: 'status', status: 429 });
    await buy('not-done');
    await fault({ ...post, fault: 'resetAfter' });
    await buy('lost-answer');
    await settle();
    pass(20);
    await settle();
    await fault({ ...post, fault: 'reset' });
    await buy('lost-request');
    for (const seconds of [20, 120, 40]) {
      pass(seconds);
      await settle();
    }
    const metrics = metricsIn(log);
    const sumOf = (name: string) => metrics.reduce((sum, values) => sum + (values[name] ?? 0), 0);
    expect(
      Object.fromEntries(
        ['Begun', 'Succeeded', 'Refused', 'NotDone', 'Unknown', 'NotCompleted', 'LateSuccess', 'Alarm'].map(
          (outcome) => [outcome, sumOf(`Purchase${outcome}`)],
        ),
      ),
    ).toEqual({
      Begun: 5,
      Succeeded: 2,
      Refused: 1,
      NotDone: 1,
      Unknown: 2,
      NotCompleted: 1,
      LateSuccess: 0,
      Alarm: 0,
    });
    expect(metrics.filter((values) => 'TimeToSettle' in values)).toHaveLength(2);
    // One line for each change of state: begun, and what became of it, or that nobody knew, and then what became of it.
    expect(linesOf(log, 'purchase-changed')).toHaveLength(5 + 3 + 2 * 2);
    for (const line of log) {
      expect(line).not.toContain('usr_');
      for (const user of Object.values(seedUsers)) expect(line).not.toContain(user);
      expect(line.replace(/"Timestamp":\d+/, '')).not.toMatch(phoneNumber);
    }
  });

  it.each([
    ['answered', undefined],
    ['found by a listing', 'resetAfter'],
  ])('says which object was %s before the ledger knows of it', async (_name, faultName) => {
    const rig = await startRig();
    onTestFinished(() => rig[Symbol.asyncDispose]());
    const witnessedAtWrites: number[] = [];
    let ahead = 0;
    const instance = rig.start({
      now: () => Date.now() + ahead,
      settings: { GIGS_POST_TIMEOUT_MS: '300' },
      store: (store) => ({
        ...store,
        write(ledger, answerBy) {
          const isSuccess = Object.values(ledger.purchases).some(({ state }) => state === 'succeeded');
          if (isSuccess) witnessedAtWrites.push(linesOf(instance.log, 'purchase-witness').length);
          return store.write(ledger, answerBy);
        },
      }),
    });
    if (faultName) await rig.sandbox.fault({ method: 'POST', path: '*/subscriptionAddons', fault: faultName });
    await instance.call('buyTopUp', {
      params: { subscription: seedSubscriptions.jerry },
      headers: { 'idempotency-key': 'key-of-this-test-witness' },
      body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
    });
    ahead = 20_000;
    await settleDue(instance.purchases, instance.purchases.now() + 10_000, (error) => expect.fail(error.name));
    const [object] = await rig.sandbox.subscriptionAddons();
    expect(witnessedAtWrites).toEqual([1]);
    expect(linesOf(instance.log, 'purchase-witness')).toMatchObject([
      {
        subscription: seedSubscriptions.jerry,
        subscriptionAddon: object?.id,
        purchase: expect.stringMatching(/^pur_/),
      },
    ]);
  });
});
