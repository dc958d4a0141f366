import { setTimeout as sleep } from 'node:timers/promises';
import type { Purchase } from '../../shared/contract/schemas.ts';

/** What the service answered; null where it did not, or the gateway answered by itself. */
export interface Answer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
  readonly headers: Headers;
}

export interface Wish {
  readonly subscription: string;
  readonly addon: string;
  readonly amount: number;
  readonly currency: string;
  readonly key: string;
}

/** So long an app waits for an answer. */
const patienceMs = 8000;

/** The service as an app of one user sees it. */
export class Service {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  buy({ subscription, addon, amount, currency, key }: Wish): Promise<Answer | null> {
    return this.#ask('POST', `/v1/subscriptions/${subscription}/purchases`, {
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ addon, price: { amount, currency } }),
    });
  }

  purchase(subscription: string, purchase: string): Promise<Answer | null> {
    return this.#ask('GET', `/v1/subscriptions/${subscription}/purchases/${purchase}`);
  }

  /** All purchases of a subscription as they are shown, however often that has to be asked for. */
  async purchases(subscription: string): Promise<Purchase[]> {
    const all: Purchase[] = [];
    let query: string | null = '?limit=100';
    while (query !== null) {
      const answer: Answer | null = await this.#ask('GET', `/v1/subscriptions/${subscription}/purchases${query}`);
      if (answer?.status !== 200) {
        await sleep(200);
        continue;
      }
      all.push(...answer.body.items);
      query = answer.body.nextCursor === null ? null : `?limit=100&cursor=${answer.body.nextCursor}`;
    }
    return all;
  }

  async #ask(method: string, path: string, init: RequestInit = {}): Promise<Answer | null> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(init.headers as Record<string, string>) };
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const response = await fetch(this.#url + path, { ...init, method, headers, signal });
      return { status: response.status, body: await response.json(), headers: response.headers };
    } catch {
      return null;
    }
  }
}
