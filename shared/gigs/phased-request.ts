import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { readBody } from './answer.ts';

export interface PhasedRequest {
  readonly url: URL;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PhasedLimits {
  /** For the look-up of the name, the connection and the TLS handshake together. */
  readonly connectMs: number;
  /** For everything, from the look-up to the last byte of the answer. */
  readonly totalMs: number;
  readonly maxBytes: number;
  /** Asked at the last moment before the first byte leaves. */
  readonly mayLeave: () => boolean;
  /** Whether the body of an answer with this status is of use. Where not, the answer is given without it. */
  readonly wantsBody: (status: number) => boolean;
}

type Failure = 'timeout' | 'connection-lost';

/** How far a request came. */
export type Phased =
  /** No byte of it has left this machine. */
  | { readonly phase: 'not-sent'; readonly reason: 'timeout' | 'unreachable' }
  /** It may have arrived. There is no answer. */
  | { readonly phase: 'sent'; readonly reason: Failure }
  /** `body` is undefined where it was not wanted, too long, or (with `cutShortBy`) did not arrive whole. */
  | {
      readonly phase: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer | undefined;
      readonly cutShortBy: Failure | null;
    };

/**
 * Makes a request once, on a connection of its own, and tells how far it came. It never throws, follows no redirect and
 * repeats nothing.
 *
 * Node writes nothing of a request before `end` is called, and that is done only when the connection stands and, for
 * https, the handshake is complete. So a failure before that proves that nothing was sent, whatever error it shows, and
 * after it nothing is proved. (fetch shows the same error for both, and may take a pooled connection that died while
 * the function was frozen.)
 *
 * ```
 *   look-up ── connect ── handshake ──┬── request ── status ── body
 *             not-sent                │       sent     answered
 *                                mayLeave()
 * ```
 */
export function requestOnce(request: PhasedRequest, limits: PhasedLimits): Promise<Phased> {
  const isSecure = request.url.protocol === 'https:';
  return new Promise((resolve) => {
    let isSent = false;
    let answer: IncomingMessage | undefined;

    // A new agent, used for nothing else: no connection is taken over and none is kept.
    const outgoing = (isSecure ? https : http).request(request.url, {
      method: request.method,
      headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body) },
      agent: false,
    });
    const connectTimer = setTimeout(fail, limits.connectMs, 'timeout');
    const totalTimer = setTimeout(fail, limits.totalMs, 'timeout');

    // The first to call it decides; the others come from tearing the connection down.
    function settle(outcome: Phased): void {
      clearTimeout(connectTimer);
      clearTimeout(totalTimer);
      resolve(outcome);
      outgoing.destroy();
    }
    function fail(reason: Failure): void {
      if (answer !== undefined) settle(answered(answer, undefined, reason));
      else if (isSent) settle({ phase: 'sent', reason });
      else settle({ phase: 'not-sent', reason: reason === 'timeout' ? 'timeout' : 'unreachable' });
    }

    outgoing.on('error', () => fail('connection-lost'));
    // Once there is an answer, reading its body tells whether it is whole: `close` may come a moment before that does.
    outgoing.on('close', () => answer === undefined && fail('connection-lost'));
    outgoing.once('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        clearTimeout(connectTimer);
        if (!limits.mayLeave()) return fail('timeout');
        isSent = true;
        outgoing.end(request.body);
      });
    });
    outgoing.once('response', (response) => {
      answer = response;
      if (!limits.wantsBody(response.statusCode ?? 0)) return settle(answered(response, undefined, null));
      readBody(response, limits.maxBytes).then(
        (body) => settle(answered(response, body, null)),
        () => fail('connection-lost'),
      );
    });
  });
}

function answered(
  { statusCode = 0, headers }: IncomingMessage,
  body: Buffer | undefined,
  cutShortBy: Failure | null,
): Phased {
  return { phase: 'answered', status: statusCode, headers, body, cutShortBy };
}
