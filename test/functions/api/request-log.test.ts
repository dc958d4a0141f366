import { describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { claimsOf } from '../../rig/event.ts';
import type { Instance } from '../../rig/rig.ts';
import { buy, jerry, useApi } from './setup.ts';

const api = useApi();

interface Line {
  readonly message?: string;
  readonly user?: string;
  readonly OwnershipRefused?: number;
}

function linesOf({ log }: Instance): Line[] {
  return log.map((line) => JSON.parse(line) as Line);
}

function requestsIn(instance: Instance): Line[] {
  return linesOf(instance).filter(({ message }) => message === 'request');
}

describe('the line of a request', () => {
  it('says what came of it', async () => {
    const instance = api.start();
    await instance.call('listSubscriptions', { query: 'limit=0' });
    expect(requestsIn(instance)).toEqual([
      {
        time: expect.any(String),
        level: 'info',
        message: 'request',
        requestId: expect.stringMatching(/^request-\d+$/),
        operation: 'listSubscriptions',
        status: 400,
        code: 'invalid-request',
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('knows the caller by a keyed hash, from when the Gigs key was needed first', async () => {
    const instance = api.start();
    await instance.call('getPurchase', { params: { subscription: jerry.subscription, purchase: 'pur_a' } });
    await instance.call('listSubscriptions');
    await instance.call('getPurchase', { params: { subscription: jerry.subscription, purchase: 'pur_a' } });
    await instance.call('listSubscriptions', { user: 'elaine' });
    const [before, first, again, elaine] = requestsIn(instance).map(({ user }) => user);
    expect(before).toBeUndefined();
    expect(first).toMatch(/^[\w-]{22}$/);
    expect(again).toBe(first);
    expect(elaine).not.toBe(first);
    expect(instance.log.join()).not.toContain(seedUsers.jerry);
  });

  it('knows the caller also where the token does not allow it, and nobody on a public route', async () => {
    const instance = api.start();
    await instance.call('listSubscriptions');
    await instance.call('listSubscriptions', { claims: claimsOf(seedUsers.jerry, 'openid') });
    await instance.call('getHealth');
    const [good, refused, health] = requestsIn(instance).map(({ user }) => user);
    expect(refused).toBe(good);
    expect(health).toBeUndefined();
  });
});

describe('asking for what is not yours, or not there', () => {
  it('is counted', async () => {
    const instance = api.start();
    const { elaine: subscription } = seedSubscriptions;
    await instance.call('listSubscriptionTopUps', { params: { subscription } });
    await instance.call('getPurchase', { params: { subscription, purchase: 'pur_a' } });
    await instance.call('getSubscriptionAddon', {
      params: { subscription: jerry.subscription, subscriptionAddon: 'sad_a' },
    });
    await buy(instance, { subscription });
    await instance.call('listSubscriptions');
    expect(linesOf(instance).filter(({ OwnershipRefused }) => OwnershipRefused === 1)).toHaveLength(4);
  });
});
