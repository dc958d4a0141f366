import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';

/** The connection that a request came in by, as far as faults need it. */
export interface Wire {
  /** Path and query as they were sent: a URL would have resolved the dots in them. */
  readonly target: string;
  /** Cuts the connection. The response it gives stands for none. */
  cut(): Response;
  /** Sends half of the body that `answer` announces, then cuts the connection. */
  sendHalf(answer: Response): Promise<Response>;
}

/** A socket. */
export function socketWire({ incoming, outgoing }: HttpBindings): Wire {
  return {
    target: incoming.url ?? '/',
    cut() {
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    },
    async sendHalf(answer) {
      const body = Buffer.from(await answer.arrayBuffer());
      const headers = { ...Object.fromEntries(answer.headers), 'content-length': body.length };
      outgoing.writeHead(answer.status, headers);
      // Closed, not reset: a reset lets the other side throw away what it has not read yet.
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
      return RESPONSE_ALREADY_SENT;
    },
  };
}

/** A call within the process, where a cut connection is what fetch makes of one: a TypeError. */
export function directWire(request: Request): Wire {
  const { pathname, search } = new URL(request.url);
  const cut = () => {
    throw new TypeError('The connection was cut');
  };
  return { target: pathname + search, cut, sendHalf: async () => cut() };
}
