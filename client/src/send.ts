import type { Problem } from './api.ts';
import { TopUpsError } from './top-ups-error.ts';

export type Method = 'GET' | 'POST' | 'DELETE';

export interface Payload {
  /** The idempotency key. */
  readonly key: string;
  readonly body: object;
}

/** The body of a success, and after how many seconds it is worth asking again. */
export type Answer<Body> = readonly [body: Body, retryAfterSeconds: number | null];

/** Sends a request as the signed-in user. Throws TopUpsError for everything but a success. */
export type Send = <Body>(method: Method, path: string, payload?: Payload) => Promise<Answer<Body>>;

export interface SendOptions {
  readonly baseUrl: string;
  readonly getToken: (wish: { readonly refresh: boolean }) => string | Promise<string>;
  readonly fetch: typeof fetch;
}

// The service answers within 9 s: what takes longer was lost.
const timeoutMs = { GET: 10_000, DELETE: 10_000, POST: 15_000 };

/** A way to the service. What its token is refused for is sent once more with a fresh one. */
export function createSend({ baseUrl, getToken, fetch }: SendOptions): Send {
  return async function send<Body>(
    method: Method,
    path: string,
    payload?: Payload,
    refresh = false,
  ): Promise<Answer<Body>> {
    let token: string;
    try {
      token = await getToken({ refresh });
    } catch (cause) {
      throw new TopUpsError({ status: 401 }, cause);
    }
    // React Native has no AbortSignal.timeout.
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs[method]);
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(baseUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(payload && { 'content-type': 'application/json', 'idempotency-key': payload.key }),
        },
        body: payload ? JSON.stringify(payload.body) : null,
        redirect: 'error',
        signal: controller.signal,
      });
      body = JSON.parse(await response.text());
    } catch (cause) {
      // No network, no time, an answer cut short, or the HTML of a Wi-Fi's sign-in page.
      throw new TopUpsError({}, cause);
    } finally {
      clearTimeout(timer);
    }
    const { status, headers } = response;
    const header = (name: string) => headers.get(name) ?? '';
    const retryAfterSeconds = Number(header('retry-after')) || null;
    if (status < 300) return [body as Body, retryAfterSeconds];
    if (status === 401 && !refresh) return send(method, path, payload, true);
    const problem = header('content-type').startsWith('application/problem') ? (body as Problem) : null;
    const purchaseId = problem?.purchase ?? /pur_[\w-]+$/.exec(header('location'))?.[0] ?? null;
    throw new TopUpsError({ status, problem, retryAfterSeconds, purchaseId });
  };
}
