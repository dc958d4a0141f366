import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request to the table. */
export type Trouble =
  /** The connection is cut, and DynamoDB never hears of it. */
  | 'cut before'
  /** DynamoDB does it, and the connection is cut instead of the answer. */
  | 'cut after'
  /** DynamoDB never hears of it, and no answer ever comes. */
  | 'silence'
  /** As before, after this has happened. */
  | { readonly cutAfter: () => Promise<void> }
  /** DynamoDB answers, with this in place of its own body. */
  | { readonly answer: unknown };

export interface SeenRequest {
  /** DynamoDB's own name, like `PutItem`. */
  readonly operation: string;
  /** Of its body, and of the answer's: what DynamoDB charges by, but for its rounding. */
  readonly bytesSent: number;
  bytesReceived: number;
  /** Whether it asks for what was written last, and not for what may be older. */
  readonly isConsistent: boolean;
}

/** Stands between the AWS client and a DynamoDB engine, sees every request, and makes trouble when told to. */
export class TableProxy implements AsyncDisposable {
  readonly seen: SeenRequest[] = [];
  readonly #troubles: { readonly operation: string; readonly trouble: Trouble; readonly containing: string }[] = [];
  readonly #target: URL;
  readonly #server = createServer((request, response) => this.#serve(request, response));

  private constructor(target: string) {
    this.#target = new URL(target);
  }

  static async start(target: string): Promise<TableProxy> {
    const proxy = new TableProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next so many requests of this operation, whose body contains the text, suffer it. */
  makeTrouble(operation: string, trouble: Trouble, { times = 1, containing = '' } = {}): void {
    for (let each = 0; each < times; each++) this.#troubles.push({ operation, trouble, containing });
  }

  operations(): string[] {
    return this.seen.map(({ operation }) => operation);
  }

  forget(): void {
    this.seen.length = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const isConsistent = body.includes('"ConsistentRead":true');
    const seen: SeenRequest = { operation, bytesSent: body.length, bytesReceived: 0, isConsistent };
    this.seen.push(seen);
    const trouble = this.#nextTrouble(operation, body);
    if (trouble === 'silence') return;
    if (trouble === 'cut before') {
      request.socket.destroy();
      return;
    }
    const answer = await this.#forward(request, body);
    if (trouble === 'cut after' || (trouble && 'cutAfter' in trouble)) {
      if (trouble !== 'cut after') await trouble.cutAfter();
      request.socket.destroy();
      return;
    }
    const sent = trouble ? Buffer.from(JSON.stringify(trouble.answer)) : answer.body;
    seen.bytesReceived = sent.length;
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(sent);
  }

  #nextTrouble(operation: string, body: Buffer): Trouble | undefined {
    const at = this.#troubles.findIndex(
      (waiting) => waiting.operation === operation && body.includes(waiting.containing),
    );
    return at === -1 ? undefined : this.#troubles.splice(at, 1)[0]?.trouble;
  }

  #forward(request: IncomingMessage, body: Buffer): Promise<{ status: number; body: Buffer }> {
    const { hostname, port } = this.#target;
    return new Promise((resolve, reject) => {
      const options = { hostname, port, method: 'POST', path: request.url ?? '/', headers: request.headers };
      const outgoing = forward(options, async (answer) => {
        resolve({ status: answer.statusCode ?? 500, body: await bytesOf(answer) });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
