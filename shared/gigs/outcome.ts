/**
 * What became of a call that changes something at Gigs.
 *
 * - `answered`: a 2xx that could be read.
 * - `refused`: Gigs looked at it and did nothing (400, 402, 404, 409, 422). `code` is Gigs' error code where it has the
 *   form of one, never its text.
 * - `not-done`: nothing was done, and the request itself was not judged: it could not leave, or Gigs refused the
 *   service (401, 403, 429).
 * - `unknown`: it may have been done. Only looking at Gigs can tell.
 */
export type Outcome<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string | null }
  | { readonly kind: 'not-done'; readonly reason: UnavailableReason; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'unknown'; readonly reason: UnavailableReason };

/** Why there is no readable answer. Fit for logs and metrics: no text of Gigs' in it. */
export type UnavailableReason =
  | 'unreachable'
  | 'timeout'
  | 'connection-lost'
  | 'unauthenticated'
  | 'forbidden'
  | 'too-many-requests'
  | 'server-error'
  | 'redirect'
  | 'unexpected-status'
  | 'unreadable';

/** A read that Gigs judged and refused: 400, 402, 409, 410 or 422, and 404 for a list. (One thing's 404 is `undefined`.) */
export class GigsRefused extends Error {
  override readonly name = 'GigsRefused';
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, code: string | null) {
    super(`Gigs refused with status ${status}`);
    this.status = status;
    this.code = code;
  }
}

/** A read that has no readable answer in time. */
export class GigsUnavailable extends Error {
  override readonly name = 'GigsUnavailable';
  readonly reason: UnavailableReason;
  readonly retryAfterSeconds: number | null;

  constructor(reason: UnavailableReason, retryAfterSeconds: number | null = null) {
    super(`Gigs is unavailable: ${reason}`);
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The Gigs API key is not set or cannot be read. Nothing was sent. */
export class GigsKeyUnavailable extends Error {
  override readonly name = 'GigsKeyUnavailable';
  readonly reason: 'not-set' | 'unreadable';

  constructor(reason: 'not-set' | 'unreadable') {
    super(`The Gigs API key is ${reason}`);
    this.reason = reason;
  }
}
