import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTopUpsClient, type KeyStorage } from '../../client/src/top-ups-client.ts';
import { jerrysOrder, Phone } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service[Symbol.asyncDispose]());
beforeEach(() => service.rig.reset());

const offline = { way: () => Promise.reject(new TypeError('Network request failed')) };

function bought() {
  return service.rig.sandbox.subscriptionAddons();
}

describe('what is kept', () => {
  it('is versioned by its name, which any storage takes', async () => {
    const phone = new Phone(service);
    const { clock } = service;
    const storage: KeyStorage = {
      get: async (name) => phone.kept.get(name),
      set: async (name, value) => phone.kept.set(name, value),
      remove: async (name) => phone.kept.delete(name),
    };
    for (const account of ['auth0|jerry', 'auth0_jerry', 'auth0.jerry']) {
      const app = createTopUpsClient({
        ...{ baseUrl: service.url, storage, account, now: clock.now, sleep: clock.sleep },
        getToken: () => 'jerry',
        fetch: () => Promise.reject(new TypeError('Network request failed')),
      });
      await app.buy(jerrysOrder, { patienceMs: 0 });
    }
    expect([...phone.kept.keys()]).toEqual([
      'gigs-top-ups.1.auth0_124_jerry',
      'gigs-top-ups.1.auth0_95_jerry',
      'gigs-top-ups.1.auth0.jerry',
    ]);
    for (const name of phone.kept.keys()) expect(name).toMatch(/^[\w.-]+$/);
  });

  it('holds no token and nothing of the user', async () => {
    const phone = new Phone(service);
    await phone.start(offline).buy(jerrysOrder);
    const [open] = JSON.parse([...phone.kept.values()][0] ?? '') as [Record<string, unknown>];
    expect(Object.keys(open).sort()).toEqual(['at', 'earlierPrices', 'isHalted', 'key', 'order']);
    expect(open['order']).toEqual(jerrysOrder);
    expect(open['key']).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
  });

  it('stays small: with twenty purchases open, no further one begins', async () => {
    const phone = new Phone(service);
    const app = phone.start(offline);
    for (let count = 0; count < 20; count++)
      await app.buy({ ...jerrysOrder, addon: `add_${count}` }, { patienceMs: 0 });
    await expect(app.buy(jerrysOrder)).rejects.toThrow('call resume()');
    // The same one again, at ever new prices, is still one.
    for (let amount = 1; amount < 30; amount++) {
      await app.buy({ ...jerrysOrder, addon: 'add_1', price: { amount, currency: 'USD' } }, { patienceMs: 0 });
    }
    expect([...phone.kept.values()].join().length).toBeLessThan(8000);
  });

  it('that cannot be read is as nothing', async () => {
    const phone = new Phone(service);
    for (const text of ['', '{', 'null', '{}', '"text"']) {
      phone.kept.set('gigs-top-ups.1.jerry', text);
      expect(await phone.start().resume()).toEqual([]);
    }
    expect(await phone.start().buy(jerrysOrder)).toMatchObject({ status: 'succeeded', resumed: false });
  });

  it('is not taken up for another user of the phone', async () => {
    const phone = new Phone(service);
    await phone.start(offline).buy(jerrysOrder);
    expect(await phone.start({ user: 'elaine' }).resume()).toEqual([]);
    expect(await phone.start().resume()).toHaveLength(1);
  });
});

describe('a storage that fails', () => {
  const full = () => Promise.reject(new Error('The disk is full'));

  function startWith(storage: Partial<KeyStorage>) {
    const kept = new Map<string, string>();
    return createTopUpsClient({
      baseUrl: service.url,
      getToken: () => 'jerry',
      account: 'jerry',
      storage: {
        get: async (name) => kept.get(name),
        set: async (name, value) => kept.set(name, value),
        remove: async (name) => kept.delete(name),
        ...storage,
      },
    });
  }

  it.each(['get', 'set'] as const)('to %s lets nothing be sent', async (operation) => {
    await expect(startWith({ [operation]: full }).buy(jerrysOrder)).rejects.toThrow('The disk is full');
    expect(await service.rig.sandbox.requests()).toEqual([]);
  });

  it('to forget does not hide what was bought, nor join what is bought next to it', async () => {
    const app = startWith({ remove: full });
    expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'succeeded' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await app.buy(jerrysOrder)).toMatchObject({ status: 'succeeded', resumed: false });
    expect(await bought()).toHaveLength(2);
  });
});

describe('keys', () => {
  it.each([
    ['without randomUUID', {}],
    ['without crypto', undefined],
  ])('are good and differ on a platform %s', async (_name, crypto) => {
    const { newKey } = await import('../../client/src/new-key.ts');
    const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto') ?? {};
    try {
      Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
      const keys = new Set(Array.from({ length: 10_000 }, newKey));
      expect(keys.size).toBe(10_000);
      for (const key of keys) expect(key).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
    } finally {
      Object.defineProperty(globalThis, 'crypto', real);
    }
  });

  it("may be the app's own", async () => {
    const phone = new Phone(service);
    const app = createTopUpsClient({
      baseUrl: service.url,
      getToken: () => 'jerry',
      account: 'jerry',
      storage: {
        get: async (name) => phone.kept.get(name),
        set: async (name, value) => phone.kept.set(name, value),
        remove: async () => {},
      },
      newKey: () => 'a-key-of-the-app-1',
    });
    await app.buy(jerrysOrder);
    expect([...phone.kept.values()].join()).toContain('a-key-of-the-app-1');
  });
});
