/** Something that happened in the app, for whoever wants to see behind it. */
export interface JournalEntry {
  readonly id: number;
  readonly at: number;
  readonly kind: 'app' | 'call';
  readonly text: string;
  readonly outcome?: 'good' | 'open' | 'bad' | undefined;
}

const mostEntries = 60;

/** What the app did, newest first, and what is to go wrong with its next purchase. */
export class Journal {
  #entries: readonly JournalEntry[] = [];
  #count = 0;
  readonly #listeners = new Set<() => void>();
  /** A mishap between the app and the service. */
  mishap: 'none' | 'lost answer' | 'killed' = 'none';

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  note(kind: JournalEntry['kind'], text: string, outcome?: JournalEntry['outcome']): void {
    const entry = { id: ++this.#count, at: Date.now(), kind, text, outcome };
    this.#entries = [entry, ...this.#entries].slice(0, mostEntries);
    for (const listener of this.#listeners) listener();
  }

  /** @returns what ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `fetch`, with a note of each call, and with the mishap that was asked for. */
  readonly fetch: typeof fetch = async (input, init) => {
    const method = init?.method ?? 'GET';
    const path = shortPath(new URL(String(input)).pathname);
    const isPurchase = method === 'POST';
    const mishap = isPurchase ? this.mishap : 'none';
    if (isPurchase) this.mishap = 'none';
    const key = isPurchase ? ` · key ${new Headers(init?.headers).get('idempotency-key')?.slice(0, 8)}…` : '';
    try {
      const exchange = fetch(input, init);
      if (mishap === 'killed') {
        // Long enough for the request to leave.
        setTimeout(() => location.reload(), 60);
        await new Promise(() => {});
      }
      const response = await exchange;
      if (mishap === 'lost answer') throw new TypeError('The answer was lost on purpose');
      const isOpen = response.status === 202 || response.status === 409;
      this.note(
        'call',
        `${method} ${path} → ${response.status}${key}`,
        response.ok && !isOpen ? 'good' : isOpen ? 'open' : 'bad',
      );
      return response;
    } catch (error) {
      this.note('call', `${method} ${path} → no answer${key}`, 'bad');
      throw error;
    }
  };
}

/** A path without what is the same in all of them: `…/addons`. */
export function shortPath(path: string): string {
  return path
    .replace(/^(\/v1\/subscriptions\/[^/]+|\/projects\/[^/]+)(?=\/)/, '…')
    .replace(/^\/v1/, '')
    .replaceAll(/\/(\w{3}_)[\w-]+/g, '/$1…');
}
