import type { Money } from './api.ts';
import { alone, type KeyStorage } from './key-storage.ts';

/** What the user confirmed. */
export interface Order {
  /** The line that it is for. */
  readonly subscription: string;
  readonly addon: string;
  /** What the user was shown and agreed to pay. */
  readonly price: Money;
  /** The user was told that they bought it a moment ago (`recent-purchase`), and wants it once more. */
  readonly allowRepeat?: boolean | undefined;
}

/** A purchase that the user confirmed and whose outcome the app was not told yet, as it is kept in the app's storage. */
export interface OpenPurchase {
  readonly key: string;
  readonly order: Order;
  /** Earlier prices that the user agreed to. The key stands for one purchase, at whichever price got through. */
  readonly earlierPrices: readonly Money[];
  /** When the user confirmed it, or else when it was halted, in milliseconds since the epoch by the phone's clock. */
  readonly at: number;
  /**
   * The app was told that it was refused or could not be confirmed. It is kept because a request may still be on its way,
   * and must not be begun without the user.
   */
  readonly isHalted: boolean;
  /** Its id at the service, once that is known. */
  readonly purchase?: string;
}

type All = readonly OpenPurchase[];

/** The open purchases of one account, in one entry of the app's storage. */
export interface OpenPurchases {
  /** All whose outcome the app was not told. */
  list(): Promise<All>;
  /**
   * Writes down what the user confirmed, before anything is sent: as the purchase of this add-on that is open already, or
   * else as a new one. Throws what the storage throws, and an Error when too much is open.
   */
  confirm(order: Order, at: number): Promise<readonly [open: OpenPurchase, isNew: boolean]>;
  /** Changes what is kept of a purchase, if it is still kept. */
  note(open: OpenPurchase, news: Partial<OpenPurchase>): Promise<unknown>;
  /** Forgets the purchase with this key or id. */
  forget(keyOrId: string): Promise<unknown>;
  /**
   * The same, but once the caller had its turn: a process that dies before has not forgotten what it was to tell. The
   * purchase counts as told from now on.
   */
  forgetWhenTold(keyOrId: string): void;
}

/** More than a user can have open on purpose, so that what is stored stays small. */
const mostOpen = 20;
const mostPrices = 8;

export function createOpenPurchases(storage: KeyStorage, account: string, newKey: () => string): OpenPurchases {
  // The number is the version of what is kept there. Only letters that every storage takes in a name.
  const name = `gigs-top-ups.1.${account.replace(/[^A-Za-z0-9.-]/g, (letter) => `_${letter.charCodeAt(0)}_`)}`;
  const told = new Set<string>();

  function change(edit: (all: All) => All): Promise<All> {
    return alone(name, async () => {
      const before = (await storage.get(name)) ?? '[]';
      const all = edit(parse(before));
      const after = JSON.stringify(all);
      if (after !== before) await (all.length > 0 ? storage.set(name, after) : storage.remove(name));
      return all;
    });
  }

  /** Does without where the storage fails: what was written before stands, and the key with it. */
  function tryToChange(edit: (all: All) => All): Promise<unknown> {
    return change(edit).catch(() => {});
  }

  function forget(keyOrId: string): Promise<unknown> {
    return tryToChange((all) => all.filter(({ key, purchase }) => key !== keyOrId && purchase !== keyOrId));
  }

  return {
    async list() {
      return (await change((all) => all)).filter(({ key }) => !told.has(key));
    },

    async confirm({ subscription, addon, price, allowRepeat }, at) {
      let known: OpenPurchase | undefined;
      const all = await change((before) => {
        const same = before.find((open) => open.order.subscription === subscription && open.order.addon === addon);
        known = same && !told.has(same.key) ? same : undefined;
        const earlier = known ? [...known.earlierPrices, known.order.price] : [];
        const others = before.filter((open) => open !== same);
        if (others.length >= mostOpen) throw new Error('Too many open purchases: call resume()');
        const earlierPrices = earlier
          .filter(({ amount, currency }) => amount !== price.amount || currency !== price.currency)
          .slice(-mostPrices);
        const order = { subscription, addon, price, allowRepeat };
        return [...others, { key: newKey(), ...known, order, at, isHalted: false, earlierPrices }];
      });
      return [all.at(-1) as OpenPurchase, !known];
    },

    note: ({ key }, news) => tryToChange((all) => all.map((open) => (open.key === key ? { ...open, ...news } : open))),
    forget,
    forgetWhenTold(keyOrId) {
      told.add(keyOrId);
      setTimeout(() => forget(keyOrId));
    },
  };
}

/** Text that cannot be read helps nobody and is as none: the service's own guards against a second purchase remain. */
function parse(text: string): All {
  try {
    const all: unknown = JSON.parse(text);
    return Array.isArray(all) ? all : [];
  } catch {
    return [];
  }
}
