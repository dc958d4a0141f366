import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { ledgerTableName } from '../../../local/aws/dynamodb.ts';
import { seedAddons, seedPlans, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { type ProblemCode, problems } from '../../../shared/contract/problems.ts';
import { pauseKey } from '../../../shared/purchases/ledger-items.ts';
import { Clock } from '../../rig/clock.ts';
import { type Answered, type Instance, type InstanceOptions, type Rig, startRig } from '../../rig/rig.ts';

/** The rig of a test file, as at the start before each test, with a clock that a test can let run ahead. */
export class Api {
  #rig: Rig | undefined;
  readonly clock = new Clock();

  get rig(): Rig {
    if (!this.#rig) throw new Error('The rig is there while tests run');
    return this.#rig;
  }

  get sandbox(): Rig['sandbox'] {
    return this.rig.sandbox;
  }

  async begin(options: Parameters<typeof startRig>[0]): Promise<void> {
    this.#rig = await startRig({ now: this.clock.now, ...options });
  }

  /** A new instance of the function. Users may call it as often as they like, unless the settings say otherwise. */
  start({ settings, ...options }: InstanceOptions = {}): Instance {
    return this.rig.start({
      now: this.clock.now,
      settings: { USER_REQUESTS_PER_MINUTE: '0', ...settings },
      ...options,
    });
  }

  /** The requests that reached Gigs, as `GET /projects/gigs`. */
  async upstream(): Promise<string[]> {
    return (await this.sandbox.requests()).map(({ method, path }) => `${method} ${path}`);
  }

  /** Pauses buying, as an operator does. */
  async pause(): Promise<void> {
    await this.rig.dynamoDb.send(new PutItemCommand({ TableName: ledgerTableName, Item: pauseKey }));
  }

  /** How often Gigs was asked to add something to a subscription. */
  async posts(): Promise<number> {
    return (await this.upstream()).filter((request) => request.startsWith('POST ')).length;
  }

  /** How much was added to subscriptions at Gigs, by its own books. */
  async bought(): Promise<number> {
    return (await this.sandbox.subscriptionAddons()).length;
  }
}

export function useApi(options: Parameters<typeof startRig>[0] = {}): Api {
  const api = new Api();
  beforeAll(() => api.begin(options));
  beforeEach(() => api.rig.reset());
  afterAll(() => api.rig[Symbol.asyncDispose]());
  return api;
}

/** The answer is this problem, and `headers` are its headers of the kinds that a problem may have. */
export function expectProblem(answer: Answered, code: ProblemCode, headers: Record<string, unknown> = {}): void {
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status: problems[code].status, code });
  expect(notable(answer)).toEqual(headers);
}

/** The headers that say something about a purchase or about coming again. */
export function notable({ headers }: Answered): Record<string, string> {
  const names = ['location', 'retry-after', 'idempotent-replayed'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)));
}

let keys = 0;

/** An idempotency key that no other test has. */
export function newKey(): string {
  return `test-key-${String(++keys).padStart(8, '0')}`;
}

export const jerry = {
  subscription: seedSubscriptions.jerry,
  plan: seedPlans.jerry,
} as const;

/** What is bought, where it does not matter what: USD 9.99. */
export const oneGigabyte = { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } } as const;
export const smsPack = { addon: seedAddons.smsPack, price: { amount: 299, currency: 'USD' } } as const;
export const minutePack = { addon: seedAddons.minutePack, price: { amount: 899, currency: 'USD' } } as const;
export const bundle = { addon: seedAddons.bundle, price: { amount: 4499, currency: 'USD' } } as const;

export interface Wish {
  readonly key?: string | null;
  readonly subscription?: string;
  readonly body?: unknown;
  readonly user?: 'jerry' | 'elaine' | 'kramer';
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** Jerry buys one gigabyte with a new key, unless the wish is another one. */
export function buy(instance: Instance, wish: Wish = {}): Promise<Answered> {
  const { key = newKey(), subscription = jerry.subscription, body = oneGigabyte, headers, ...asked } = wish;
  return instance.call('buyTopUp', {
    params: { subscription },
    body,
    headers: { ...(key !== null && { 'idempotency-key': key }), ...headers },
    ...asked,
  });
}

export function readPurchase(
  instance: Instance,
  purchase: string,
  user: NonNullable<Wish['user']> = 'jerry',
): Promise<Answered> {
  return instance.call('getPurchase', { params: { subscription: seedSubscriptions[user], purchase }, user });
}

/** The id at the end of a `Location`. */
export function purchaseIn({ headers }: Answered): string {
  return headers['location']?.split('/').at(-1) ?? '';
}
