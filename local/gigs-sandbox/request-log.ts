import type { FaultKind } from './controls/faults.ts';

/** A request to the API, as `GET /sandbox/requests` shows it. */
export interface LoggedRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** A parameter that was repeated has an array of its values. */
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Parsed; null where there is none or it is no JSON. */
  body: unknown;
  /** Null until it is answered, and for good when it never is. */
  status: number | null;
  readonly fault: FaultKind | null;
}

/** The requests received, oldest first. Only the newest 100,000 are kept, so that a long soak does not fill the memory. */
export class RequestLog {
  static readonly capacity = 100_000;

  readonly #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > RequestLog.capacity) this.#requests.shift();
  }

  get items(): readonly LoggedRequest[] {
    return this.#requests;
  }
}

/** The query of a URL as the log shows it. */
export function queryOf(url: string): LoggedRequest['query'] {
  const parameters = new URL(url).searchParams;
  const entries = [...new Set(parameters.keys())].map((name) => {
    const values = parameters.getAll(name);
    return [name, values.length > 1 ? values : values.join()] as const;
  });
  return Object.fromEntries(entries);
}

/** A body as the log shows it. */
export function loggedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
