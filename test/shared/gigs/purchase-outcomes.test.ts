import https from 'node:https';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GigsConnection } from '../../../shared/gigs/connection.ts';
import { GigsKeyUnavailable } from '../../../shared/gigs/outcome.ts';
import { addon, errorBody, subscriptionAddon } from './recorded.ts';
import { selfSigned } from './self-signed.ts';
import { closedPort, listen, reset, startHttp, startTcp } from './servers.ts';
import { key, keys, setup, within } from './setup.ts';

const wish = { addon: addon.id, subscription: subscriptionAddon.subscription, idempotencyKey: null };

function buy(url: string, { ms = 15_000, idempotencyKey = null as string | null, ...overrides }: Buying = {}) {
  const { gigs } = setup(url, overrides);
  return gigs.createSubscriptionAddon({ ...wish, idempotencyKey }, within(ms));
}
/** So long that a test which waits for them fails. */
const longLimits = { ms: 60_000, postTimeoutMs: 60_000 };

type Buying = Partial<GigsConnection> & { ms?: number; idempotencyKey?: string | null };

describe.concurrent('a purchase that Gigs answers', () => {
  it('is sent once, as exactly the two ids, on a connection of its own', async () => {
    const server = await startHttp({ status: 201, body: subscriptionAddon });
    const { gigs, events } = setup(server.url);
    expect(await gigs.createSubscriptionAddon(wish, within(15_000))).toMatchObject({
      kind: 'answered',
      value: { id: subscriptionAddon.id, status: 'pending', addon: { id: addon.id, details: { id: addon.id } } },
    });
    expect(server.requests).toEqual([
      {
        method: 'POST',
        target: '/projects/gigs/subscriptionAddons',
        headers: {
          authorization: `Bearer ${key}`,
          accept: 'application/json',
          'content-type': 'application/json',
          'content-length': String(server.requests[0]?.body.length),
          host: new URL(server.url).host,
          connection: 'close',
        },
        body: `{"addon":"${wish.addon}","subscription":"${wish.subscription}"}`,
      },
    ]);
    expect(events).toEqual([
      {
        operation: 'createSubscriptionAddon',
        outcome: 'answered',
        reason: null,
        status: 201,
        durationMs: expect.any(Number),
      },
    ]);
  });

  it('carries an idempotency key where it is given one, in the header only', async () => {
    const server = await startHttp({ body: subscriptionAddon });
    await buy(server.url, { idempotencyKey: 'pur_abc' });
    expect(server.requests).toMatchObject([{ headers: { 'idempotency-key': 'pur_abc' } }]);
    expect(server.requests[0]?.body).not.toContain('pur_abc');
  });

  it('is answered also where it names another user, subscription or add-on: that is for a person to judge', async () => {
    const body = { ...subscriptionAddon, user: 'usr_other', subscription: 'sub_other', addon: { id: 'add_other' } };
    const server = await startHttp({ body });
    expect(await buy(server.url)).toMatchObject({
      kind: 'answered',
      value: { user: 'usr_other', subscription: 'sub_other', addon: { id: 'add_other', details: null } },
    });
  });

  it.each([200, 201, 202, 299])('is answered with %i', async (status) => {
    expect(await buy((await startHttp({ status, body: subscriptionAddon })).url)).toMatchObject({ kind: 'answered' });
  });

  it.each([400, 402, 404, 409, 422])('is refused with %i', async (status) => {
    const server = await startHttp({ status, body: errorBody('invalid', 'paymentCardDeclined') });
    expect(await buy(server.url)).toEqual({ kind: 'refused', status, code: 'paymentCardDeclined' });
    expect(server.requests).toHaveLength(1);
  });

  it('is refused by the status alone, where the body is of no use', async () => {
    const html = await startHttp({ status: 422, body: '<html>', headers: { 'content-type': 'text/html' } });
    expect(await buy(html.url)).toEqual({ kind: 'refused', status: 422, code: null });
    const cut = await startTcp((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 402 No\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{'),
      );
    });
    expect(await buy(cut.url)).toEqual({ kind: 'refused', status: 402, code: null });
  });

  it('is unknown with 409 where an idempotency key was sent, since a copy may be under way', async () => {
    const server = await startHttp({ status: 409, body: errorBody('conflict') });
    expect(await buy(server.url, { idempotencyKey: 'pur_abc' })).toEqual({
      kind: 'unknown',
      reason: 'unexpected-status',
    });
  });

  it.each([
    [403, 'forbidden'],
    [429, 'too-many-requests'],
  ])('is not done with %i', async (status, reason) => {
    const server = await startHttp({ status, headers: { 'retry-after': '3' }, body: errorBody('x', 'paymentFailed') });
    expect(await buy(server.url)).toEqual({ kind: 'not-done', reason, retryAfterSeconds: 3 });
    expect(server.requests).toHaveLength(1);
  });

  it('is not done with 401, is not sent again with another key, and asks for that key', async () => {
    const server = await startHttp({ status: 401, body: errorBody('unauthenticated') });
    const source = keys('old', 'new');
    expect(await buy(server.url, { keys: source })).toEqual({
      kind: 'not-done',
      reason: 'unauthenticated',
      retryAfterSeconds: null,
    });
    expect(server.requests).toHaveLength(1);
    expect(source.refusals).toEqual(['old']);
    expect(await source.current()).toBe('new');
  });

  it('is not done with 401 also where asking for another key fails', async () => {
    const server = await startHttp({ status: 401 });
    const source = { current: async () => key, refused: () => Promise.reject(new Error('no network')) };
    expect(await buy(server.url, { keys: source })).toMatchObject({ kind: 'not-done', reason: 'unauthenticated' });
  });

  it.each([
    [300, 'redirect'],
    [301, 'redirect'],
    [302, 'redirect'],
    [303, 'redirect'],
    [307, 'redirect'],
    [308, 'redirect'],
    [405, 'unexpected-status'],
    [408, 'unexpected-status'],
    [410, 'unexpected-status'],
    [418, 'unexpected-status'],
    [425, 'unexpected-status'],
    [451, 'unexpected-status'],
    [500, 'server-error'],
    [501, 'server-error'],
    [502, 'server-error'],
    [503, 'server-error'],
    [504, 'server-error'],
    [599, 'server-error'],
  ])('is unknown with %i, sent once and to nobody else', async (status, reason) => {
    const elsewhere = await startHttp({ body: subscriptionAddon });
    const server = await startHttp({
      status,
      headers: { location: elsewhere.url, 'retry-after': '1' },
      body: errorBody('internal', 'paymentFailed'),
    });
    expect(await buy(server.url)).toEqual({ kind: 'unknown', reason });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });

  it('does not wait for a body that is of no use', async () => {
    const answer = 'HTTP/1.1 503 No\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{';
    const server = await startTcp((socket) => void socket.once('data', () => socket.write(answer)));
    expect(await buy(server.url, longLimits)).toEqual({ kind: 'unknown', reason: 'server-error' });
  });

  it.each([
    ['HTML', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['JSON that says it is HTML', { body: subscriptionAddon, headers: { 'content-type': 'text/html' } }],
    [
      'packed',
      { body: subscriptionAddon, headers: { 'content-encoding': 'gzip', 'content-type': 'application/gzip' } },
    ],
    ['nothing', { status: 204 }],
    ['half an object', { body: JSON.stringify(subscriptionAddon).slice(0, -2) }],
    ['of another shape', { body: { object: 'unexpected', data: [] } }],
    ['without an id', { body: { ...subscriptionAddon, id: undefined } }],
    ['with an id that is none', { body: { ...subscriptionAddon, id: '../addons' } }],
    ['an error that says 200', { body: errorBody('invalid', 'paymentFailed') }],
    ['longer than anybody needs', { body: { ...subscriptionAddon, metadata: 'x'.repeat(1024 * 1024) } }],
  ])('is unknown where a success is unreadable: %s', async (_name, answer) => {
    const server = await startHttp(answer);
    expect(await buy(server.url)).toEqual({ kind: 'unknown', reason: 'unreadable' });
    expect(server.requests).toHaveLength(1);
  });
});

describe.concurrent('a purchase whose request did not leave', () => {
  const notDone = (reason: string) => ({ kind: 'not-done', reason, retryAfterSeconds: null });

  it('is not done where nobody listens', async () => {
    expect(await buy(await closedPort())).toEqual(notDone('unreachable'));
  });

  it('is not done where the name is unknown', async () => {
    expect(await buy('https://nonexistent.invalid')).toEqual(notDone('unreachable'));
  });

  it.each([
    ['ends', (socket: Socket) => void socket.end()],
    ['is reset', reset],
    ['is answered in clear text', (socket: Socket) => void socket.end('HTTP/1.1 400 No\r\n\r\n')],
  ])('is not done where the handshake %s', async (_name, answer) => {
    const server = await startTcp((socket) => void socket.once('data', () => answer(socket)));
    expect(await buy(server.url.replace('http:', 'https:'))).toEqual(notDone('unreachable'));
    expect(server.connections()).toBe(1);
    expect(server.heard()).not.toMatch(/Bearer|POST/);
  });

  it('is not done where the handshake takes more than a second', async () => {
    const server = await startTcp();
    expect(await buy(server.url.replace('http:', 'https:'), longLimits)).toEqual(notDone('timeout'));
    expect(server.heard()).not.toMatch(/Bearer|POST/);
  });

  it('is not done where nobody vouches for the certificate', async () => {
    const requests: unknown[] = [];
    const port = await listen(https.createServer(selfSigned(), (request) => requests.push(request)));
    expect(await buy(`https://localhost:${port}`)).toEqual(notDone('unreachable'));
    expect(requests).toEqual([]);
  });

  it('is not done, and nobody is called, where nobody waits any more', async () => {
    const server = await startTcp();
    expect(await buy(server.url, { ms: 0 })).toEqual(notDone('timeout'));
    // One that came late would be seen before this one.
    await buy(server.url, { ms: 100 });
    expect(server.connections()).toBe(1);
  });

  it('is not done where the clock passes the last moment while the connection is made', async () => {
    const server = await startTcp();
    let hasStoodStill = false;
    const now = () => Date.now() + (hasStoodStill ? 60_000 : 0);
    const source = {
      // Done before the next event of a socket: when the connection stands, it is too late.
      current: async () => {
        setImmediate(() => {
          hasStoodStill = true;
        });
        return key;
      },
      refused: async () => null,
    };
    expect(await buy(server.url, { now, keys: source })).toEqual(notDone('timeout'));
    expect(server.connections()).toBe(1);
    expect(server.heard()).toBe('');
  });

  it('throws where there is no key, and nobody is called', async () => {
    const server = await startTcp();
    const source = { current: () => Promise.reject(new GigsKeyUnavailable('not-set')), refused: async () => null };
    await expect(buy(server.url, { keys: source })).rejects.toEqual(new GigsKeyUnavailable('not-set'));
    const never = { current: () => new Promise<string>(() => undefined), refused: async () => null };
    await expect(buy(server.url, { keys: never, ms: 50 })).rejects.toEqual(new GigsKeyUnavailable('unreadable'));
    expect(server.connections()).toBe(0);
  });
});

describe.concurrent('a purchase whose request may have left', () => {
  const headers = 'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n';

  it('is unknown where the connection is reset before the request is read', async () => {
    const server = await startTcp((socket) => {
      socket.pause();
      setTimeout(reset, 50, socket);
    });
    expect(await buy(server.url)).toEqual({ kind: 'unknown', reason: 'connection-lost' });
  });

  it.each([
    ['is reset', reset],
    ['ends', (socket: Socket) => void socket.end()],
    ['breaks off in the headers', (socket: Socket) => void socket.end('HTTP/1.1 201 Cre')],
    ['breaks off in the body', (socket: Socket) => void socket.end(`${headers}content-length: 900\r\n\r\n{`)],
    ['ends in a broken chunk', (socket: Socket) => void socket.end(`${headers}transfer-encoding: chunked\r\n\r\nzz`)],
    ['is no HTTP', (socket: Socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
    [
      'switches the protocol',
      (socket: Socket) => void socket.end('HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
  ])('is unknown where the connection %s after the request was read, which is sent once', async (_name, answer) => {
    const server = await startTcp((socket) => void socket.once('data', () => answer(socket)));
    expect(await buy(server.url)).toEqual({ kind: 'unknown', reason: 'connection-lost' });
    expect(server.connections()).toBe(1);
    expect(server.heard().match(/POST/g)).toHaveLength(1);
  });

  it('is unknown where an answer without a length breaks off', async () => {
    const half = JSON.stringify(subscriptionAddon).slice(0, 200);
    const server = await startTcp((socket) => void socket.once('data', () => socket.end(`${headers}\r\n${half}`)));
    expect(await buy(server.url)).toEqual({ kind: 'unknown', reason: 'unreadable' });
  });

  it.each([
    ['says nothing', '', ''],
    ['goes on with "continue" and nothing more', 'HTTP/1.1 100 Continue\r\n\r\n', ''],
    ['sends headers for ever', 'HTTP/1.1 201 Created\r\n', 'x: y\r\n'],
    ['sends a body for ever', `${headers}content-length: 1000\r\n\r\n`, ' '],
  ])('is unknown where Gigs %s, and the connection is ended', async (_name, beginning, drop) => {
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const server = await startTcp((socket) => {
      socket.write(beginning);
      const drip = setInterval(() => socket.write(drop), 50);
      socket.on('close', () => {
        clearInterval(drip);
        ended();
      });
    });
    expect(await buy(server.url, { postTimeoutMs: 700 })).toEqual({ kind: 'unknown', reason: 'timeout' });
    await end;
    expect(server.connections()).toBe(1);
  });

  it.each([
    ['its own limit', { ...longLimits, postTimeoutMs: 700 }],
    ['the end of anybody’s waiting', { ...longLimits, ms: 700 }],
  ])('is unknown after %s', async (_name, limits) => {
    expect(await buy((await startTcp()).url, limits)).toEqual({ kind: 'unknown', reason: 'timeout' });
  });
});

describe.concurrent('ending a subscription add-on', () => {
  it('is one DELETE without a body', async () => {
    const server = await startHttp({ body: { ...subscriptionAddon, status: 'ended' } });
    const { gigs } = setup(server.url);
    expect(await gigs.endSubscriptionAddon(subscriptionAddon.id, within(15_000))).toMatchObject({
      kind: 'answered',
      value: { id: subscriptionAddon.id, status: 'ended' },
    });
    expect(server.requests).toMatchObject([
      { method: 'DELETE', target: `/projects/gigs/subscriptionAddons/${subscriptionAddon.id}`, body: '' },
    ]);
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [{ body: { ...subscriptionAddon, id: 'sad_other' } }, { kind: 'unknown', reason: 'unreadable' }],
    [{ status: 204 }, { kind: 'unknown', reason: 'unreadable' }],
    [{ status: 500 }, { kind: 'unknown', reason: 'server-error' }],
    [
      { status: 422, body: errorBody('invalid') },
      { kind: 'refused', status: 422, code: null },
    ],
    [
      { status: 404, body: errorBody('notFound') },
      { kind: 'refused', status: 404, code: null },
    ],
    [{ status: 429 }, { kind: 'not-done', reason: 'too-many-requests', retryAfterSeconds: null }],
  ])('answered %j is %j, and it is sent once', async (answer, outcome) => {
    const server = await startHttp(answer);
    expect(await setup(server.url).gigs.endSubscriptionAddon(subscriptionAddon.id, within(15_000))).toEqual(outcome);
    expect(server.requests).toHaveLength(1);
  });
});

describe('a purchase over TLS', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('leaves when the handshake is complete', async () => {
    // Node reads it for each connection. The certificate is not what is tested here.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const bodies: string[] = [];
    const server = https.createServer(selfSigned(), (request, response) => {
      request.on('data', (chunk) => bodies.push(String(chunk)));
      response.setHeader('content-type', 'application/json');
      request.on('end', () => response.end(JSON.stringify(subscriptionAddon)));
    });
    const port = await listen(server);
    expect(await buy(`https://localhost:${port}`)).toMatchObject({ kind: 'answered' });
    expect(bodies).toEqual([`{"addon":"${wish.addon}","subscription":"${wish.subscription}"}`]);
  });
});
