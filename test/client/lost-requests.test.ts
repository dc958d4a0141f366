import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jerrysOrder, Phone, type Way } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(async () => {
  service.newPrices.clear();
  await service.rig.reset();
});

const minuteMs = 60_000;

function bought() {
  return service.rig.sandbox.subscriptionAddons();
}

async function nothing(): Promise<never> {
  throw new TypeError('Network request failed');
}

/** Lets the first request of a purchase take `first`, and what follows go its way, or take `next`. */
function firstTakes(first: Way, next: Way = (send) => send()): Way {
  let isFirst = true;
  return (send, url, init) => {
    const way = isFirst && init.method === 'POST' ? first : next;
    isFirst &&= init.method !== 'POST';
    return way(send, url, init);
  };
}

describe('a phone without a network', () => {
  it('does not know, keeps the key, and tells that nothing was sent once it can ask', async () => {
    const phone = new Phone(service);
    expect(await phone.start({ way: nothing }).buy(jerrysOrder)).toMatchObject({
      status: 'unconfirmed',
      error: { code: 'no-answer', status: null, retryable: true },
    });
    expect(phone.kept.size).toBe(1);
    expect(await phone.start({ way: nothing }).resume()).toMatchObject([{ result: { status: 'unconfirmed' } }]);
    await service.clock.sleep(3 * minuteMs);
    const app = phone.start();
    expect(await app.resume()).toMatchObject([
      { order: jerrysOrder, result: { status: 'refused', reason: 'not-sent', resumed: true } },
    ]);
    expect(phone.kept.size).toBe(0);
    expect(await bought()).toEqual([]);
    expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'succeeded', resumed: false });
  });

  it('tries again by itself when the network is back soon enough', async () => {
    const phone = new Phone(service);
    const seen: string[] = [];
    const result = await phone
      .start({ way: firstTakes(nothing) })
      .buy(jerrysOrder, { onProgress: ({ status }) => void seen.push(status) });
    expect(result).toMatchObject({ status: 'succeeded', resumed: false });
    expect(seen).toEqual(['unconfirmed']);
    expect(await bought()).toHaveLength(1);
  });
});

describe('an answer that tells nothing', () => {
  const answers: Readonly<Record<string, () => Response | Promise<Response>>> = {
    'a reset connection': nothing,
    "the gateway's 503": () => Response.json({ message: 'Service Unavailable' }, { status: 503 }),
    "the gateway's 500": () => Response.json({ message: 'Internal Server Error' }, { status: 500 }),
    'an HTML page': () =>
      new Response('<html>Sign in to our Wi-Fi</html>', { headers: { 'content-type': 'text/html' } }),
    'half a purchase': () => new Response('{"id":"pur_', { status: 201 }),
    'an error that nobody planned': () =>
      Response.json(
        { code: 'internal-error', status: 500, retryable: true },
        { status: 500, headers: { 'content-type': 'application/problem+json' } },
      ),
    'an error of a newer service': () =>
      Response.json(
        { code: 'brand-new', status: 503, retryable: true },
        { status: 503, headers: { 'content-type': 'application/problem+json' } },
      ),
  };

  it.each(Object.entries(answers))('%s after it was bought: bought once', async (_name, answer) => {
    const way = firstTakes(async (send) => {
      await send();
      return answer();
    });
    expect(await new Phone(service).start({ way }).buy(jerrysOrder)).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(1);
  });

  it('is not made a refusal by a refusal that knows nothing of it', async () => {
    const overloaded: Way = async () => Response.json({ message: 'Too Many Requests' }, { status: 429 });
    const way = firstTakes(async (send) => {
      await send();
      return nothing();
    }, overloaded);
    const phone = new Phone(service);
    expect(await phone.start({ way }).buy(jerrysOrder)).toMatchObject({
      status: 'unconfirmed',
      error: { code: 'too-many-requests', status: 429 },
    });
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'succeeded' } }]);
    expect(await bought()).toHaveLength(1);
  });
});

describe('a request that arrives late', () => {
  it('is the same purchase, also after the app was told that it was refused', async () => {
    let arrive: () => Promise<unknown> = nothing;
    const way = firstTakes((send) => {
      arrive = send;
      return nothing();
    });
    const phone = new Phone(service);
    service.newPrices.set(jerrysOrder.addon, 1099);
    const app = phone.start({ way });
    expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'refused', reason: 'price-changed' });
    service.newPrices.clear();
    await arrive();
    expect(await bought()).toHaveLength(1);
    expect(await app.buy({ ...jerrysOrder, price: { amount: 1099, currency: 'USD' } })).toMatchObject({
      status: 'succeeded',
      resumed: true,
      purchase: { addon: { price: jerrysOrder.price } },
    });
    expect(await bought()).toHaveLength(1);
  });

  it('is found by resume, which never begins what the user was told not to be bought', async () => {
    let arrive: () => Promise<unknown> = nothing;
    const way = firstTakes((send) => {
      arrive = send;
      return nothing();
    });
    const phone = new Phone(service);
    await service.pause();
    expect(await phone.start({ way }).buy(jerrysOrder)).toMatchObject({
      status: 'refused',
      reason: 'purchases-paused',
    });
    await service.rig.reset();
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'refused', reason: 'not-sent' } }]);
    expect(phone.kept.size).toBe(1);
    await arrive();
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'succeeded' } }]);
    expect(await bought()).toHaveLength(1);
  });
});

describe('a purchase that the app died with before it was sent', () => {
  async function dieBeforeSending(phone: Phone): Promise<void> {
    // Neither the request nor anything after it happens.
    void phone.start({ way: () => new Promise(() => {}) }).buy(jerrysOrder);
    await expect.poll(() => phone.kept.size).toBe(1);
  }

  it('is made when the app starts again soon', async () => {
    const phone = new Phone(service);
    await dieBeforeSending(phone);
    await service.clock.sleep(9 * minuteMs);
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'succeeded', resumed: true } }]);
    expect(await bought()).toHaveLength(1);
  });

  it.each([11 * minuteMs, -11 * minuteMs])('is not made once the confirmation is %i ms old', async (ms) => {
    const phone = new Phone(service);
    await dieBeforeSending(phone);
    await service.clock.sleep(ms);
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'refused', reason: 'not-sent' } }]);
    expect(await bought()).toEqual([]);
    expect(await phone.start().buy(jerrysOrder)).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(1);
  });
});

describe('a price that changed between two tries', () => {
  it('is that of the try that got through', async () => {
    const phone = new Phone(service);
    const way: Way = async (send, _url, { method }) => {
      if (method === 'POST') await send();
      return nothing();
    };
    expect(await phone.start({ way }).buy(jerrysOrder, { patienceMs: 0 })).toMatchObject({ status: 'unconfirmed' });
    const price = { amount: 1099, currency: 'USD' };
    service.newPrices.set(jerrysOrder.addon, price.amount);
    expect(await phone.start().buy({ ...jerrysOrder, price })).toMatchObject({
      status: 'succeeded',
      resumed: true,
      purchase: { addon: { price: jerrysOrder.price } },
    });
    expect(await bought()).toHaveLength(1);
  });

  it('is the latest where none got through', async () => {
    const phone = new Phone(service);
    await phone.start({ way: nothing }).buy(jerrysOrder);
    const price = { amount: 1099, currency: 'USD' };
    service.newPrices.set(jerrysOrder.addon, price.amount);
    expect(await phone.start().buy({ ...jerrysOrder, price })).toMatchObject({
      status: 'succeeded',
      purchase: { addon: { price } },
    });
    expect(await bought()).toHaveLength(1);
  });
});
