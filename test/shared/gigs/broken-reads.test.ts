import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { GigsConnection } from '../../../shared/gigs/connection.ts';
import { addon } from './recorded.ts';
import { closedPort, reset, startHttp, startTcp } from './servers.ts';
import { setup, within } from './setup.ts';

const headers = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** What a read of an add-on fails with, and how often it was tried. */
async function failure(url: string, ms = 15_000, overrides: Partial<GigsConnection> = {}) {
  const { gigs, events } = setup(url, overrides);
  const startedAt = Date.now();
  const error: unknown = await gigs.getAddon(addon.id, within(ms)).then(
    () => expect.unreachable('It should have failed'),
    (reason: unknown) => reason,
  );
  return { error, tries: events.length, reasons: events.map(({ reason }) => reason), tookMs: Date.now() - startedAt };
}

describe.concurrent('a read over a network that fails', () => {
  it.each([
    ['nobody listens', () => closedPort()],
    ['the name is unknown', async () => 'https://nonexistent.invalid'],
  ])('is unreachable after two tries where %s', async (_name, url) => {
    const { error, tries } = await failure(await url());
    expect(error).toMatchObject({ name: 'GigsUnavailable', reason: 'unreachable', retryAfterSeconds: null });
    expect(tries).toBe(2);
  });

  it('tells a broken handshake nothing', async () => {
    const server = await startTcp((socket) => socket.once('data', () => socket.end()));
    const { error } = await failure(server.url.replace('http:', 'https:'));
    expect(error).toMatchObject({ reason: 'connection-lost' });
    expect(server.heard()).not.toContain('Bearer');
  });

  it('is tried again after a reset', async () => {
    const server = await startHttp((_request, response) => void reset(response.socket), { body: addon });
    expect(await setup(server.url).gigs.getAddon(addon.id, within(15_000))).toMatchObject({ id: addon.id });
    expect(server.requests).toHaveLength(2);
  });

  it('is lost after two resets', async () => {
    const server = await startHttp((_request, response) => void reset(response.socket));
    const { error, tries } = await failure(server.url);
    expect(error).toMatchObject({ reason: 'connection-lost' });
    expect(tries).toBe(2);
  });

  it('is lost where the answer breaks off', async () => {
    const server = await startTcp((socket) => {
      socket.once('data', () => socket.end(`${headers}content-length: 1000\r\n\r\n{"id":`));
    });
    expect((await failure(server.url)).error).toMatchObject({ reason: 'connection-lost' });
    expect(server.connections()).toBe(2);
  });

  it('is not mistaken for whole where the length is not told and the answer breaks off', async () => {
    const server = await startTcp((socket) => {
      socket.once('data', () => socket.end(`${headers}connection: close\r\n\r\n${JSON.stringify(addon).slice(0, -1)}`));
    });
    expect((await failure(server.url)).error).toMatchObject({ reason: 'unreadable' });
  });

  it('is lost where the answer is no HTTP', async () => {
    const server = await startTcp((socket) => void socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.9\r\n')));
    expect((await failure(server.url)).error).toMatchObject({ reason: 'connection-lost' });
  });
});

describe.concurrent('a read of a Gigs that is slow', () => {
  const silent = () => startTcp();
  const slowHeaders = () =>
    startTcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x: y\r\n'), 50);
      socket.on('close', () => clearInterval(drip));
    });
  const slowBody = () =>
    startTcp((socket) => {
      socket.write(`${headers}content-length: 1000\r\n\r\n`);
      const drip = setInterval(() => socket.write(' '), 50);
      socket.on('close', () => clearInterval(drip));
    });

  it.each([
    ['says nothing', silent],
    ['sends headers for ever', slowHeaders],
    ['sends a body for ever', slowBody],
  ])('ends with its own limit and is not made again in what is left, where it %s', async (_name, start) => {
    const server = await start();
    const { error, tries } = await failure(server.url, 600, { getTimeoutMs: 300 });
    expect(error).toMatchObject({ name: 'GigsUnavailable', reason: 'timeout' });
    expect(tries).toBe(1);
  });

  it('is made again where there is time for a whole one', async () => {
    const { tries, reasons } = await failure((await silent()).url, 3000, { getTimeoutMs: 200 });
    expect(tries).toBe(2);
    expect(reasons).toEqual(['timeout', 'timeout']);
  });

  it('ends when nobody waits any more', async () => {
    const { error, tookMs } = await failure((await slowBody()).url, 200);
    expect(error).toMatchObject({ reason: 'timeout' });
    expect(tookMs).toBeLessThan(4000);
  });

  it('stays refused where only the text of the refusal does not come', async () => {
    const server = await startTcp((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 422 No\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n'),
      );
    });
    expect((await failure(server.url, 1000)).error).toMatchObject({ name: 'GigsRefused', status: 422, code: null });
  });
});

describe.concurrent('a read whose answer is of no use', () => {
  it.each([
    ['HTML', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['JSON that says it is HTML', { body: addon, headers: { 'content-type': 'text/html' } }],
    ['JSON that does not say so', { body: addon, headers: { 'content-type': '' } }],
    ['HTML that says it is JSON', { body: '<html>' }],
    ['nothing', { status: 204 }],
    ['null', { body: 'null' }],
    ['a list', { body: [addon] }],
    ['of another shape', { body: { object: 'unexpected', data: [] } }],
    ['half an object', { body: '{"id":"add_0SNl' }],
    ['deeper than anybody needs', { body: '['.repeat(200_000) }],
    ['longer than anybody needs', { body: { ...addon, metadata: 'x'.repeat(1024 * 1024) } }],
  ])('is unreadable, and not made again: %s', async (_name, answer) => {
    const { error, tries } = await failure((await startHttp(answer)).url);
    expect(error).toMatchObject({ name: 'GigsUnavailable', reason: 'unreadable' });
    expect(tries).toBe(1);
  });

  it('is unreadable where it is no UTF-8', async () => {
    const server = await startHttp((_request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(Buffer.from(JSON.stringify({ ...addon, name: 'caf\u00e9' }), 'latin1'));
    });
    expect((await failure(server.url)).error).toMatchObject({ reason: 'unreadable' });
  });

  it('is counted unpacked', async () => {
    const bomb = gzipSync(JSON.stringify({ ...addon, metadata: ' '.repeat(20 * 1024 * 1024) }));
    expect(bomb.length).toBeLessThan(100_000);
    const server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    expect((await failure(server.url)).error).toMatchObject({ reason: 'unreadable' });
  });

  it('is read although it is packed, and its content type has a parameter', async () => {
    const server = await startHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' });
      response.end(gzipSync(JSON.stringify(addon)));
    });
    expect(await setup(server.url).gigs.getAddon(addon.id, within(15_000))).toMatchObject({ id: addon.id });
  });
});

it('lets go of the connection of an answer that it does not read', async () => {
  let closed: () => void = () => undefined;
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const server = await startTcp((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 403 No\r\ncontent-length: 900\r\n\r\n{'));
    socket.once('close', closed);
  });
  expect((await failure(server.url)).error).toMatchObject({ reason: 'forbidden' });
  await isClosed;
});

it('lets no text of Gigs and no key into what it throws', async () => {
  const server = await startHttp({ status: 422, body: { code: 'x y', message: 'secret text', hint: 'secret text' } });
  const refused = await failure(server.url);
  const lost = await failure(await closedPort());
  for (const { error } of [refused, lost]) {
    expect(error).toBeInstanceOf(Error);
    const { message, stack, cause } = error as Error;
    expect(cause).toBeUndefined();
    expect(`${message} ${stack} ${JSON.stringify(error)}`).not.toMatch(/secret text|gpk_/);
  }
});

it('survives an observer that fails', async () => {
  const server = await startHttp({ body: addon });
  const observe = () => {
    throw new Error('No metrics today');
  };
  expect(await setup(server.url, { observe }).gigs.getAddon(addon.id, within(15_000))).toMatchObject({ id: addon.id });
});
