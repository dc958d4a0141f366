import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { createGateway, type GatewayOptions } from '../../../local/gateway/gateway.ts';
import { contractRoutes } from '../../../local/gateway/routes.ts';

/** The part of an event that tests look at. */
export interface SeenEvent {
  readonly routeKey: string;
  readonly rawPath: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly pathParameters?: Record<string, string>;
  readonly requestContext: { readonly requestId: string; readonly authorizer?: { readonly jwt: unknown } };
}

/** A gateway on a free port in front of a function that answers `ok`, which remembers the events that reached it. */
export async function runGateway(options: Partial<GatewayOptions> = {}) {
  const events: SeenEvent[] = [];
  const server = createGateway({
    routes: contractRoutes({ read: 'top-ups:read', buy: 'top-ups:buy' }),
    authorize: async () => ({ claims: {}, scopes: [] }),
    ...options,
    invoke: async (event) => {
      events.push(JSON.parse(JSON.stringify(event)) as SeenEvent);
      return options.invoke ? options.invoke(event) : { statusCode: 200, body: 'ok' };
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;

  /** Sends these bytes as they are; the whole answer as text. */
  async function sendRaw(request: string): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.write(request);
    return text(socket);
  }

  /** The same for a target that a well-behaved client would tidy up before sending it. */
  function get(target: string, method = 'GET'): Promise<string> {
    return sendRaw(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  }

  return { url: `http://127.0.0.1:${port}`, events, get, sendRaw };
}

/** Status and body of an answer in bytes. */
export function partsOf(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), body };
}
