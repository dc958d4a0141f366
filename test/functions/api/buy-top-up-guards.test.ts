import { describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import {
  bundle,
  buy,
  expectProblem,
  jerry,
  minutePack,
  newKey,
  oneGigabyte,
  readPurchase,
  smsPack,
  useApi,
} from './setup.ts';

const api = useApi();

describe('while buying is paused', () => {
  it('buys nothing, asks Gigs nothing, and goes on when it is resumed', async () => {
    const instance = api.start();
    await api.pause();
    const key = newKey();
    expectProblem(await buy(instance, { key }), 'purchases-paused', { 'retry-after': '60' });
    expect(await api.upstream()).toEqual([]);
    await api.rig.reset();
    expect((await buy(instance, { key })).status).toBe(201);
  });

  it('still shows what was bought, to a GET and to the same key', async () => {
    const instance = api.start();
    const key = newKey();
    const first = await buy(instance, { key });
    await api.pause();
    expect((await readPurchase(instance, first.body.id)).body).toEqual(first.body);
    expect((await buy(instance, { key })).body).toEqual(first.body);
    expect(await api.posts()).toBe(1);
  });
});

describe('the same add-on again', () => {
  it('is refused for as long as the settings say, and says which purchase it repeats', async () => {
    const instance = api.start();
    const first = await buy(instance);
    const location = first.headers['location'];
    expectProblem(await buy(instance), 'recent-purchase', { location });
    api.clock.advance(28_000);
    expectProblem(await buy(instance), 'recent-purchase', { location });
    api.clock.advance(2500);
    expect((await buy(instance)).status).toBe(201);
    expect(await api.posts()).toBe(2);
  });

  it('may be bought on purpose, with the same key too', async () => {
    const instance = api.start();
    await buy(instance);
    const key = newKey();
    expectProblem(await buy(instance, { key, body: { ...oneGigabyte, allowRepeat: false } }), 'recent-purchase', {
      location: expect.any(String),
    });
    expect((await buy(instance, { key, body: { ...oneGigabyte, allowRepeat: true } })).status).toBe(201);
    expect(await api.bought()).toBe(2);
  });

  it('may be bought at once where the settings say 0', async () => {
    const instance = api.start({ settings: { REPEAT_WINDOW_SECONDS: '0' } });
    await buy(instance);
    expect((await buy(instance)).status).toBe(201);
  });

  it('may be bought by another subscription, and another add-on by this one', async () => {
    const instance = api.start();
    await buy(instance, { body: minutePack });
    expect((await buy(instance, { body: bundle })).status).toBe(201);
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine } as const;
    expect((await buy(instance, { ...elaine, body: minutePack })).status).toBe(201);
  });

  it('may be bought again at once when Gigs refused it', async () => {
    const instance = api.start();
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 402 });
    expect((await buy(instance)).status).toBe(402);
    expect((await buy(instance)).status).toBe(201);
  });

  it('does not show the purchase of somebody who had the line before', async () => {
    const instance = api.start();
    await buy(instance);
    await movedTo(seedUsers.elaine);
    const answer = await buy(instance, { user: 'elaine' });
    expectProblem(answer, 'recent-purchase');
    expect(answer.headers).not.toHaveProperty('location');
  });
});

describe('the limit', () => {
  const limited = { settings: { PURCHASE_LIMIT_PER_DAY: '2' } };

  it('lets the next one through when the oldest leaves the day', async () => {
    const instance = api.start(limited);
    await buy(instance);
    api.clock.advance(3_600_000);
    await buy(instance, { body: smsPack });
    const refused = await buy(instance, { body: minutePack });
    expectProblem(refused, 'purchase-limit', { 'retry-after': expect.any(String) });
    const seconds = Number(refused.headers['retry-after']);
    expect(seconds).toBeGreaterThan(23 * 3600 - 60);
    expect(seconds).toBeLessThanOrEqual(23 * 3600);
    expect(await api.posts()).toBe(2);
    api.clock.advance(seconds * 1000);
    expect((await buy(instance, { body: minutePack })).status).toBe(201);
    expectProblem(await buy(instance, { body: bundle }), 'purchase-limit', { 'retry-after': expect.any(String) });
  });

  it('counts what was begun, whatever became of it, but not what never was', async () => {
    const instance = api.start(limited);
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 429 });
    expectProblem(await buy(instance), 'gigs-unavailable', { 'retry-after': '5' });
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 422 });
    expect((await buy(instance)).body.code).toBe('purchase-refused');
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 500 });
    expect((await buy(instance, { body: smsPack })).status).toBe(202);
    expectProblem(await buy(instance, { body: bundle }), 'purchase-limit', { 'retry-after': expect.any(String) });
  });

  it('is of each subscription', async () => {
    const instance = api.start({ settings: { PURCHASE_LIMIT_PER_DAY: '1' } });
    await buy(instance);
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine, body: minutePack } as const;
    expect((await buy(instance, elaine)).status).toBe(201);
  });
});

/** From now on Gigs says that Jerry's line is this user's. */
function movedTo(user: string): Promise<void> {
  const body = { id: jerry.subscription, status: 'active', user: { id: user }, plan: { id: jerry.plan, name: 'x' } };
  return api.sandbox.fault({
    method: 'GET',
    path: `*/${jerry.subscription}`,
    fault: 'status',
    status: 200,
    body,
    times: 9,
  });
}
