import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The part of `fetch` that reads at Gigs use: both this file's function and the global one are such. */
export type Fetch = (url: URL, init: FetchInit) => Promise<FetchAnswer>;

interface FetchInit {
  /** Nothing follows a redirect. */
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly headers: Record<string, string>;
}

interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

/** So long a connection is kept for the next read, as by the global `fetch`, unless Gigs says less. */
const KEEP_ALIVE_MS = 4000;

/**
 * GETs with node:http and node:https, on connections that are kept for the next. The global `fetch` does the same and
 * much that nobody asks of it here: loading it takes longer than all the rest of a cold start (docs/performance.md).
 */
export function createFetchOverHttp(): Fetch {
  const options = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  let secure: https.Agent | undefined;
  let plain: http.Agent | undefined;

  function send(url: URL, { signal, headers }: FetchInit): http.ClientRequest {
    const sent = { signal, headers: { ...headers, 'accept-encoding': 'gzip', 'user-agent': 'gigs-top-ups' } };
    if (url.protocol === 'https:') {
      secure ??= new https.Agent(options);
      return https.get(url, { ...sent, agent: secure });
    }
    plain ??= new http.Agent(options);
    return http.get(url, { ...sent, agent: plain });
  }

  return (url, init) =>
    new Promise((resolve, reject) => {
      send(url, init)
        .on('error', reject)
        .on('response', (response) => resolve(answerOf(response)));
    });
}

function answerOf(response: IncomingMessage): FetchAnswer {
  return {
    status: response.statusCode ?? 0,
    headers: {
      get(name) {
        const value = response.headers[name];
        return Array.isArray(value) ? value.join(', ') : (value ?? null);
      },
    },
    body: Object.assign(decoded(response), {
      // The connection goes with it: what is left of the body may be endless.
      cancel: async () => void response.destroy(),
    }),
  };
}

/** The body's own bytes. Whatever breaks the one breaks the other: `pipeline` hands errors on to whoever reads. */
function decoded(response: IncomingMessage): Readable {
  if (response.headers['content-encoding'] !== 'gzip') return response;
  return pipeline(response, createGunzip(), () => undefined);
}
