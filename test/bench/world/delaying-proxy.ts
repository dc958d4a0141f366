import {
  Agent,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as requestTo,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen, localHost } from '../../../local/listen.ts';

/** One request that went through, and when, in milliseconds of this process's clock. */
export interface Passed {
  readonly method: string;
  /** With the query; for DynamoDB, its operation. */
  readonly what: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Read or write units that DynamoDB counted. */
  readonly units: number;
}

export interface DelayingProxy extends AsyncDisposable {
  readonly url: string;
  /** All that passed since this was last asked. */
  take(): Passed[];
}

/**
 * Passes requests on to `target` and remembers them. Their answers come when the time is over that their method takes,
 * and not earlier: what the stand-in behind needs of its own is part of that time, not added to it.
 */
export async function startDelayingProxy(
  target: string,
  delayMsOf: (method: string) => number,
): Promise<DelayingProxy> {
  const agent = new Agent({ keepAlive: true });
  let passed: Passed[] = [];

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const { method = '', url = '', headers } = incoming;
    const [service, operation] = headers['x-amz-target']?.toString().split('.') ?? [];
    const isTable = service?.startsWith('DynamoDB') ?? false;
    const delay = sleep(delayMsOf(method));
    const body = isTable ? askingForUnits(await buffer(incoming)) : await buffer(incoming);
    const sent = { ...headers, ...(body.length > 0 && { 'content-length': String(body.length) }) };
    const answer = await forward(method, new URL(url, target), sent, body);
    const answerBody = await buffer(answer);
    const units = isTable ? unitsIn(answerBody) : 0;
    await delay;
    passed.push({ method, what: operation ?? url, startedAt, endedAt: performance.now(), units });
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answerBody);
  }

  function forward(method: string, url: URL, headers: OutgoingHttpHeaders, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      requestTo(url, { method, headers, agent }).on('response', resolve).on('error', reject).end(body);
    });
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const { port, close } = await listen(server, 0);
  return {
    url: `http://${localHost}:${port}`,
    take() {
      const taken = passed;
      passed = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await close();
    },
  };
}

function askingForUnits(body: Buffer): Buffer {
  return Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), ReturnConsumedCapacity: 'TOTAL' }));
}

function unitsIn(answer: Buffer): number {
  const { ConsumedCapacity: consumed = [] } = JSON.parse(answer.toString()) as {
    ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
  };
  return [consumed].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

/** How many of these had to wait for one another: the longest row of requests of which each began after the last ended. */
export function hopsOf(passed: readonly Passed[]): number {
  let hops = 0;
  let lastEndedAt = Number.NEGATIVE_INFINITY;
  for (const { startedAt, endedAt } of [...passed].sort((a, b) => a.endedAt - b.endedAt)) {
    if (startedAt < lastEndedAt) continue;
    hops += 1;
    lastEndedAt = endedAt;
  }
  return hops;
}
