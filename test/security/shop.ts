import { seedAddons, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import type { Answered } from '../rig/rig.ts';
import type { Door, DoorRequest } from './door.ts';

export const oneGigabyte = { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } } as const;
export const smsPack = { addon: seedAddons.smsPack, price: { amount: 299, currency: 'USD' } } as const;
export const elaineSmall = { addon: seedAddons.elaineSmall, price: { amount: 299, currency: 'EUR' } } as const;

/** All that Jerry can buy with money, so that nothing is a repeat. */
export const jerrysShelf = [
  oneGigabyte,
  smsPack,
  { addon: seedAddons.minutePack, price: { amount: 899, currency: 'USD' } },
  { addon: seedAddons.unlimitedDay, price: { amount: 699, currency: 'USD' } },
  { addon: seedAddons.untilRenewal, price: { amount: 1299, currency: 'USD' } },
  { addon: seedAddons.threeGigabytes, price: { amount: 1999, currency: 'USD' } },
  { addon: seedAddons.fiveGigabytes, price: { amount: 2499, currency: 'USD' } },
  { addon: seedAddons.tenGigabytes, price: { amount: 3999, currency: 'USD' } },
] as const;

export interface Wish {
  readonly user?: 'jerry' | 'elaine' | 'kramer';
  readonly subscription?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: DoorRequest['headers'];
  readonly query?: string;
}

let keys = 0;

/** An idempotency key that nobody used. */
export function newKey(): string {
  return `shop-key-${String(++keys).padStart(8, '0')}`;
}

/** Jerry buys one gigabyte with a new key, unless the wish is another one. */
export function buy(door: Door, wish: Wish = {}): Promise<Answered> {
  const { user = 'jerry', subscription = seedSubscriptions[user], key = newKey(), body = oneGigabyte } = wish;
  return door.call('buyTopUp', {
    user,
    params: { subscription },
    headers: { 'idempotency-key': key, ...wish.headers },
    body,
    ...(wish.query !== undefined && { query: wish.query }),
  });
}

/** What is compared of an answer: its status, and its problem's code. */
export function gist({ status, body }: Answered): string {
  return status < 400 ? String(status) : `${status} ${body.code ?? body.message}`;
}
