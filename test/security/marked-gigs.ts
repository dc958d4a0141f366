import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Canaries } from './canaries.ts';
import { markedAnswer } from './marked-answer.ts';

export interface MarkedGigs {
  readonly url: string;
  /** What came in, as it came: `GET /projects/gigs?x=y`. */
  readonly requests: string[];
  close(): void;
}

/** The Gigs sandbox with markers in all that it answers. Requests are handed on as they came, and cuts are cuts. */
export async function startMarkedGigs(sandboxUrl: string, canaries: Canaries): Promise<MarkedGigs> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    requests.push(`${method} ${path}`);
    const onward = request(sandboxUrl, { method, path, headers, agent: false });
    onward.on('response', (answer) => void handBack(answer, outgoing, canaries));
    onward.on('error', () => incoming.socket.resetAndDestroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function handBack(answer: IncomingMessage, outgoing: ServerResponse, canaries: Canaries): Promise<void> {
  const { statusCode = 500, headers } = answer;
  const kept = Object.entries(headers).filter(([name]) => !['content-length', 'transfer-encoding'].includes(name));
  const markers = {
    server: canaries.plant('header Server of Gigs'),
    'set-cookie': `session=${canaries.plant('header Set-Cookie of Gigs')}`,
    'x-request-id': canaries.plant('header X-Request-Id of Gigs'),
    'www-authenticate': `Bearer realm="${canaries.plant('header WWW-Authenticate of Gigs')}"`,
  };
  try {
    const body = await buffer(answer);
    outgoing.writeHead(statusCode, { ...Object.fromEntries(kept), ...markers });
    outgoing.end(markedBody(body, canaries));
  } catch {
    // What was cut short stays so.
    outgoing.writeHead(statusCode, { ...Object.fromEntries(kept), 'content-length': 100_000 });
    outgoing.write('{"object":');
    outgoing.destroy();
  }
}

function markedBody(body: Buffer, canaries: Canaries): Buffer {
  try {
    return Buffer.from(JSON.stringify(markedAnswer(canaries, JSON.parse(body.toString()))));
  } catch {
    return Buffer.concat([body, Buffer.from(canaries.plant('a body of Gigs that is no JSON'))]);
  }
}
