import type { Purchase } from './api.ts';
import { follow, isSettled, poll } from './follow.ts';
import type { OpenPurchase, OpenPurchases, Order } from './open-purchases.ts';
import type { BuyResult, Outcome, Processing, Settled, Unconfirmed } from './result.ts';
import type { Send } from './send.ts';
import { type Clock, patienceOf, untilAborted } from './time.ts';

/** So long after the user's confirmation `resume` still lets a purchase begin of which no request got through. */
const beginWithinMs = 600_000;

/** A request sent longer ago than this reaches nobody any more. */
const arrivesWithinMs = 120_000;

export interface WaitOptions {
  /** Ends the waiting, and nothing else: the purchase goes on, its key is kept, and `resume()` tells what became of it. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long to try and to wait, in milliseconds: 30,000 unless told, and 300,000 for `waitUntilSettled`. A request that
   * is under way then is waited for.
   */
  readonly patienceMs?: number | undefined;
  /** Told before each pause what the result would be if the patience ended now. */
  readonly onProgress?: ((interim: Processing | Unconfirmed) => void) | undefined;
}

/** A purchase of an earlier call, and what became of it. */
export interface Resumed {
  readonly order: Order;
  readonly result: BuyResult;
}

export interface Purchases {
  buy(order: Order, options?: WaitOptions): Promise<BuyResult>;
  resume(options?: WaitOptions): Promise<Resumed[]>;
  waitUntilSettled(purchase: Purchase, options: WaitOptions): Promise<Settled | Processing>;
}

interface Run {
  readonly resumed: Promise<Resumed>;
  /** How many callers wait for it. */
  waiting: number;
}

/** Buying, with the keys of what has no outcome yet in the app's storage. */
export function createPurchases(purchases: OpenPurchases, send: Send, clock: Clock): Purchases {
  // By line and add-on: who asks for a second while one is under way, by a double tap or on another screen, joins it.
  const runs = new Map<string, Run>();

  async function join(
    { subscription, addon }: Order,
    { signal }: WaitOptions,
    start: (run: Run) => Promise<Resumed>,
  ): Promise<Resumed> {
    await untilAborted(Promise.resolve(), signal);
    const name = `${subscription} ${addon}`;
    const end = () => runs.get(name) === run && runs.delete(name);
    const run: Run = runs.get(name) ?? {
      waiting: 0,
      resumed: Promise.resolve()
        .then(() => start(run))
        .finally(end),
    };
    runs.set(name, run);
    run.waiting++;
    return untilAborted(run.resumed, signal, () => {
      // When the last one has left, the run stops at its next pause, and nobody joins it any more.
      if (--run.waiting === 0) end();
    });
  }

  async function followFor(
    run: Run,
    open: OpenPurchase,
    isNew: boolean,
    mayBegin: boolean,
    { patienceMs = 30_000, onProgress }: WaitOptions,
  ): Promise<Resumed> {
    const [outcome, mayArrive] = await follow(open, mayBegin, !isNew, {
      send,
      pause: patienceOf(clock, patienceMs, () => run.waiting > 0),
      onProgress(interim) {
        if (interim.status === 'processing' && !open.purchase)
          void purchases.note(open, { purchase: interim.purchase.id });
        onProgress?.(interim);
      },
    });
    await keepOrForget(run, open, outcome, mayArrive);
    return { order: open.order, result: { ...outcome, resumed: !isNew } };
  }

  async function keepOrForget(run: Run, open: OpenPurchase, outcome: Outcome, mayArrive: boolean): Promise<void> {
    const { key, at } = open;
    const now = clock.now();
    if (isSettled(outcome)) {
      if (run.waiting > 0) purchases.forgetWhenTold(key);
    } else if (!mayArrive || ('reason' in outcome && outcome.reason === 'not-sent' && now - at > arrivesWithinMs)) {
      // It was not bought, and no request of it can arrive any more: the key is not needed.
      await purchases.forget(key);
    } else if (outcome.status !== 'processing') {
      await purchases.note(open, { isHalted: true, at: now });
    }
  }

  return {
    async buy(order, options = {}) {
      const { result } = await join(order, options, async (run) => {
        const [open, isNew] = await purchases.confirm(order, clock.now());
        return followFor(run, open, isNew, true, options);
      });
      return result;
    },

    async resume(options = {}) {
      const all = await purchases.list();
      return Promise.all(
        all.map((open) => {
          const isLate = Math.abs(clock.now() - open.at) > beginWithinMs;
          const mayBegin = !!open.purchase || !(open.isHalted || isLate);
          return join(open.order, options, (run) => followFor(run, open, false, mayBegin, options));
        }),
      );
    },

    async waitUntilSettled(purchase, { signal, patienceMs = 300_000, onProgress }) {
      const pause = patienceOf(clock, patienceMs, () => !signal?.aborted);
      const outcome = await untilAborted(poll(purchase, null, { send, pause, onProgress }), signal);
      if (isSettled(outcome)) purchases.forgetWhenTold(purchase.id);
      return outcome;
    },
  };
}
