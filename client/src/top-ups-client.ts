import type {
  Project,
  Purchase,
  PurchaseList,
  SubscriptionAddon,
  SubscriptionAddonList,
  SubscriptionList,
  TopUp,
  TopUpList,
} from './api.ts';
import { isSettled, lineOf, pathOf } from './follow.ts';
import type { KeyStorage } from './key-storage.ts';
import { newKey } from './new-key.ts';
import { createOpenPurchases, type Order } from './open-purchases.ts';
import { createPurchases, type Resumed, type WaitOptions } from './purchases.ts';
import type { BuyResult, Processing, Settled } from './result.ts';
import { createSend, type Method } from './send.ts';
import { patienceOf, type Sleep, sleep, untilAborted } from './time.ts';
import { caught, TopUpsError } from './top-ups-error.ts';

/** How long a screen that loads is worth waiting for. */
const readPatienceMs = 10_000;
const mostTries = 3;

export type {
  Money,
  Problem,
  Project,
  Purchase,
  PurchaseList,
  Subscription,
  SubscriptionAddon,
  SubscriptionAddonList,
  SubscriptionList,
  TopUp,
} from './api.ts';
export type { KeyStorage } from './key-storage.ts';
export type { Order } from './open-purchases.ts';
export type { Resumed, WaitOptions } from './purchases.ts';
export type {
  BuyResult,
  Failed,
  Outcome,
  Processing,
  Refused,
  Settled,
  Succeeded,
  Unconfirmed,
} from './result.ts';
export { type ErrorCode, type ProblemCode, TopUpsError } from './top-ups-error.ts';

export interface TopUpsClientOptions {
  /** Where the service is, such as `https://top-ups.example.com`. */
  readonly baseUrl: string;
  /**
   * The signed-in user's access token. It is asked for with each request, so keep it; `refresh` means that the service
   * refused the one that you gave.
   */
  readonly getToken: (wish: { readonly refresh: boolean }) => string | Promise<string>;
  /** Where the keys of purchases without an outcome are kept. It must outlive the app's process. */
  readonly storage: KeyStorage;
  /**
   * Tells this app's users apart, such as the token's `sub`. What one user left open is never taken up for another who
   * signs in on the same phone.
   */
  readonly account: string;
  /** In place of the platform's own. */
  readonly fetch?: typeof fetch;
  /** Makes idempotency keys: 16 to 64 of A-Z, a-z, 0-9, _ and -, each of them once. */
  readonly newKey?: () => string;
  /** In place of `Date.now` and `setTimeout`, for tests of the app. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PageOptions extends ReadOptions {
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** 1 to 100; 20 unless told. */
  readonly limit?: number | undefined;
}

export interface AddonOptions extends PageOptions {
  /** Only add-ons in one of these states. All but `ended`, unless told. */
  readonly status?: readonly Exclude<SubscriptionAddon['status'], 'unknown'>[] | undefined;
}

/** All but `buy`, `resume` and the waiting of `waitUntilSettled` throw TopUpsError where they do not succeed. */
export interface TopUpsClient {
  getProject(options?: ReadOptions): Promise<Project>;
  listSubscriptions(options?: PageOptions): Promise<SubscriptionList>;
  /** What can be bought for a line now, the cheapest first. */
  listTopUps(subscription: string, options?: ReadOptions): Promise<readonly TopUp[]>;
  /** What can be bought with a plan. */
  listPlanTopUps(plan: string, options?: ReadOptions): Promise<readonly TopUp[]>;
  /** What a line has or had, the newest first. */
  listAddons(subscription: string, options?: AddonOptions): Promise<SubscriptionAddonList>;
  getAddon(subscription: string, subscriptionAddon: string, options?: ReadOptions): Promise<SubscriptionAddon>;
  /** Ends an active add-on. One that has ended already is as good. */
  end(subscription: string, subscriptionAddon: string, options?: ReadOptions): Promise<SubscriptionAddon>;
  /** The newest first. */
  listPurchases(subscription: string, options?: PageOptions): Promise<PurchaseList>;
  getPurchase(subscription: string, purchase: string, options?: ReadOptions): Promise<Purchase>;
  /**
   * Buys what the user confirmed, once: its key is written to the storage before the first request and kept until the app
   * was told the outcome. While an earlier purchase of the same add-on for the same line has no outcome that the app was
   * told, this is that purchase (`resumed`), and never a second one.
   *
   * Rejects only when the storage does, in which case nothing was sent, and with the signal's reason.
   */
  buy(order: Order, options?: WaitOptions): Promise<BuyResult>;
  /**
   * What became of the purchases that the app was not told about: call it when the app starts, when it comes back to the
   * foreground and when the network does. A purchase that the user confirmed in the last ten minutes and of which no
   * request got through is made now; an older one is not (`not-sent`).
   */
  resume(options?: WaitOptions): Promise<Resumed[]>;
  /** Reads a purchase until it has an outcome. @throws TopUpsError when it cannot be read at all */
  waitUntilSettled(subscription: string, purchase: string, options?: WaitOptions): Promise<Settled | Processing>;
}

/** A client for one signed-in user. One per app and user is enough; several with the same storage know of each other by it. */
export function createTopUpsClient(options: TopUpsClientOptions): TopUpsClient {
  const { baseUrl, getToken, storage, account } = options;
  const clock = { now: options.now ?? Date.now, sleep: options.sleep ?? sleep };
  const send = createSend({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    getToken,
    // Not as it is: a browser's fetch insists on being called as its own global's.
    fetch: options.fetch ?? ((...call) => fetch(...call)),
  });
  const open = createOpenPurchases(storage, account, options.newKey ?? newKey);
  const purchases = createPurchases(open, send, clock);

  function ask<Body>(path: string, { signal }: ReadOptions = {}, method: Method = 'GET'): Promise<Body> {
    const pause = patienceOf(clock, readPatienceMs, () => !signal?.aborted);
    return untilAborted(tryTo(), signal);

    async function tryTo(tries = 1): Promise<Body> {
      const answer = await caught(send<Body>(method, path));
      if (!(answer instanceof TopUpsError)) return answer[0];
      if (!answer.retryable || tries === mostTries || !(await pause(answer.retryAfterSeconds))) throw answer;
      return tryTo(tries + 1);
    }
  }

  async function getPurchase(subscription: string, id: string, wish?: ReadOptions): Promise<Purchase> {
    const purchase = await ask<Purchase>(lineOf(subscription, 'purchases', id), wish);
    if (isSettled(purchase)) open.forgetWhenTold(id);
    return purchase;
  }

  async function end(subscription: string, id: string, wish?: ReadOptions): Promise<SubscriptionAddon> {
    const path = lineOf(subscription, 'addons', id);
    const ended = await caught(ask<SubscriptionAddon>(path, wish, 'DELETE'));
    if (!(ended instanceof TopUpsError)) return ended;
    // It may have been us, by a request whose answer was lost.
    const addon = ended.code === 'addon-not-active' ? await ask<SubscriptionAddon>(path, wish) : null;
    if (addon?.status !== 'ended') throw ended;
    return addon;
  }

  return {
    getProject: (wish) => ask('/v1/project', wish),
    listSubscriptions: (wish) => ask(pathOf('subscriptions') + queryOf(wish), wish),
    listTopUps: (subscription, wish) => ask<TopUpList>(lineOf(subscription, 'top-ups'), wish).then(itemsOf),
    listPlanTopUps: (plan, wish) => ask<TopUpList>(pathOf('plans', plan, 'top-ups'), wish).then(itemsOf),
    listAddons: (subscription, wish) => ask(lineOf(subscription, 'addons') + queryOf(wish), wish),
    getAddon: (subscription, addon, wish) => ask(lineOf(subscription, 'addons', addon), wish),
    end,
    listPurchases: (subscription, wish) => ask(lineOf(subscription, 'purchases') + queryOf(wish), wish),
    getPurchase,
    buy: purchases.buy,
    resume: purchases.resume,
    waitUntilSettled: async (subscription, id, wish = {}) =>
      purchases.waitUntilSettled(await getPurchase(subscription, id, wish), wish),
  };
}

function itemsOf({ items }: TopUpList): readonly TopUp[] {
  return items;
}

function queryOf(wish: AddonOptions = {}): string {
  const names = ['cursor', 'limit', 'status'] as const;
  const given = names.filter((name) => wish[name] !== undefined);
  return given.map((name, index) => `${index ? '&' : '?'}${name}=${encodeURIComponent(`${wish[name]}`)}`).join('');
}
