import { connectGigs } from '../../../shared/gigs/connect.ts';
import type { GigsConnection, GigsEvent } from '../../../shared/gigs/connection.ts';
import { createFetchOverHttp } from '../../../shared/gigs/fetch-over-http.ts';
import type { KeySource } from '../../../shared/gigs-key.ts';

export const key = 'gpk_test';

/** Key source that gives the first key until that is refused, then the next, and so on. */
export function keys(...texts: readonly string[]): KeySource & { readonly refusals: string[] } {
  const refusals: string[] = [];
  let current = 0;
  return {
    refusals,
    current: async () => texts[current] ?? key,
    refused: async (refused) => {
      refusals.push(refused);
      if (current + 1 >= texts.length) return null;
      current++;
      return texts[current] ?? null;
    },
  };
}

/** A client of the Gigs at `apiUrl`, on the real clock and real sockets, with limits that no test reaches by itself. */
export function setup(apiUrl: string, overrides: Partial<GigsConnection> = {}) {
  const events: GigsEvent[] = [];
  const connection: GigsConnection = {
    apiUrl,
    project: 'gigs',
    keys: keys(key),
    getTimeoutMs: 10_000,
    postTimeoutMs: 15_000,
    now: Date.now,
    random: () => 0,
    fetch: createFetchOverHttp(),
    observe: (event) => events.push(event),
    ...overrides,
  };
  return { gigs: connectGigs(connection), connection, events };
}

/** A call that may take so long from now. */
export function within(ms: number) {
  return { answerBy: Date.now() + ms };
}
