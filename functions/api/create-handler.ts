import type { Hono } from 'hono';
import { Problem } from '../../shared/contract/problems.ts';
import type { Log } from '../../shared/observability/log.ts';
import type { Metrics } from '../../shared/observability/metrics.ts';
import type { Env } from './env.ts';
import { readEvent } from './event.ts';
import { problemOf, problemResponse, reportError } from './problem-answer.ts';

export interface HandlerParts {
  readonly app: Hono<Env>;
  readonly softDeadlineMs: number;
  readonly now: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What Lambda tells of the invocation, as far as it is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** An answer of payload format 2.0. */
export interface HttpApiAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Kept back from the end of the invocation, so that what is begun can be written down. */
const lastMs = 1500;

/** The Lambda handler around the app: event in, answer out, and never an exception, whatever the event is. */
export function createHandler({ app, softDeadlineMs, now, log, metrics }: HandlerParts) {
  return async (event: unknown, context: LambdaContext): Promise<HttpApiAnswer> => {
    const startedAt = now();
    const invocation = readEvent(event);
    if ('refused' in invocation) {
      const { refused: code, requestId } = invocation;
      const response = problemResponse(new Problem(code), requestId);
      // No operation, so nothing below says that somebody tried.
      log('request', { requestId, status: response.status, code, durationMs: now() - startedAt });
      return toAnswer(response, requestId);
    }
    const softDeadlineAt = startedAt + Math.min(softDeadlineMs, context.getRemainingTimeInMillis() - lastMs);
    try {
      const response = await app.fetch(invocation.request, { ...invocation, softDeadlineAt });
      return await toAnswer(response, invocation.requestId);
    } catch (error) {
      reportError(error, invocation.requestId, log, metrics);
      return toAnswer(problemResponse(problemOf(error), invocation.requestId), invocation.requestId);
    }
  };
}

/** With what every answer says of itself. Only an operation that knows better may let its answer be kept. */
async function toAnswer(response: Response, requestId: string): Promise<HttpApiAnswer> {
  return {
    statusCode: response.status,
    headers: {
      'cache-control': 'no-store',
      ...Object.fromEntries(response.headers),
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    },
    body: await response.text(),
  };
}
