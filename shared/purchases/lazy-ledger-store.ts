import type { LedgerStore } from './ledger-store.ts';

/**
 * A ledger store that is loaded when it is first needed: DynamoDB's client is the heaviest thing in the bundle.
 *
 * @param load called for each use; what it loads is kept by whoever gives it
 */
export function createLazyLedgerStore(load: () => Promise<LedgerStore>): LedgerStore {
  return {
    read: async (...given) => (await load()).read(...given),
    write: async (...given) => (await load()).write(...given),
    readArchived: async (...given) => (await load()).readArchived(...given),
    archive: async (...given) => (await load()).archive(...given),
    listArchived: async (...given) => (await load()).listArchived(...given),
    async *listDue(...given) {
      yield* (await load()).listDue(...given);
    },
  };
}
