import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface HostileGigs extends Disposable {
  readonly url: string;
  /** What came in: `GET /projects/gigs`. */
  readonly requests: string[];
  readonly authorizations: string[];
  /** All else that stood in the headers, but what belongs to the connection. */
  readonly otherHeaders: string[];
  /** From now on requests whose method and path match are answered by this. Later rules go first. */
  when(method: string, path: RegExp, answer: Answer): void;
}

/** A server in the place of Gigs that can do to a client whatever a server can. What nobody ruled on is 404. */
export async function startHostileGigs(): Promise<HostileGigs> {
  const rules: { method: string; path: RegExp; answer: Answer }[] = [];
  const requests: string[] = [];
  const authorizations: string[] = [];
  const otherHeaders: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push(`${method} ${url}`);
    const { authorization = '', host: _host, connection: _connection, ...others } = headers;
    authorizations.push(authorization);
    otherHeaders.push(...Object.entries(others).map(([name, value]) => `${name}: ${value}`));
    request.resume();
    const rule = rules.find((one) => one.method === method && one.path.test(url.split('?')[0] ?? ''));
    if (rule) rule.answer(request, response);
    else json({ object: 'error', type: 'notFound', message: 'x' }, 404)(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorizations,
    otherHeaders,
    when: (method, path, answer) => void rules.unshift({ method, path, answer }),
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function json(body: unknown, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}
