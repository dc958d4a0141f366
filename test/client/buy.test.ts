import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BuyResult } from '../../client/src/top-ups-client.ts';
import { seedAddons, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { jerrysOrder, Phone, type Way } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService({ settings: { REPEAT_WINDOW_SECONDS: '30', PURCHASE_LIMIT_PER_DAY: '3' } });
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(async () => {
  service.newPrices.clear();
  await service.rig.reset();
});

const post = { method: 'POST', path: '*/subscriptionAddons' };
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function bought() {
  return service.rig.sandbox.subscriptionAddons();
}

/** Nothing was bought, and the next purchase is a new one. */
async function expectNothingLeft(phone: Phone): Promise<void> {
  await pause();
  expect(phone.kept.size).toBe(0);
  expect(await bought()).toEqual([]);
}

describe('a purchase that succeeds', () => {
  it('is bought once, and its key is forgotten when the app knows', async () => {
    const phone = new Phone(service);
    const result = await phone.start().buy(jerrysOrder);
    expect(result).toMatchObject({
      status: 'succeeded',
      resumed: false,
      purchase: { status: 'succeeded', subscription: jerrysOrder.subscription, addon: { id: jerrysOrder.addon } },
    });
    // Not before the app was told.
    expect(phone.kept.size).toBe(1);
    await pause();
    expect(phone.kept.size).toBe(0);
    expect(await bought()).toMatchObject([{ subscription: jerrysOrder.subscription }]);
  });

  it('is followed by another one when the user confirms another one', async () => {
    const app = new Phone(service).start();
    const first = await app.buy(jerrysOrder);
    const second = await app.buy(jerrysOrder);
    expect(second).toMatchObject({ status: 'refused', reason: 'recent-purchase' });
    if (first.status !== 'succeeded' || second.status !== 'refused') throw new Error('unreachable');
    expect(second.error.purchaseId).toBe(first.purchase.id);
    // Nobody waited for the key of the first to be forgotten, and yet this is not the first again.
    const third = await app.buy({ ...jerrysOrder, allowRepeat: true });
    expect(third).toMatchObject({ status: 'succeeded', resumed: false });
    expect(await bought()).toHaveLength(2);
  });

  it('is followed until it has an outcome where Gigs does not say', async () => {
    await service.rig.sandbox.fault({ ...post, fault: 'statusAfter' });
    const seen: string[] = [];
    const result = await new Phone(service)
      .start()
      .buy(jerrysOrder, { onProgress: ({ status }) => void seen.push(status) });
    expect(result).toMatchObject({ status: 'succeeded', resumed: false });
    expect(seen).toContain('processing');
    expect(await bought()).toHaveLength(1);
  });
});

describe('a purchase without an outcome yet', () => {
  it('is processing, which resume, waitUntilSettled and getPurchase end', async () => {
    for (const ending of ['resume', 'wait', 'get', 'buy'] as const) {
      await service.rig.reset();
      await service.rig.sandbox.fault({ ...post, fault: 'statusAfter' });
      const phone = new Phone(service);
      const app = phone.start();
      const result = await app.buy(jerrysOrder, { patienceMs: 0 });
      if (result.status !== 'processing') throw new Error(`it is ${result.status}`);
      const { subscription, id } = result.purchase;
      await service.clock.sleep(3000);
      if (ending === 'resume')
        expect(await phone.start().resume()).toMatchObject([{ result: { status: 'succeeded' } }]);
      if (ending === 'buy') expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'succeeded', resumed: true });
      if (ending === 'wait')
        expect(await app.waitUntilSettled(subscription, id)).toMatchObject({ status: 'succeeded' });
      if (ending === 'get') expect(await app.getPurchase(subscription, id)).toMatchObject({ status: 'succeeded' });
      await pause();
      expect(phone.kept.size).toBe(0);
      expect(await bought()).toHaveLength(1);
    }
  });

  it('turns out not to be made, which is a failure', async () => {
    await service.rig.sandbox.fault({ ...post, fault: 'status' });
    const phone = new Phone(service);
    const result = await phone.start().buy(jerrysOrder, { patienceMs: 600_000 });
    expect(result).toMatchObject({
      status: 'failed',
      reason: 'purchase-not-completed',
      purchaseId: expect.stringMatching(/^pur_/),
    });
    await expectNothingLeft(phone);
  });
});

describe('a purchase that Gigs refuses', () => {
  const error = { object: 'error', type: 'invalid', message: 'No.' };

  it.each([
    ['paymentCardDeclined', { reason: 'payment-declined', declineReason: 'paymentCardDeclined' }],
    ['somethingElse', { reason: 'purchase-refused' }],
  ])('has failed, for %s', async (code, expected) => {
    await service.rig.sandbox.fault({ ...post, fault: 'status', status: 422, body: { ...error, code } });
    const phone = new Phone(service);
    const result = await phone.start().buy(jerrysOrder);
    expect(result).toMatchObject({ status: 'failed', purchaseId: expect.stringMatching(/^pur_/), ...expected });
    await expectNothingLeft(phone);
  });
});

describe('a purchase that the service refuses', () => {
  const cases: ReadonlyArray<readonly [name: string, expected: object, act: (phone: Phone) => Promise<BuyResult>]> = [
    [
      'price-changed',
      { currentPrice: { amount: 1099, currency: 'USD' } },
      async (phone) => {
        service.newPrices.set(jerrysOrder.addon, 1099);
        return phone.start().buy(jerrysOrder);
      },
    ],
    ['top-up-unavailable', {}, (phone) => phone.start().buy({ ...jerrysOrder, addon: seedAddons.draft })],
    ['subscription-not-found', {}, (phone) => phone.start({ user: 'elaine' }).buy(jerrysOrder)],
    [
      'subscription-not-active',
      {},
      (phone) => phone.start({ user: 'kramer' }).buy({ ...jerrysOrder, subscription: seedSubscriptions.kramerEnded }),
    ],
    [
      'purchases-paused',
      { error: { retryAfterSeconds: 60 } },
      async (phone) => {
        await service.pause();
        return phone.start().buy(jerrysOrder);
      },
    ],
    [
      'gigs-unavailable',
      { error: { retryAfterSeconds: 5 } },
      async (phone) => {
        await service.rig.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 503, times: 100 });
        return phone.start().buy(jerrysOrder);
      },
    ],
    [
      'insufficient-scope',
      { error: { problem: null } },
      (phone) => phone.start({ user: 'jerry-reads' }).buy(jerrysOrder),
    ],
    ['unauthenticated', { error: { problem: null } }, (phone) => phone.start({ user: 'newman' }).buy(jerrysOrder)],
    ['invalid-request', {}, (phone) => phone.start().buy({ ...jerrysOrder, addon: '../x' })],
  ];

  it.each(cases)('says %s, and nothing is bought', async (reason, expected, act) => {
    const phone = new Phone(service);
    const result = await act(phone);
    expect(result).toMatchObject({ status: 'refused', reason, resumed: false, ...expected });
    await service.rig.sandbox.clearFaults();
    await expectNothingLeft(phone);
  });

  it('says purchase-limit, and when it ends', async () => {
    const app = new Phone(service).start();
    for (const addon of [seedAddons.courtesy, seedAddons.smsPack, seedAddons.minutePack]) {
      const { price } = (await app.listTopUps(jerrysOrder.subscription)).find(({ id }) => id === addon) ?? jerrysOrder;
      expect(await app.buy({ ...jerrysOrder, addon, price })).toMatchObject({ status: 'succeeded' });
    }
    const result = await app.buy(jerrysOrder);
    expect(result).toMatchObject({ status: 'refused', reason: 'purchase-limit' });
    expect(result.status === 'refused' && result.error.retryAfterSeconds).toBeGreaterThan(86_000);
  });

  it('says purchase-unresolved while another phone has one under way, and does not buy behind the user', async () => {
    await service.rig.sandbox.fault({ ...post, fault: 'statusAfter' });
    const first = await new Phone(service).start().buy(jerrysOrder, { patienceMs: 0 });
    const other = new Phone(service);
    let requests = 0;
    const way: Way = (send) => {
      requests++;
      return send();
    };
    const result = await other.start({ way }).buy(jerrysOrder);
    expect(result).toMatchObject({ status: 'refused', reason: 'purchase-unresolved' });
    expect(requests).toBe(1);
    if (first.status !== 'processing' || result.status !== 'refused') throw new Error('unreachable');
    expect(result.error.purchaseId).toBe(first.purchase.id);
    expect(await bought()).toHaveLength(1);
    expect(other.kept.size).toBe(0);
  });
});
