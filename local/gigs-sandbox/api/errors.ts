const statuses = {
  malformed: 400,
  unauthenticated: 401,
  permissionDenied: 403,
  notFound: 404,
  conflict: 409,
  invalid: 422,
  tooManyRequests: 429,
  internal: 500,
  notImplemented: 501,
} as const;

export type GigsErrorType = keyof typeof statuses;

/** The top-level body of an error: https://developers.gigs.com/api/latest/core/schemas/error.md */
export interface GigsErrorBody {
  readonly object: 'error';
  readonly type: GigsErrorType;
  readonly message: string;
  readonly code?: string;
  readonly hint?: string;
  readonly documentation?: readonly string[];
}

/** What Gigs says no with. Thrown by the operations, answered by the API's error handler. */
export class GigsError extends Error {
  readonly status: (typeof statuses)[GigsErrorType];
  readonly body: GigsErrorBody;

  constructor(type: GigsErrorType, message: string, more: Pick<GigsErrorBody, 'hint' | 'documentation'> = {}) {
    super(message);
    this.name = 'GigsError';
    this.status = statuses[type];
    this.body = { object: 'error', type, message, ...more };
  }
}

/** The body documented at https://developers.gigs.com/docs/concepts/authentication, to the letter. */
export const unauthenticated: GigsErrorBody = {
  object: 'error',
  message: 'Invalid authorization token',
  type: 'unauthenticated',
};

/** A body that Gigs could send with `status`, for faults that name none. */
export function errorBodyFor(status: number): GigsErrorBody {
  if (status === 401) return unauthenticated;
  const type = typeFor(status);
  const body = { object: 'error', type, message: `The sandbox was told to answer ${status}` } as const;
  return status === 503 ? { ...body, code: 'serviceUnavailable' } : body;
}

function typeFor(status: number): GigsErrorType {
  const known = Object.entries(statuses).find(([, statusOfType]) => statusOfType === status);
  if (known) return known[0] as GigsErrorType;
  return status >= 500 ? 'internal' : 'invalid';
}
