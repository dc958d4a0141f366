import type { LedgerStore } from './ledger-store.ts';

/**
 * A ledger store that is loaded when it is first needed: DynamoDB's client is the heaviest thing in the bundle, and a
 * listing of top-ups can do without it.
 */
export function createLazyLedgerStore(load: () => Promise<LedgerStore>): LedgerStore {
  let loading: Promise<LedgerStore> | undefined;
  function store(): Promise<LedgerStore> {
    loading ??= load();
    return loading;
  }
  return {
    read: async (...given) => (await store()).read(...given),
    write: async (...given) => (await store()).write(...given),
    readArchived: async (...given) => (await store()).readArchived(...given),
    archive: async (...given) => (await store()).archive(...given),
    listArchived: async (...given) => (await store()).listArchived(...given),
    async *listDue(...given) {
      yield* (await store()).listDue(...given);
    },
  };
}
