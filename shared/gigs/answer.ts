import type { UnavailableReason } from './outcome.ts';

/** Gigs' statuses that judge a request and say that nothing was done. 409 needs a second look, see send-once.ts. */
const refusals = new Set([400, 402, 404, 409, 422]);

/** Whether this status says that Gigs looked at the request itself and did nothing. */
export function isRefusal(status: number): boolean {
  return refusals.has(status);
}

/** Whether the status is one of success. Gigs' pages do not say which of them an operation answers with. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** Why an answer of this status is none. */
export function reasonOf(status: number): UnavailableReason {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'too-many-requests';
  if (status >= 300 && status <= 399) return 'redirect';
  return status >= 500 ? 'server-error' : 'unexpected-status';
}

/**
 * The bytes of a body, `undefined` when there are more than `maxBytes`. Bytes are counted as they come, after
 * decompression, so neither a length that lies nor a compressed bomb gets past.
 *
 * @throws what the connection throws when it breaks.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > maxBytes) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read);
}

/** A JSON body's value, `undefined` when its content type is another one, or it is not UTF-8, or not JSON. */
export function parseJson(contentType: string | null | undefined, body: Buffer | undefined): unknown {
  if (body === undefined || !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType ?? '')) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/**
 * The machine-readable code of Gigs' error body (https://developers.gigs.com/api/latest/core/schemas/error.md), null
 * where there is none. Whatever has not the form of a code, among it all of Gigs' texts, stays behind.
 */
export function errorCodeOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('code' in body)) return null;
  return typeof body.code === 'string' && /^[A-Za-z]{1,64}$/.test(body.code) ? body.code : null;
}

/**
 * `Retry-After` in seconds, within 1 to 60: what Gigs writes there is passed on to apps, and a mistake in it must not
 * keep them away for a day. Null where it is absent or neither of its two forms.
 */
export function retryAfterSecondsOf(header: string | null | undefined, now: number): number | null {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return clamp(Number(value));
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)) return null;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : clamp(Math.ceil((at - now) / 1000));
}

function clamp(seconds: number): number {
  return Math.min(60, Math.max(1, seconds));
}
