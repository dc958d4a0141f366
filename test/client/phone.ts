import { createTopUpsClient, type KeyStorage, type Order, type TopUpsClient } from '../../client/src/top-ups-client.ts';
import { seedAddons, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import type { RunningService } from './running-service.ts';

/** What Jerry confirms in these tests: "1GB Data Top-up" at USD 9.99. */
export const jerrysOrder: Order = {
  subscription: seedSubscriptions.jerry,
  addon: seedAddons.oneGigabyte,
  price: { amount: 999, currency: 'USD' },
};

/** What happens to one request of an app on its way; `send` carries it out. */
export type Way = (send: () => Promise<Response>, url: string, init: RequestInit) => Promise<Response>;

/** A phone, whose storage outlives the processes of the app. */
export class Phone {
  readonly kept = new Map<string, string>();
  readonly #service: RunningService;

  constructor(service: RunningService) {
    this.#service = service;
  }

  /** Starts the app anew, with all memory gone. `step` stands around whatever it does to the world. */
  start(options: { readonly step?: Step; readonly way?: Way | undefined; readonly user?: string } = {}): TopUpsClient {
    const { step = (act) => act(), way = (send) => send(), user = 'jerry' } = options;
    const { url, clock } = this.#service;
    return createTopUpsClient({
      baseUrl: url,
      getToken: () => user,
      storage: storageIn(this.kept, step),
      account: user,
      fetch: (input, init = {}) => step(() => way(() => fetch(input, init), String(input), init)),
      now: clock.now,
      sleep: (ms) => step(() => clock.sleep(ms)),
    });
  }
}

/** One thing that the app does to the world around it: a read, a write, a request, a pause. */
export type Step = <T>(act: () => Promise<T>) => Promise<T>;

function storageIn(kept: Map<string, string>, step: Step): KeyStorage {
  return {
    get: (name) => step(async () => kept.get(name) ?? null),
    set: (name, value) => step(async () => void kept.set(name, value)),
    remove: (name) => step(async () => void kept.delete(name)),
  };
}

/** The end of a process. */
export class Killed extends Error {}

/**
 * Steps of a process that is killed at the `n`th of them, before it or right after it: what comes later does nothing to
 * the world any more.
 */
export function killedAt(
  n: number,
  when: 'before' | 'after',
): { readonly step: Step; readonly wasKilled: () => boolean } {
  let steps = 0;
  let isDead = false;
  const step: Step = async (act) => {
    const isLast = ++steps === n;
    isDead ||= isLast && when === 'before';
    if (isDead) throw new Killed();
    const done = await act().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    isDead ||= isLast;
    if (isDead) throw new Killed();
    if ('error' in done) throw done.error;
    return done.value;
  };
  return { step, wasKilled: () => isDead };
}
