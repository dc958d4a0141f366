import { expect } from 'vitest';
import type { Instance } from '../../rig/rig.ts';
import { type Api, buy, jerry, type Wish } from './setup.ts';

/** Buys, and waits until the subscription add-on is active. @returns its id */
export async function bought(api: Api, instance: Instance, wish: Wish = {}): Promise<string> {
  const { status, body } = await buy(instance, wish);
  expect(status).toBe(201);
  api.clock.advance(1000);
  return body.subscriptionAddon.id;
}

export function read(instance: Instance, subscriptionAddon: string, subscription: string = jerry.subscription) {
  return instance.call('getSubscriptionAddon', { params: { subscription, subscriptionAddon } });
}

export function end(instance: Instance, subscriptionAddon: string, subscription: string = jerry.subscription) {
  return instance.call('endSubscriptionAddon', { params: { subscription, subscriptionAddon } });
}

export function list(instance: Instance, query = '', subscription: string = jerry.subscription) {
  return instance.call('listSubscriptionAddons', { params: { subscription }, query });
}

/** The subscription add-on as Gigs shows it, with everything that must stay inside. */
export async function atGigs(api: Api, subscriptionAddon: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${api.rig.gigsUrl}/projects/gigs/subscriptionAddons/${subscriptionAddon}`, {
    headers: { authorization: 'Bearer gpk_sandbox' },
  });
  return (await response.json()) as Record<string, unknown>;
}
