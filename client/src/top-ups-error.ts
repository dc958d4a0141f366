import type { Problem } from './api.ts';

export type ProblemCode = Problem['code'];

/** The service's own codes, and two of the client's. A newer service may have further ones: treat them like `unknown`. */
export type ErrorCode =
  | ProblemCode
  /** Nobody answered, or nobody who could be understood: no network, a time limit, a gateway in trouble. */
  | 'no-answer'
  /** An answer that says nothing but its status. */
  | 'unknown';

// What the gateway refuses itself has no code: then the status says it.
const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'unauthenticated',
  403: 'insufficient-scope',
  404: 'not-found',
  429: 'too-many-requests',
};

/** What an HTTP answer says beside its code. */
export interface Details {
  /** Null where there was no answer. */
  readonly status: number | null;
  /** The service's whole answer where it gave one, for the log and for support. Not for the user: it is in English. */
  readonly problem: Problem | null;
  readonly retryAfterSeconds: number | null;
  /** The purchase that it is about, where there is one and the answer may tell (CORS: expose `Location`). */
  readonly purchaseId: string | null;
}

const noDetails: Details = { status: null, problem: null, retryAfterSeconds: null, purchaseId: null };

/** A request that did not succeed. */
export class TopUpsError extends Error implements Details {
  override readonly name = 'TopUpsError';
  declare readonly code: ErrorCode;
  /** Trying again may succeed. */
  declare readonly retryable: boolean;
  declare readonly status: number | null;
  declare readonly problem: Problem | null;
  declare readonly retryAfterSeconds: number | null;
  declare readonly purchaseId: string | null;

  constructor(details: Partial<Details>, cause?: unknown) {
    const { problem } = details;
    const status = details.status ?? 0;
    const code = problem?.code ?? codeByStatus[status] ?? (status && status < 500 ? 'unknown' : 'no-answer');
    super(`${code} ${status}`, { cause });
    const retryable = problem?.retryable ?? (code === 'no-answer' || status === 429);
    Object.assign(this, noDetails, details, { code, retryable });
  }
}

/** What comes of a request, be it an error. */
export function caught<T>(answer: Promise<T>): Promise<T | TopUpsError> {
  return answer.catch((error: unknown) => {
    if (error instanceof TopUpsError) return error;
    throw error;
  });
}
