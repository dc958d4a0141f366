import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createApi } from '../../local/gigs-sandbox/api/app.ts';
import { receive } from '../../local/gigs-sandbox/receive.ts';
import { createState } from '../../local/gigs-sandbox/state.ts';
import { directWire, socketWire } from '../../local/gigs-sandbox/wire.ts';
import { emptyLedger, type Ledger } from '../../shared/purchases/ledger.ts';
import type { LedgerStore } from '../../shared/purchases/ledger-store.ts';

/** A sandbox whose reads are calls within this process, since there are many; what changes something uses a socket. */
export async function startFastSandbox(apiKey: string) {
  const api = createApi();
  const create = () => createState({ apiKeys: [apiKey], activationMs: 0 });
  let state = create();
  const server = createAdaptorServer({
    fetch: (request, bindings) => receive(api, state, request, socketWire(bindings as HttpBindings)),
    overrideGlobalObjects: false,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  function read(...[url, init]: Parameters<typeof fetch>): Promise<Response> {
    const request = new Request(url, init);
    return receive(api, state, request, directWire(request));
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetch: read,
    /** What was asked since the last reset, as `GET /sandbox/requests` shows it. */
    requests: () => state.requests.items,
    /** What was bought since, in the project `gigs`. */
    bought: () => state.world[0]?.subscriptionAddons ?? [],
    reset: () => {
      state = create();
    },
    close: () => server.close(),
  };
}

/** Ledgers in a map: nothing of the store is what the fuzzing is about. */
export function ledgersInMemory(): LedgerStore {
  const ledgers = new Map<string, Ledger>();
  return {
    read: async (subscription) => ({ ledger: ledgers.get(subscription) ?? emptyLedger(subscription), isPaused: false }),
    async write(ledger) {
      if (ledger.version !== (ledgers.get(ledger.subscription)?.version ?? 0) + 1) return false;
      ledgers.set(ledger.subscription, ledger);
      return true;
    },
    readArchived: async () => undefined,
    archive: async () => {},
    listArchived: async () => [],
    async *listDue() {},
  };
}
