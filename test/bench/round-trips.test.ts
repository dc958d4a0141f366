import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { seedPlans } from '../../local/gigs-sandbox/seed.ts';
import { buildFunctions, projectRoot } from '../../tools/function-bundles.ts';
import { type Counted, startCounted, type Trips } from './measure/counted.ts';
import { listingEvent, purchaseEvent, subscriptionListingEvent } from './world/requests.ts';
import { type BenchWorld, startWorld } from './world/world.ts';

const deployed = { name: 'api', folder: join(projectRoot, 'dist', 'api'), file: 'index.mjs', doesTheJob: true };
/** So long that requests that wait for nothing are under way together. */
const latencyMs = { get: 50, post: 0, dynamoDb: 0 };

let world: BenchWorld;
beforeAll(async () => {
  await buildFunctions({ onlyStale: true });
  world = await startWorld();
});
beforeEach(() => world.reset());
afterAll(() => world[Symbol.asyncDispose]());

async function start(): Promise<Counted> {
  const counted = await startCounted(world, deployed, latencyMs);
  onTestFinished(() => counted[Symbol.asyncDispose]());
  return counted;
}

const asked = ({ gigs, gigsHops, dynamoDb, secrets }: Trips) => ({ gigs, gigsHops, dynamoDb, secrets });
const nothing = { gigs: [], gigsHops: 0, dynamoDb: [], secrets: 0 };

describe('what a listing asks of others', () => {
  it('is one request to Gigs in a new instance that knows nothing', async () => {
    const trips = await (await start()).call('cold', listingEvent());
    expect(asked(trips)).toEqual({
      gigs: ['GET addons'],
      gigsHops: 1,
      dynamoDb: ['GetItem', 'PutItem', 'PutItem'],
      secrets: 1,
    });
  });

  it('is one request for each page of Gigs', async () => {
    const trips = await (await start()).call('pages', listingEvent(seedPlans.kramer));
    expect(trips.gigs).toEqual(['GET addons', 'GET addons']);
  });

  it('is nothing while the plan is known', async () => {
    const instance = await start();
    await instance.call('cold', listingEvent());
    expect(asked(await instance.call('warm', listingEvent()))).toEqual(nothing);
  });

  it('is one read of the table in a new instance when another knows the plan', async () => {
    await (await start()).call('cold', listingEvent());
    const trips = await (await start()).call('second instance', listingEvent());
    expect(asked(trips)).toEqual({ ...nothing, dynamoDb: ['GetItem'] });
  });

  it('is whose it is, for a subscription', async () => {
    const instance = await start();
    await instance.call('cold', listingEvent());
    const trips = await instance.call('warm', subscriptionListingEvent());
    expect(asked(trips)).toEqual({ ...nothing, gigs: ['GET subscriptions'], gigsHops: 1 });
  });
});

describe('what a purchase asks of others', () => {
  it('is two hops to Gigs, one read and two writes of the ledger', async () => {
    const instance = await start();
    await instance.call('first', purchaseEvent());
    const trips = await instance.call('second', purchaseEvent());
    expect({ ...trips, gigs: [...trips.gigs].sort() }).toMatchObject({
      gigs: ['GET addons', 'GET subscriptionAddons', 'GET subscriptions', 'POST subscriptionAddons'],
      gigsHops: 2,
      dynamoDb: ['BatchGetItem', 'PutItem', 'PutItem'],
      secrets: 0,
    });
    expect(trips.gigs.at(-1)).toBe('POST subscriptionAddons');
  });
});
