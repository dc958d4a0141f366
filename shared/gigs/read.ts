import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Call, Page } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { currentKey, keyAfterRefusal } from './current-key.ts';
import { gigsId } from './fields.ts';
import { GigsRefused, GigsUnavailable } from './outcome.ts';
import { gigsUrl, type Query } from './request-url.ts';
import { type Read, type Reading, tryRead } from './try-read.ts';

const MIB = 1024 * 1024;
/** An object of Gigs' pages is 1 to 20 KB long. */
const OBJECT_MAX_BYTES = MIB;
/** A page is up to 200 objects, and 200 add-ons of 20 KB, with long descriptions, metadata and many plans, must fit. */
const PAGE_MAX_BYTES = 4 * MIB;

/** Full jitter between the two, so that functions that failed together do not come back together. */
const REPEAT_PAUSE_MS = { least: 20, most: 100 };
/** A second try with less time than this is not worth its load on Gigs. */
const LEAST_TRY_MS = 200;

interface Retrieval<Value> {
  readonly operation: string;
  readonly path: string;
  readonly schema: z.ZodMiniType<Value>;
  /** Whether the answer is the thing that was asked for: a mix-up must not pass for a permission. */
  readonly isAskedFor?: (found: Value) => boolean;
}

/** One thing, `undefined` on 404. Throws as `Gigs` says. */
export async function retrieve<Value>(
  connection: GigsConnection,
  { operation, path, schema, isAskedFor = () => true }: Retrieval<Value>,
  call: Call,
): Promise<Value | undefined> {
  const read = {
    operation,
    url: gigsUrl(connection.apiUrl, path),
    maxBytes: OBJECT_MAX_BYTES,
    parse(json: unknown): Value | undefined {
      const found = schema.safeParse(json).data;
      return found !== undefined && isAskedFor(found) ? found : undefined;
    },
  };
  const reading = await readWithRepeat(connection, read, call);
  if (reading.kind === 'refused' && reading.status === 404) return undefined;
  return answerOrThrow(reading);
}

interface Listing<Item> {
  readonly operation: string;
  readonly path: string;
  readonly query: Query;
  readonly item: z.ZodMiniType<Item>;
  /** Whether an item is of those that were asked for: should Gigs ever ignore a filter, the others are left out. */
  readonly isAskedFor?: (item: Item) => boolean;
}

/** The most that Gigs gives on one page. Looking at each of many more would take longer than anybody waits. */
const PAGE_MAX_ITEMS = 200;

const envelope = z.object({
  items: z.array(z.unknown()).check(z.maxLength(PAGE_MAX_ITEMS)),
  moreItemsAfter: z.nullable(gigsId),
});

/** One page of a list. Throws as `Gigs` says. */
export async function listPage<Item>(
  connection: GigsConnection,
  { operation, path, query, item, isAskedFor = () => true }: Listing<Item>,
  call: Call,
): Promise<Page<Item>> {
  const read = {
    operation,
    url: gigsUrl(connection.apiUrl, path, query),
    maxBytes: PAGE_MAX_BYTES,
    parse(json: unknown): Page<Item> | undefined {
      const page = envelope.safeParse(json).data;
      // A page that is its own successor would be read for ever.
      if (page === undefined || (page.moreItemsAfter !== null && page.moreItemsAfter === query['after']))
        return undefined;
      const readable = page.items
        .map((candidate) => item.safeParse(candidate).data)
        .filter((found) => found !== undefined);
      return {
        items: readable.filter(isAskedFor),
        malformed: page.items.length - readable.length,
        next: page.moreItemsAfter,
      };
    },
  };
  return answerOrThrow(await readWithRepeat(connection, read, call));
}

function answerOrThrow<Value>(reading: Reading<Value>): Value {
  if (reading.kind === 'answered') return reading.value;
  if (reading.kind === 'refused') throw new GigsRefused(reading.status, reading.code);
  throw new GigsUnavailable(reading.reason, reading.retryAfterSeconds);
}

/**
 * A read may be repeated, so it is: once, where that may help and there is time, and besides once with another key
 * after a 401.
 */
async function readWithRepeat<Value>(
  connection: GigsConnection,
  read: Read<Value>,
  call: Call,
): Promise<Reading<Value>> {
  let key = await currentKey(connection, call);
  let mayRepeat = true;
  let mayChangeKey = true;
  for (;;) {
    const leftMs = call.answerBy - connection.now();
    if (leftMs <= 0) throw new GigsUnavailable('timeout');
    const reading = await tryRead(connection, read, key, Math.min(connection.getTimeoutMs, leftMs));
    if (reading.kind !== 'unavailable') return reading;

    if (mayChangeKey && reading.reason === 'unauthenticated') {
      const other = await keyAfterRefusal(connection, key, call);
      if (other === null) return reading;
      key = other;
      mayChangeKey = false;
    } else if (mayRepeat && isWorthRepeating(connection, reading, call)) {
      await pause(REPEAT_PAUSE_MS.least + connection.random() * (REPEAT_PAUSE_MS.most - REPEAT_PAUSE_MS.least));
      mayRepeat = false;
    } else {
      return reading;
    }
  }
}

function isWorthRepeating(
  { now, getTimeoutMs }: GigsConnection,
  { reason, retryAfterSeconds }: Extract<Reading<unknown>, { kind: 'unavailable' }>,
  { answerBy }: Call,
): boolean {
  const leftMs = answerBy - now() - REPEAT_PAUSE_MS.most;
  // What was too slow once is not faster in a shorter time.
  if (reason === 'timeout') return leftMs >= getTimeoutMs;
  // Gigs says when to come back, and that is not within this call.
  if (retryAfterSeconds !== null) return false;
  return (
    leftMs >= LEAST_TRY_MS && (reason === 'unreachable' || reason === 'connection-lost' || reason === 'server-error')
  );
}
