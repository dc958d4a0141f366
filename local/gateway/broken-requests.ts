import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Refusal, type RefusalStatus } from './refusal.ts';

/** Answers what never becomes a request for the parser of node:http, in the form of every other refusal. */
export function answerBrokenRequests(server: Server, newRequestId: () => string): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(socket, statusFor(error.code), newRequestId());
  });
  // The method of a proxy, which no route has.
  server.on('connect', (_, socket) => refuse(socket, 404, newRequestId()));
}

function statusFor(code: string | undefined): RefusalStatus {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'HPE_INVALID_METHOD') return 404;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}

function refuse(socket: Duplex, status: RefusalStatus, requestId: string): void {
  const { message, answer } = new Refusal(status);
  const headers = [
    ...answer.headers,
    ['content-length', String(answer.body.length)],
    ['apigw-requestid', requestId],
    ['connection', 'close'],
  ];
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  // The rest of what is being sent is read and dropped for a moment: closing at once would cut the answer off.
  socket.resume();
  setTimeout(() => socket.destroy(), 1000).unref();
  socket.end(`HTTP/1.1 ${status} ${message}\r\n${lines}\r\n${answer.body}`);
}
