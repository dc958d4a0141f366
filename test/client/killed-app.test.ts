import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuyResult } from '../../client/src/top-ups-client.ts';
import type { Fault } from '../rig/sandbox-controls.ts';
import { jerrysOrder, killedAt, Phone, type Way } from './phone.ts';
import { type RunningService, runService } from './running-service.ts';

let service: RunningService & AsyncDisposable;
beforeAll(async () => {
  service = await runService();
});
afterAll(() => service[Symbol.asyncDispose]());

interface Trouble {
  readonly fault?: Fault;
  readonly way?: () => Way;
}

const post = { method: 'POST', path: '*/subscriptionAddons' };

/** Loses the first request of the kind that begins or reads a purchase, or the answer to it. */
function loses(what: 'request' | 'answer'): Way {
  let isLost = false;
  return async (send, url) => {
    if (isLost || !url.includes('/purchases')) return send();
    isLost = true;
    if (what === 'answer') await send();
    throw new TypeError('Network request failed');
  };
}

const troubles: Readonly<Record<string, Trouble>> = {
  'all goes well': {},
  'the request is lost': { way: () => loses('request') },
  'the answer is lost': { way: () => loses('answer') },
  'Gigs does it and then fails': { fault: { ...post, fault: 'statusAfter', status: 503 } },
  'Gigs does it and cuts the connection': { fault: { ...post, fault: 'resetAfter' } },
  'Gigs cannot be reached at first': {
    fault: { method: 'GET', path: '*/subscriptions/*', fault: 'status', status: 503 },
  },
  'Gigs refuses the service at first': { fault: { ...post, fault: 'status', status: 429, retryAfter: 1 } },
};

/**
 * The user buys; the app is killed at its `n`th step and started again, looks what became of it, and the user, if not
 * told that it was bought, taps once more.
 */
async function live(n: number, when: 'before' | 'after', { fault, way }: Trouble) {
  const { sandbox } = service.rig;
  await sandbox.clearFaults();
  if (fault) await sandbox.fault(fault);
  const before = (await sandbox.subscriptionAddons()).length;
  const phone = new Phone(service);
  const { step, wasKilled } = killedAt(n, when);
  const told: BuyResult[] = [];
  await phone
    .start({ step, way: way?.() })
    .buy(jerrysOrder)
    // What a dead process hears nobody is told.
    .then((result) => wasKilled() || told.push(result))
    .catch((error) => expect(wasKilled(), String(error)).toBe(true));
  // What is still to be done in the background is done, or dies.
  await new Promise((resolve) => setTimeout(resolve, 5));

  const restarted = phone.start();
  told.push(...(await restarted.resume()).map(({ result }) => result));
  const isTold = () => told.some(({ status }) => status === 'succeeded');
  if (!isTold()) told.push(await restarted.buy(jerrysOrder));
  const bought = (await sandbox.subscriptionAddons()).length - before;
  return { wasKilled: wasKilled(), isTold: isTold(), bought, phone };
}

describe('given the app is killed between any two steps and started again', () => {
  it.each(Object.entries(troubles))('buys once when %s', async (_name, trouble) => {
    for (const when of ['before', 'after'] as const) {
      let n = 0;
      let wasKilled = true;
      while (wasKilled) {
        const { phone, ...life } = await live(++n, when, trouble);
        expect(life, `killed ${when} step ${n}`).toMatchObject({ isTold: true, bought: 1 });
        await expect.poll(() => phone.kept.size, { message: `killed ${when} step ${n}` }).toBe(0);
        wasKilled = life.wasKilled;
      }
      // Reading and writing the key, a request, forgetting the key: fewer would mean that the test looks at nothing.
      expect(n).toBeGreaterThan(4);
    }
  });
});
