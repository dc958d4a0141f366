import { connect, type Socket } from 'node:net';

/** An answer as it came over the socket. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/**
 * Sends bytes that no tidy client would send, over connections that it keeps while the server does. Each connection
 * has one request under way.
 */
export class RawClient {
  readonly #port: number;
  readonly #idle: Socket[] = [];

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  /** @param request all of it, as it goes out. Rejects where the server hangs up without an answer. */
  async send(request: string | Buffer): Promise<RawAnswer> {
    // What holds a line break may be more than one request, to which there would be more than one answer.
    const isOne = isOneRequest(Buffer.from(request));
    const socket = (isOne && this.#idle.pop()) || connect(this.#port, '127.0.0.1');
    const answer = await exchange(socket, Buffer.from(request));
    if (!isOne || socket.destroyed || answer.headers['connection'] === 'close') socket.destroy();
    else this.#idle.push(socket);
    return answer;
  }

  close(): void {
    for (const socket of this.#idle) socket.destroy();
  }
}

function isOneRequest(request: Buffer): boolean {
  const [first = ''] = request.toString('latin1').split('\r\n', 1);
  return / HTTP\/1\.1$/.test(first) && !first.includes('\n');
}

function exchange(socket: Socket, request: Buffer): Promise<RawAnswer> {
  const isHead = request.subarray(0, 5).toString() === 'HEAD ';
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    function settle(isOver: boolean): void {
      const answer = answerIn(received, { isOver, isHead });
      if (!answer && !isOver) return;
      socket.removeAllListeners().on('error', () => socket.destroy());
      if (answer) resolve(answer);
      else reject(new Error(`The connection was closed after ${received.length} bytes of an answer`));
    }
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      settle(false);
    });
    socket.on('error', () => settle(true));
    socket.on('close', () => settle(true));
    socket.write(request);
  });
}

interface Reading {
  readonly isOver: boolean;
  /** An answer to HEAD announces a body that does not come. */
  readonly isHead: boolean;
}

/** The answer in these bytes, `undefined` while it is not whole. */
function answerIn(bytes: Buffer, reading: Reading): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const body = bytes.subarray(end + 4);
  const status = Number(first.split(' ')[1]);
  // "100 Continue" comes before the answer.
  if (status < 200) return answerIn(body, reading);
  const headers = Object.fromEntries(lines.map(headerIn));
  const length = status === 304 || reading.isHead ? 0 : Number(headers['content-length'] ?? 0);
  return body.length >= length || reading.isOver ? { status, headers, text: body.toString('utf8') } : undefined;
}

function headerIn(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
