import { errorCodeOf, isRefusal, isSuccess, parseJson, readBody, reasonOf, retryAfterSecondsOf } from './answer.ts';
import { type GigsConnection, report } from './connection.ts';
import type { Fetch } from './fetch-over-http.ts';
import type { UnavailableReason } from './outcome.ts';

/** One read as it goes out. */
export interface Read<Value> {
  readonly operation: string;
  readonly url: URL;
  readonly maxBytes: number;
  /** The answer's value, `undefined` where the answer is not what was asked for. */
  readonly parse: (json: unknown) => Value | undefined;
}

/** What became of one try. */
export type Reading<Value> =
  | { readonly kind: 'answered'; readonly status: number; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | null }
  | Unavailable;

interface Unavailable {
  readonly kind: 'unavailable';
  readonly status: number | null;
  readonly reason: UnavailableReason;
  readonly retryAfterSeconds: number | null;
}

/** Makes one GET and reads its answer, headers and body within `timeoutMs`. It never throws. */
export async function tryRead<Value>(
  connection: GigsConnection,
  read: Read<Value>,
  key: string,
  timeoutMs: number,
): Promise<Reading<Value>> {
  // A controller and a timer, and not AbortSignal.timeout: that one, combined with others, is lost to the garbage
  // collector on Node 20, and fetch then waits for five minutes.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  const startedAt = connection.now();
  const reading = await exchange(connection, read, key, controller.signal);
  clearTimeout(timer);
  report(connection, {
    operation: read.operation,
    outcome: reading.kind,
    reason: reading.kind === 'unavailable' ? reading.reason : null,
    status: reading.status,
    durationMs: connection.now() - startedAt,
  });
  return reading;
}

async function exchange<Value>(
  connection: GigsConnection,
  read: Read<Value>,
  key: string,
  signal: AbortSignal,
): Promise<Reading<Value>> {
  let response: Awaited<ReturnType<Fetch>> | undefined;
  try {
    response = await connection.fetch(read.url, {
      // The key must not follow a redirect to wherever it leads.
      redirect: 'manual',
      signal,
      headers: { authorization: `Bearer ${key}`, accept: 'application/json' },
    });
    return await readingOf(response, read, connection.now());
  } catch (error) {
    // A refusal stays one, even if its text does not arrive.
    if (response !== undefined && isRefused(response.status)) {
      return { kind: 'refused', status: response.status, code: null };
    }
    return unavailable(signal.aborted ? 'timeout' : networkReason(error), response?.status);
  }
}

async function readingOf<Value>(
  response: Awaited<ReturnType<Fetch>>,
  read: Read<Value>,
  now: number,
): Promise<Reading<Value>> {
  const { status } = response;
  if (!isSuccess(status) && !isRefused(status)) {
    // Nothing in the body is of use. Unread, it would hold its connection until it is let go.
    await response.body?.cancel().catch(() => undefined);
    return unavailable(reasonOf(status), status, retryAfterSecondsOf(response.headers.get('retry-after'), now));
  }
  const body = await readBody(response.body ?? [], read.maxBytes);
  const json = parseJson(response.headers.get('content-type'), body);
  if (isRefused(status)) return { kind: 'refused', status, code: errorCodeOf(json) };
  const value = json === undefined ? undefined : read.parse(json);
  return value === undefined ? unavailable('unreadable', status) : { kind: 'answered', status, value };
}

/** For a read, gone is as good as not found: nothing hangs on it. */
function isRefused(status: number): boolean {
  return isRefusal(status) || status === 410;
}

const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** For metrics only: it does not tell surely how far a request came, and for a read it makes no difference. */
function networkReason(error: unknown): UnavailableReason {
  // The global fetch wraps the error that the network made.
  const reason = error instanceof TypeError ? error.cause : error;
  const code = typeof reason === 'object' && reason !== null && 'code' in reason ? String(reason.code) : '';
  return neverConnected.has(code) ? 'unreachable' : 'connection-lost';
}

function unavailable(
  reason: UnavailableReason,
  status: number | null = null,
  retryAfterSeconds: number | null = null,
): Unavailable {
  return { kind: 'unavailable', status, reason, retryAfterSeconds };
}
