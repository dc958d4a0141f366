import type { ArchiveRule } from '../../shared/purchases/archive.ts';
import { emptyLedger, type Ledger } from '../../shared/purchases/ledger.ts';
import {
  archivedItem,
  archivedKey,
  createdAtKeyOf,
  entryIn,
  type Item,
  ledgerIn,
  ledgerItem,
  ledgerKey,
  subscriptionIn,
} from '../../shared/purchases/ledger-items.ts';
import { type LedgerStore, LedgerUnavailable } from '../../shared/purchases/ledger-store.ts';
import type { Call, CallName } from './simulated-network.ts';

/** The table of ledgers in memory, with the items of the real one. */
export class MemoryTable {
  isPaused = false;
  readonly #items = new Map<string, Item>();
  readonly #ledgers = new Map<string, Ledger>();
  readonly #archiveRule: ArchiveRule;
  readonly #onLedger: (before: Ledger | undefined, after: Ledger) => void;

  /** @param onLedger hears of every version of a ledger that is written. */
  constructor(archiveRule: ArchiveRule, onLedger: (before: Ledger | undefined, after: Ledger) => void) {
    this.#archiveRule = archiveRule;
    this.#onLedger = onLedger;
  }

  get(key: Item): Item | undefined {
    return this.#items.get(nameOf(key));
  }

  put(item: Item): void {
    this.#items.set(nameOf(item), item);
  }

  /** Writes a ledger over the version before its own, and over nothing else. */
  putLedger(ledger: Ledger, writeId: string): void {
    const { subscription, version } = ledger;
    const stored = this.get(ledgerKey(subscription));
    const isNext = version === 1 ? stored === undefined : stored?.['version']?.N === String(version - 1);
    if (!isNext) throw new ConditionFailed();
    const before = this.#ledgers.get(subscription);
    this.put(ledgerItem(ledger, writeId, this.#archiveRule));
    this.#ledgers.set(subscription, ledger);
    this.#onLedger(before, ledger);
  }

  /** A ledger as it stands, to look at. */
  ledger(subscription: string): Ledger {
    return this.#ledgers.get(subscription) ?? emptyLedger(subscription);
  }

  ledgers(): Ledger[] {
    return [...this.#ledgers.values()];
  }

  /** Lays down a ledger as if it had always been there. */
  seed(ledger: Ledger): void {
    this.put(ledgerItem(ledger, 'seed', this.#archiveRule));
    this.#ledgers.set(ledger.subscription, ledger);
  }

  /** Archived purchases of a subscription, newest first. */
  archived(subscription: string): Item[] {
    const { pk } = ledgerKey(subscription);
    return [...this.#items.values()]
      .filter((item) => item['pk']?.S === pk?.S && item['createdAtKey'] !== undefined)
      .sort((a, b) => (placeIn(a) < placeIn(b) ? 1 : -1));
  }

  /** What the sparse index holds, the longest due first. */
  due(): { subscription: string; dueAt: number }[] {
    return [...this.#items.values()]
      .filter((item) => item['duePartition'] !== undefined)
      .map((item) => ({ subscription: subscriptionIn(item), dueAt: Number(item['dueAt']?.N) }))
      .sort((a, b) => a.dueAt - b.dueAt);
  }
}

type Carry = <Value>(call: Call<Value>) => Promise<Value>;

/** The twin in memory of the ledgers in DynamoDB, whose every request is carried by `carry`. */
export function createMemoryLedgerStore(table: MemoryTable, carry: Carry, newWriteId: () => string): LedgerStore {
  function request<Value>(name: CallName, answerBy: number, effect: () => Value): Promise<Value> {
    return carry({ name, answerBy, effect, failure: (reason) => new LedgerUnavailable(reason) });
  }

  return {
    read: (subscription, answerBy) =>
      request('ledger read', answerBy, () => {
        const item = table.get(ledgerKey(subscription));
        return { ledger: item ? ledgerIn(item) : emptyLedger(subscription), isPaused: table.isPaused };
      }),

    async write(ledger, answerBy) {
      const writeId = newWriteId();
      try {
        await request('ledger write', answerBy, () => table.putLedger(ledger, writeId));
        return true;
      } catch (error) {
        const key = ledgerKey(ledger.subscription);
        const stored = await request('ledger look after write', answerBy, () => table.get(key));
        if (stored?.['writeId']?.S === writeId) return true;
        if (error instanceof ConditionFailed) return false;
        throw error;
      }
    },

    readArchived: (subscription, purchase, answerBy) =>
      request('archive read', answerBy, () => {
        const item = table.get(archivedKey(subscription, purchase));
        return item && entryIn(item);
      }),

    async archive(subscription, purchases, answerBy) {
      for (let from = 0; from < purchases.length; from += 25) {
        const items = purchases.slice(from, from + 25).map((archived) => archivedItem(subscription, archived));
        await request('archive write', answerBy, () => {
          for (const item of items) table.put(item);
        });
      }
    },

    listArchived: (subscription, before, limit, answerBy) =>
      request('archive list', answerBy, () =>
        table
          .archived(subscription)
          .filter((item) => !before || placeIn(item) < createdAtKeyOf(before.createdAt, before.purchase))
          .slice(0, limit)
          .map((item) => ({ purchase: item['sk']?.S ?? '', entry: entryIn(item) })),
      ),

    async *listDue(dueBy, answerBy) {
      let start = 0;
      for (;;) {
        const from = start;
        const page = await request('due list', answerBy, () => {
          const due = table.due().filter(({ dueAt }) => dueAt <= dueBy);
          return { items: due.slice(from, from + duePageSize), isLast: due.length <= from + duePageSize };
        });
        yield* page.items;
        if (page.isLast) return;
        start += duePageSize;
      }
    },
  };
}

const duePageSize = 100;

class ConditionFailed extends Error {}

function nameOf(key: Item): string {
  return `${key['pk']?.S} ${key['sk']?.S}`;
}

function placeIn(item: Item): string {
  return item['createdAtKey']?.S ?? '';
}
