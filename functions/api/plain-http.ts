/**
 * What Hono and this function use of a request and of an answer, as plain objects. The global `Request` and `Response`
 * do the same, but the first use of either loads all of Node's fetch, which takes longer than the rest of a cold start
 * together (docs/performance.md). Hono itself asks for no more than this.
 */
interface PlainRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
}

interface PlainResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Iterable<[string, string]>;
  text(): Promise<string>;
}

/** A request for Hono. Names of `headers` are in lower case, and are asked for so. */
export function plainRequest(method: string, url: string, headers: ReadonlyMap<string, string>): Request {
  const request: PlainRequest = { method, url, headers: { get: (name) => headers.get(name) ?? null } };
  return request as Request;
}

/** An answer that a handler of Hono's may return. */
export function plainResponse(body: string, status: number, headers: Readonly<Record<string, string>>): Response {
  const response: PlainResponse = {
    status,
    headers: Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    text: async () => body,
  };
  return response as Response;
}
