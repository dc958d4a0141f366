import { errorCodeOf, isRefusal, isSuccess, parseJson, reasonOf, retryAfterSecondsOf } from './answer.ts';
import type { Call } from './call.ts';
import { type GigsConnection, report } from './connection.ts';
import { currentKey, keyAfterRefusal } from './current-key.ts';
import type { Outcome, UnavailableReason } from './outcome.ts';
import { type Phased, requestOnce } from './phased-request.ts';
import { checkedId, gigsUrl } from './request-url.ts';

/** A connection that takes longer will not get better, and one that was not made costs nobody anything. */
const CONNECT_TIMEOUT_MS = 1000;
const MAX_BYTES = 1024 * 1024;

/** A call that changes something at Gigs. */
export interface Change<Value> {
  readonly operation: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Null for none. */
  readonly body: Readonly<Record<string, string | null>> | null;
  /** Only for projects that Gigs has approved: https://developers.gigs.com/api/idempotent-requests.md. */
  readonly idempotencyKey: string | null;
  /** The answer's value, `undefined` where the answer is not what was asked for. */
  readonly parse: (json: unknown) => Value | undefined;
}

/**
 * Sends a change once. Whatever becomes of it, it is not sent again: not after a reset, a redirect, a 5xx, nor a 401.
 * It does not leave after `call.answerBy`.
 *
 * @throws GigsKeyUnavailable, before anything was sent.
 */
export async function sendOnce<Value>(
  connection: GigsConnection,
  change: Change<Value>,
  call: Call,
): Promise<Outcome<Value>> {
  const url = gigsUrl(connection.apiUrl, change.path);
  const idempotency = change.idempotencyKey === null ? {} : { 'idempotency-key': checkedId(change.idempotencyKey) };
  const key = await currentKey(connection, call);
  const startedAt = connection.now();
  if (call.answerBy <= startedAt) return notDone('timeout');

  const phased = await requestOnce(
    {
      url,
      method: change.method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(change.body === null ? {} : { 'content-type': 'application/json' }),
        ...idempotency,
      },
      body: change.body === null ? '' : JSON.stringify(change.body),
    },
    {
      connectMs: CONNECT_TIMEOUT_MS,
      totalMs: Math.min(connection.postTimeoutMs, call.answerBy - startedAt),
      maxBytes: MAX_BYTES,
      mayLeave: () => connection.now() < call.answerBy,
      wantsBody: (status) => isSuccess(status) || isRefusal(status),
    },
  );
  const outcome = outcomeOf(phased, change, connection.now());
  report(connection, {
    operation: change.operation,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
    status: phased.phase === 'answered' ? phased.status : null,
    durationMs: connection.now() - startedAt,
  });
  // Not for this call, which is over, but the next one should have the new key.
  if (phased.phase === 'answered' && phased.status === 401) await keyAfterRefusal(connection, key, call);
  return outcome;
}

/** What is certain after a change was sent, or was not. What is not listed here is unknown. */
function outcomeOf<Value>(phased: Phased, change: Change<Value>, now: number): Outcome<Value> {
  if (phased.phase === 'not-sent') return notDone(phased.reason);
  if (phased.phase === 'sent') return { kind: 'unknown', reason: phased.reason };

  const { status, headers, body, cutShortBy } = phased;
  if (status === 401 || status === 403 || status === 429) {
    return notDone(reasonOf(status), retryAfterSecondsOf(headers['retry-after'], now));
  }
  // With an idempotency key a conflict may mean that a copy of this very request is being carried out.
  if (status === 409 && change.idempotencyKey !== null) return { kind: 'unknown', reason: 'unexpected-status' };
  const json = parseJson(headers['content-type'], body);
  // The status alone refuses. A code that did not arrive is only missing.
  if (isRefusal(status)) return { kind: 'refused', status, code: errorCodeOf(json) };
  if (!isSuccess(status)) return { kind: 'unknown', reason: reasonOf(status) };
  const value = json === undefined ? undefined : change.parse(json);
  return value === undefined ? { kind: 'unknown', reason: cutShortBy ?? 'unreadable' } : { kind: 'answered', value };
}

function notDone(reason: UnavailableReason, retryAfterSeconds: number | null = null): Outcome<never> {
  return { kind: 'not-done', reason, retryAfterSeconds };
}
