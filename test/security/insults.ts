import { gzipSync } from 'node:zlib';
import { subscriptionAddon } from '../shared/gigs/recorded.ts';
import { type Answer, json } from './hostile-gigs.ts';

const big = (bytes: number) => 'x'.repeat(bytes);
const drip =
  (bytes: number): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 50).unref();
    response.on('close', () => clearInterval(timer));
    setTimeout(() => response.end('{}'), bytes * 1000).unref();
  };

/** What a server can do to who reads from it. */
export const insults: Readonly<Record<string, Answer>> = {
  HTML: (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<html><script>alert(1)</script>'),
  'JSON that says it is HTML': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify(subscriptionAddon)),
  'no content type': (_request, response) => void response.writeHead(200).end('{}'),
  'an empty body': (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(),
  '204': (_request, response) => void response.writeHead(204).end(),
  'half a body': (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{"object":');
    setTimeout(() => response.destroy(), 10);
  },
  '5 MiB': json(JSON.stringify({ object: 'list', items: [], pad: big(5 * 1024 * 1024) })),
  'a gzip bomb': (_request, response) =>
    void response
      .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
      .end(gzipSync(big(50 * 1024 * 1024))),
  'gzip that is none': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('{}'),
  '100,000 levels': json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
  'not UTF-8': (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x22, 0xff, 0x22])),
  'slow headers': () => {},
  'a slow body': drip(60),
  'a reset': (request) => void request.socket.resetAndDestroy(),
  'no HTTP': (request) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
  'two answers': (request) =>
    void request.socket.end(
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}',
    ),
  'headers without end': (request) =>
    void request.socket.write(`HTTP/1.1 200 OK\r\n${`x-a: ${big(1000)}\r\n`.repeat(200)}`),
  'an interim answer without end': (_request, response) => {
    const timer = setInterval(() => response.writeProcessing(), 20).unref();
    response.on('close', () => clearInterval(timer));
  },
  'a status that is none': (request) => void request.socket.end('HTTP/1.1 999 X\r\ncontent-length: 2\r\n\r\n{}'),
  'a server error': json({ object: 'error', type: 'internal', message: 'x' }, 500),
};
