import { GigsKeyUnavailable } from './gigs/outcome.ts';
import type { SecretText } from './secret.ts';

/** Where the Gigs API key comes from. A key that it gives is fit for an HTTP header. */
export interface KeySource {
  /** @throws GigsKeyUnavailable */
  current(): Promise<string>;
  /** Gigs answered 401 to this key. The other key that is to be used now, null while there is none. It never throws. */
  refused(key: string): Promise<string | null>;
}

/** What may be known of the key outside: nothing of the key itself. */
export interface GigsKeyDescription {
  /** How long the secret has held the key in use, in milliseconds. Null where it does not say, or there is no key. */
  readonly ageMs: number | null;
  /** When it runs out, as the secret says. Null where the secret does not say, or there is no key. */
  readonly expiresAt: number | null;
  /** What became of the newest reading of the secret, null when there was none or it gave a key. */
  readonly failure: KeyFailure | null;
  /** The name of the error that made it unreadable, such as `AccessDeniedException`. Its text stays here. */
  readonly errorName: string | null;
}

type KeyFailure = 'not-set' | 'unreadable';

export interface GigsKey extends KeySource {
  describe(): GigsKeyDescription;
}

export interface GigsKeyOptions {
  /** What the secret holds, `undefined` where the secret does not exist or has no text. */
  readonly readSecret: () => Promise<SecretText | undefined>;
  readonly cacheSeconds: number;
  readonly now: () => number;
}

interface Key extends SecretText {
  readonly expiresAt: number | null;
}

interface Failure {
  readonly reason: KeyFailure;
  readonly errorName: string | null;
}

/** A Gigs that says 401 to everything must not become a load on Secrets Manager. */
const REFUSED_READ_GAP_MS = 60_000;
/** With a key at hand a failed reading is not soon repeated, since each may cost a request seconds. */
const FAILURE_HOLDS_WITH_KEY_MS = 30_000;
/** Without one the service does nothing until it has one. This is only so long that a crowd makes one reading. */
const FAILURE_HOLDS_WITHOUT_KEY_MS = 1000;
/** As long as this the key is used although the secret cannot be read again. */
const STALE_KEY_MS = 3_600_000;

/**
 * The Gigs API key from a secret that holds the key itself or `{ "key", "expiresAt"? }`. It is read on first use, kept
 * for `cacheSeconds`, and read again at once, but at most once a minute, after a 401. Many callers share one reading.
 */
export function createGigsKey({ readSecret, cacheSeconds, now }: GigsKeyOptions): GigsKey {
  let key: Key | undefined;
  let keyReadAt = Number.NEGATIVE_INFINITY;
  let failure: Failure | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let readAfterRefusalAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function readOnce(): Promise<void> {
    const found = await keyIn(readSecret);
    if ('text' in found) {
      key = found;
      keyReadAt = now();
      failure = undefined;
    } else {
      failure = found;
      failedAt = now();
    }
  }

  function read(): Promise<void> {
    reading ??= readOnce().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function usableKey(): Key | undefined {
    return failure === undefined || now() - keyReadAt < STALE_KEY_MS ? key : undefined;
  }

  function isReadingDue(): boolean {
    const cacheMs = cacheSeconds * 1000;
    if (failure === undefined) return now() - keyReadAt >= cacheMs;
    const holdsMs =
      usableKey() === undefined ? FAILURE_HOLDS_WITHOUT_KEY_MS : Math.min(FAILURE_HOLDS_WITH_KEY_MS, cacheMs);
    return now() - failedAt >= holdsMs;
  }

  return {
    async current() {
      if (isReadingDue()) await read();
      const usable = usableKey();
      if (usable === undefined) throw new GigsKeyUnavailable(failure?.reason ?? 'unreadable');
      return usable.text;
    },

    async refused(refusedKey) {
      const mayRead = now() - readAfterRefusalAt >= REFUSED_READ_GAP_MS;
      if (key?.text === refusedKey && (reading !== undefined || mayRead)) {
        if (reading === undefined) readAfterRefusalAt = now();
        await read();
      }
      return key === undefined || key.text === refusedKey ? null : key.text;
    },

    describe() {
      return {
        ageMs: key?.createdAt == null ? null : now() - key.createdAt,
        expiresAt: key?.expiresAt ?? null,
        failure: failure?.reason ?? null,
        errorName: failure?.errorName ?? null,
      };
    },
  };
}

async function keyIn(readSecret: GigsKeyOptions['readSecret']): Promise<Key | Failure> {
  try {
    return parseSecret(await readSecret()) ?? { reason: 'not-set', errorName: null };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return { reason: 'unreadable', errorName: /^\w{1,64}$/.test(name) ? name : null };
  }
}

/** The key in the secret's text. Whatever cannot be one means that nobody has put one there yet: `undefined`. */
function parseSecret(secret: SecretText | undefined): Key | undefined {
  if (secret === undefined) return undefined;
  const { createdAt } = secret;
  // A file that an editor or echo wrote ends with a line break, which is no part of the key.
  const text = secret.text.trim();
  const { key, expiresAt } = text.startsWith('{') ? membersOf(text) : { key: text, expiresAt: null };
  // Printable ASCII without spaces: what an HTTP header can carry.
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,512}$/.test(key)) return undefined;
  return { text: key, createdAt, expiresAt: timeOf(expiresAt) };
}

function membersOf(json: string): { key?: unknown; expiresAt?: unknown } {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function timeOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}
