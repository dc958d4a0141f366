import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLambdaFunction } from '../../../local/lambda/function.ts';
import { temporaryBundle } from '../temporary-bundle.ts';
import { partsOf, runGateway } from './running-gateway.ts';

const purchases = '/v1/subscriptions/sub_1/purchases';
const tooLarge = { status: 413, body: '{"message":"Request Entity Too Large"}' };
const headersTooLarge = { status: 431, body: '{"message":"Request Header Fields Too Large"}' };
const maxBodyBytes = 10 * 1024 * 1024;

async function bodyOf(response: Response) {
  expect(response.headers.get('apigw-requestid')).toMatch(/^\S+$/);
  return { status: response.status, body: await response.text() };
}

describe('the size of a request', () => {
  it('may be 10 MB of body', async () => {
    const { url, events } = await runGateway();
    const response = await fetch(url + purchases, { method: 'POST', body: Buffer.alloc(maxBodyBytes, 'x') });
    expect(response.status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it('is 413 beyond that, announced or not', async () => {
    const { url, events } = await runGateway();
    const body = Buffer.alloc(maxBodyBytes + 1, 'x');
    expect(await bodyOf(await fetch(url + purchases, { method: 'POST', body }))).toEqual(tooLarge);
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(body);
        controller.close();
      },
    });
    const request = { method: 'POST', body: chunked, duplex: 'half' } as const;
    expect(await bodyOf(await fetch(url + purchases, request))).toEqual(tooLarge);
    expect(events).toEqual([]);
  });

  it('is judged by the bytes that come, not by an understated Content-Length', async () => {
    const { sendRaw, events } = await runGateway();
    await sendRaw(
      `POST ${purchases} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1\r\nConnection: close\r\n\r\nabcdef`,
    );
    expect(events).toMatchObject([{ body: 'a', headers: { 'content-length': '1' } }]);
  });

  it('is 400 with two lengths', async () => {
    const { sendRaw, events } = await runGateway();
    const answer = await sendRaw(
      `POST ${purchases} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    );
    expect(partsOf(answer)).toMatchObject({ status: 400, body: '{"message":"Bad Request"}' });
    expect(events).toEqual([]);
  });

  it('may be 10,240 bytes of request line and headers', async () => {
    const { sendRaw, events } = await runGateway();
    const request = (padding: number) =>
      `GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Padding: ${'x'.repeat(padding)}\r\n\r\n`;
    const room = 10_240 - request(0).length;
    expect(partsOf(await sendRaw(request(room))).status).toBe(200);
    expect(partsOf(await sendRaw(request(room + 10)))).toMatchObject(headersTooLarge);
    expect(events).toHaveLength(1);
  });

  it.each([11_000, 100_000, 1_000_000])('is 431 beyond that: a token of %i bytes', async (length) => {
    const { sendRaw, events } = await runGateway();
    const answer = await sendRaw(
      `GET /v1/project HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${'x'.repeat(length)}\r\n\r\n`,
    );
    expect(partsOf(answer)).toMatchObject(headersTooLarge);
    expect(partsOf(answer).head).toMatch(/^apigw-requestid: \S+$/m);
    expect(events).toEqual([]);
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['a NUL in the path', 'GET /v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a space in the path', 'GET /v1/a b HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a byte beyond ASCII in the path', 'GET /v1/ü HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a header without a name', 'GET /health HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n'],
    ['a request without a host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ])('is 400: %s', async (_, request) => {
    const { sendRaw, events } = await runGateway();
    const { status, body, head } = partsOf(await sendRaw(request));
    expect({ status, body }).toEqual({ status: 400, body: '{"message":"Bad Request"}' });
    expect(head).toMatch(/^apigw-requestid: \S+$/m);
    expect(events).toEqual([]);
  });
});

describe('a client that breaks off', () => {
  it('is forgotten when its request is not whole', async () => {
    const { url, events, sendRaw } = await runGateway();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(`POST ${purchases} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
    await sleep(20);
    socket.destroy();
    await sendRaw('GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(events.map((event) => event.routeKey)).toEqual(['GET /health']);
  });

  it('does not stop the function once its request is whole', async () => {
    let finished = false;
    const { url, events } = await runGateway({
      invoke: async () => {
        await sleep(50);
        finished = true;
      },
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => events.length).toBe(1);
    socket.destroy();
    await expect.poll(() => finished).toBe(true);
  });
});

describe('the function behind', () => {
  async function runWith(source: string, options: { timeoutMs?: number; integrationTimeoutMs?: number } = {}) {
    const subject = createLambdaFunction({
      name: 'subject',
      bundleUrl: await temporaryBundle(source),
      env: {},
      writeLine: () => undefined,
      ...options,
    });
    onTestFinished(() => subject.close());
    return runGateway({ ...options, invoke: subject.invoke });
  }
  const internal = { status: 500, body: '{"message":"Internal Server Error"}' };
  const unavailable = { status: 503, body: '{"message":"Service Unavailable"}' };

  it('answers through its instance', async () => {
    const { url } = await runWith(
      `export const handler = async ({ routeKey }) => ({ statusCode: 201, body: routeKey });`,
    );
    expect(await bodyOf(await fetch(`${url}/health`))).toEqual({ status: 201, body: 'GET /health' });
  });

  it.each([
    ['throws', `export const handler = async () => { throw new Error('secret'); };`, internal],
    ['crashes', `export const handler = async () => process.exit(1);`, internal],
    ['cannot be loaded', `throw new Error('secret');`, internal],
    ['answers nonsense', `export const handler = async () => ({ statusCode: 'many' });`, internal],
    [
      'answers more than 6 MB',
      `export const handler = async () => ({ statusCode: 200, body: 'x'.repeat(7e6) });`,
      internal,
    ],
  ])('is a bare 500 when it %s', async (_, source, expected) => {
    const { url } = await runWith(source);
    expect(await bodyOf(await fetch(`${url}/health`))).toEqual(expected);
  });

  it('is 503 when Lambda kills it, and works again afterwards', async () => {
    const { url } = await runWith(
      `export const handler = ({ rawQueryString }) => (rawQueryString ? new Promise(() => setInterval(() => {}, 1e6)) : 'fine');`,
      { timeoutMs: 200 },
    );
    expect(await bodyOf(await fetch(`${url}/health?hang`))).toEqual(unavailable);
    expect(await bodyOf(await fetch(`${url}/health`))).toEqual({ status: 200, body: 'fine' });
  });

  it('is 503 when the gateway has waited long enough, and is not stopped by that', async () => {
    const { url } = await runWith(
      `let finished = 0;
      export const handler = async ({ rawQueryString }) => {
        if (rawQueryString) { await new Promise((resolve) => setTimeout(resolve, 300)); finished += 1; }
        return String(finished);
      };`,
      { integrationTimeoutMs: 200 },
    );
    await fetch(`${url}/health`); // So that what follows is not also a cold start.
    expect(await bodyOf(await fetch(`${url}/health?slow`))).toEqual(unavailable);
    await sleep(200);
    expect(await bodyOf(await fetch(`${url}/health`))).toEqual({ status: 200, body: '1' });
  });

  it('is not reached by an event of more than 6 MB', async () => {
    const { url } = await runWith(`export const handler = async () => 'reached';`);
    const response = await fetch(url + purchases, { method: 'POST', body: Buffer.alloc(7_000_000) });
    expect(await bodyOf(response)).toEqual(tooLarge);
  });
});
