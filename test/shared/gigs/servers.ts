import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** What ends the servers of a test file. Its tests may run side by side, so they end together. */
const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

type Handler = (received: Received, response: ServerResponse) => Answer | undefined;

/**
 * An HTTP server that answers with the given answers in turn, the last one for ever, or as a function says. A
 * function that gives no answer has taken care of the response itself.
 */
export async function startHttp(...answers: readonly (Answer | Handler)[]) {
  const requests: Received[] = [];
  const server = http.createServer((request, response) => {
    // A request that is cut in the middle has no body: nothing to answer.
    bodyOf(request).then(
      (body) => {
        const received = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body };
        requests.push(received);
        const next = answers[Math.min(requests.length, answers.length) - 1] ?? {};
        const answer = typeof next === 'function' ? next(received, response) : next;
        if (answer !== undefined) send(response, answer);
      },
      () => undefined,
    );
  });
  const port = await listen(server);
  closers.push(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, requests };
}

/** A TCP server. `heard` is all that arrived so far, on any connection. */
export async function startTcp(onConnection: (socket: Socket) => void = () => undefined) {
  let heard = '';
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
    });
    onConnection(socket);
  });
  const port = await listen(server);
  closers.push(() => sockets.forEach((socket) => void socket.destroy()));
  return { port, url: `http://127.0.0.1:${port}`, heard: () => heard, connections: () => connections };
}

/** The address of a port that nobody listens on. */
export async function closedPort(): Promise<string> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Ends the connection with a reset, not with a proper end. */
export function reset(socket: Socket | null): void {
  socket?.resetAndDestroy();
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(isText || body === undefined ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
