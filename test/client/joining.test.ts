import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTopUpsClient, type KeyStorage } from '../../client/src/top-ups-client.ts';
import { seedAddons } from '../../local/gigs-sandbox/seed.ts';
import { jerrysOrder, Phone, type Way } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(() => service.rig.reset());

function bought() {
  return service.rig.sandbox.subscriptionAddons();
}

/** A way that lets a request through only once it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const way: Way = async (send) => {
    await opened;
    return send();
  };
  return { way, open };
}

describe('two taps', () => {
  it('are one purchase, of which both are told', async () => {
    const app = new Phone(service).start();
    const [one, other] = await Promise.all([app.buy(jerrysOrder), app.buy({ ...jerrysOrder, allowRepeat: true })]);
    expect(one).toMatchObject({ status: 'succeeded' });
    expect(other).toEqual(one);
    expect(await bought()).toHaveLength(1);
  });

  it('on two screens with a client each are one purchase', async () => {
    const phone = new Phone(service);
    const results = await Promise.all([phone.start().buy(jerrysOrder), phone.start().buy(jerrysOrder)]);
    for (const result of results) expect(result).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(1);
    await expect.poll(() => phone.kept.size).toBe(0);
  });

  it('of two clients that share a storage never write over each other', async () => {
    const kept = new Map<string, string>();
    // As slow as a phone's.
    const later = <T>(act: () => T) => new Promise<T>((resolve) => setTimeout(() => resolve(act()), 2));
    const storage: KeyStorage = {
      get: (name) => later(() => kept.get(name)),
      set: (name, value) => later(() => kept.set(name, value)),
      remove: (name) => later(() => kept.delete(name)),
    };
    const { way, open } = gate();
    const start = () =>
      createTopUpsClient({
        baseUrl: service.url,
        getToken: () => 'jerry',
        account: 'jerry',
        storage,
        fetch: (input, init = {}) => way(() => fetch(input, init), String(input), init),
      });
    const screens = [start(), start(), start()];
    const addons = [jerrysOrder.addon, seedAddons.smsPack, seedAddons.minutePack];
    const results = screens.map((screen, index) => screen.buy({ ...jerrysOrder, addon: addons[index] ?? '' }));
    await expect.poll(() => (JSON.parse([...kept.values()][0] ?? '[]') as unknown[]).length).toBe(3);
    open();
    await Promise.all(results);
  });

  it('of different add-ons are two purchases', async () => {
    const app = new Phone(service).start();
    const free = { ...jerrysOrder, addon: seedAddons.courtesy, price: { amount: 0, currency: 'USD' } };
    const results = await Promise.all([app.buy(jerrysOrder), app.buy(free)]);
    for (const result of results) expect(result).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(2);
  });
});

describe('a caller that leaves', () => {
  it('is told its reason, and the others what became of it', async () => {
    const { way, open } = gate();
    const app = new Phone(service).start({ way });
    const leaving = new AbortController();
    const one = app.buy(jerrysOrder, { signal: leaving.signal });
    const other = app.buy(jerrysOrder);
    leaving.abort(new Error('The screen was closed'));
    await expect(one).rejects.toThrow('The screen was closed');
    open();
    expect(await other).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(1);
  });

  it('stops nothing that is under way, begins nothing more, and loses no key', async () => {
    const { way, open } = gate();
    const phone = new Phone(service);
    const leaving = new AbortController();
    let requests = 0;
    const app = phone.start({
      way: async (...request) => {
        requests++;
        await way(...request);
        throw new TypeError('Network request failed');
      },
    });
    const result = app.buy(jerrysOrder, { signal: leaving.signal });
    await expect.poll(() => requests).toBe(1);
    leaving.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    open();
    await expect.poll(() => bought()).toHaveLength(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(requests).toBe(1);
    expect(phone.kept.size).toBe(1);
    expect(await phone.start().resume()).toMatchObject([{ result: { status: 'succeeded', resumed: true } }]);
    expect(await bought()).toHaveLength(1);
  });

  it('is told by resume what came of a request that was under way', async () => {
    const { way, open } = gate();
    const phone = new Phone(service);
    const leaving = new AbortController();
    let answers = 0;
    const app = phone.start({
      way: async (...request) => {
        const response = await way(...request);
        answers++;
        return response;
      },
    });
    const result = app.buy(jerrysOrder, { signal: leaving.signal });
    await expect.poll(() => phone.kept.size).toBe(1);
    leaving.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    open();
    await expect.poll(() => answers).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(phone.kept.size).toBe(1);
    expect(await app.resume()).toMatchObject([{ result: { status: 'succeeded', resumed: true } }]);
    expect(await bought()).toHaveLength(1);
  });

  it('sends nothing when it had left before', async () => {
    const phone = new Phone(service);
    await expect(phone.start().buy(jerrysOrder, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(phone.kept.size).toBe(0);
    expect(await bought()).toEqual([]);
  });

  it('has a purchase that goes on when it comes back', async () => {
    const { way, open } = gate();
    const app = new Phone(service).start({ way });
    const leaving = new AbortController();
    const left = app.buy(jerrysOrder, { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow();
    const back = app.buy(jerrysOrder);
    open();
    expect(await back).toMatchObject({ status: 'succeeded' });
    expect(await bought()).toHaveLength(1);
  });
});
