import { Problem, type ProblemCode, type ProblemDetails, problems } from '../../shared/contract/problems.ts';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable } from '../../shared/gigs/outcome.ts';
import { errorFields, type Log } from '../../shared/observability/log.ts';
import type { Metrics } from '../../shared/observability/metrics.ts';
import { LedgerUnavailable, LedgerUnreadable } from '../../shared/purchases/ledger-store.ts';
import { plainResponse } from './plain-http.ts';

/** The problem that an error is to the caller. What nobody planned is an internal error, whose cause only the log knows. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof GigsUnavailable) {
    return new Problem('gigs-unavailable', { retryAfterSeconds: error.retryAfterSeconds ?? 5 });
  }
  if (error instanceof GigsRefused) return new Problem('gigs-unavailable', { retryAfterSeconds: 5 });
  if (error instanceof GigsKeyUnavailable || error instanceof LedgerUnavailable || error instanceof LedgerUnreadable) {
    return new Problem('service-unavailable', { retryAfterSeconds: 5 });
  }
  return new Problem('internal-error');
}

/** Answers to who asks for what is not theirs, or not there. Many of them for one user are somebody trying ids. */
const ownershipRefusals: ReadonlySet<ProblemCode> = new Set([
  'subscription-not-found',
  'purchase-not-found',
  'addon-not-found',
]);

/** Says in log and metrics what the caller is not told. */
export function reportError(error: unknown, requestId: string, log: Log, metrics: Metrics): void {
  if (error instanceof Problem) {
    if (ownershipRefusals.has(error.code)) metrics({ OwnershipRefused: 1 });
  } else if (error instanceof GigsKeyUnavailable) {
    log('gigs-key-unavailable', { requestId, reason: error.reason });
    metrics({ GigsKeyUnavailable: 1 });
  } else if (error instanceof LedgerUnavailable || error instanceof LedgerUnreadable) {
    log('ledger-unavailable', { requestId, error: error.name, reason: error.message });
    metrics({ LedgerUnavailable: 1 });
  } else if (problemOf(error).code === 'internal-error') {
    log('unexpected-error', { requestId, ...errorFields(error) });
    metrics({ UnexpectedError: 1 });
  }
}

/** An answer of RFC 9457. */
export function problemResponse({ code, details }: Problem, requestId: string): Response {
  const { status, title, retryable } = problems[code];
  const { detail = `${title}.`, errors, currentPrice, declineReason, purchase } = details;
  const body = {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    code,
    retryable,
    requestId,
    errors,
    currentPrice,
    declineReason,
    purchase,
  };
  return plainResponse(JSON.stringify(body), status, headersOf(status, details));
}

function headersOf(status: number, { location, retryAfterSeconds, isReplay }: ProblemDetails): Record<string, string> {
  return {
    'Content-Type': 'application/problem+json',
    ...(status === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(location && { Location: location }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(Math.max(1, retryAfterSeconds)) }),
    ...(isReplay && { 'Idempotent-Replayed': 'true' }),
  };
}
