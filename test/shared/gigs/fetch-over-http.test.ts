import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFetchOverHttp } from '../../../shared/gigs/fetch-over-http.ts';
import { startHttp, startTcp } from './servers.ts';

const fetchOverHttp = createFetchOverHttp();

function get(url: string, signal = new AbortController().signal) {
  return fetchOverHttp(new URL(url), { redirect: 'manual', signal, headers: { accept: 'application/json' } });
}

async function textOf({ body }: Awaited<ReturnType<typeof get>>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('a read over HTTP', () => {
  it('gives status, headers and body', async () => {
    const { url, requests } = await startHttp({ status: 404, headers: { 'retry-after': '7' }, body: { code: 'no' } });
    const answer = await get(`${url}/a?b=c`);
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('etag')]).toEqual([404, '7', null]);
    expect(await textOf(answer)).toBe('{"code":"no"}');
    expect(requests[0]).toMatchObject({ method: 'GET', target: '/a?b=c', headers: { accept: 'application/json' } });
  });

  it('follows no redirect', async () => {
    const { url, requests } = await startHttp({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
    const { status, body } = await get(url);
    await body?.cancel();
    expect([status, requests.length]).toEqual([307, 1]);
  });

  it('unpacks what comes packed', async () => {
    const { url } = await startHttp((received, response) => {
      response.writeHead(200, { 'content-encoding': String(received.headers['accept-encoding']) });
      response.end(gzipSync('unpacked'));
      return undefined;
    });
    expect(await textOf(await get(url))).toBe('unpacked');
  });

  it('uses a connection again', async () => {
    const sockets = new Set<Socket>();
    const { url } = await startHttp((_received, response) => {
      if (response.socket) sockets.add(response.socket);
      return { body: {} };
    });
    for (let reads = 0; reads < 3; reads++) {
      await textOf(await get(url));
      await sleep(0); // The connection is free a moment after the body ended.
    }
    expect(sockets.size).toBe(1);
  });

  it.each(['', 'content-encoding: gzip\r\n'])('rejects where the body breaks off (%s)', async (encoding) => {
    const { url } = await startTcp((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n${encoding}\r\n`);
        setTimeout(() => socket.resetAndDestroy(), 20);
      });
    });
    const answer = await get(url);
    await expect(textOf(answer)).rejects.toThrow();
  });

  it.each(['', 'content-encoding: gzip\r\n'])(
    'harms nobody where it breaks before anybody reads (%s)',
    async (encoding) => {
      const { url } = await startTcp((socket) => {
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n${encoding}\r\n`);
          setTimeout(() => socket.resetAndDestroy(), 5);
        });
      });
      const answer = await get(url);
      await sleep(50);
      await expect(textOf(answer)).rejects.toThrow();
    },
  );

  it('ends with its signal, also in the middle of a body', async () => {
    const { url } = await startTcp((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    });
    const controller = new AbortController();
    const answer = await get(url, controller.signal);
    setTimeout(() => controller.abort(), 20);
    await expect(textOf(answer)).rejects.toThrow();
  });
});
