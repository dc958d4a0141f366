import { setTimeout as sleep } from 'node:timers/promises';

export type Json = ReturnType<typeof JSON.parse>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else undefined. */
  readonly body: Json;
}

export interface Ask {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The deployed service, as a smoke test speaks to it. */
export interface Service {
  ask(path: string, ask?: Ask): Promise<Answer>;
}

/** Longer than the gateway waits for the function, so that its answer is the one that is seen. */
const patienceMs = 25_000;

export function serviceAt(url: string): Service {
  const origin = url.replace(/\/+$/, '');
  return {
    async ask(path, { method = 'GET', token, headers = {}, body } = {}) {
      const response = await fetch(origin + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.timeout(patienceMs),
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: parsed(text) };
    },
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Waits as long as the answer asks for, a few seconds at most. */
export function waitAsAsked({ headers }: Answer): Promise<void> {
  return sleep(Math.min(Number(headers.get('retry-after') ?? 1), 5) * 1000);
}
