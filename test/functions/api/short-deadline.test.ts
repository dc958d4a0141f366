import { expect, it } from 'vitest';
import { buy, useApi } from './setup.ts';
import { bought, end } from './subscription-addons.ts';

const api = useApi();

/** The least that the settings take, with what goes with it by default. */
const settings = { SOFT_DEADLINE_MS: '1500' };

async function nextTakes(delayMs: number): Promise<void> {
  for (const method of ['GET', 'POST', 'DELETE']) {
    await api.sandbox.fault({ method, path: '*', fault: 'delay', delayMs, times: method === 'GET' ? 3 : 1 });
  }
}

it('buys within the shortest deadline, at a Gigs that takes a moment', async () => {
  await nextTakes(60);
  expect((await buy(api.start({ settings }))).status).toBe(201);
});

it('ends an add-on within the shortest deadline, at a Gigs that takes a moment', async () => {
  const instance = api.start({ settings });
  const id = await bought(api, instance);
  await nextTakes(60);
  expect((await end(instance, id)).status).toBe(200);
});
