import { beforeAll, describe, expect, it } from 'vitest';
import { seedPlans, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { httpApiEvent } from '../rig/event.ts';
import type { Instance } from '../rig/rig.ts';
import type { Door } from './door.ts';
import { purchases } from './post.ts';
import { buy, gist, newKey } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;
let instance: Instance;

beforeAll(async () => {
  door = await world.open();
  instance = world.start();
});

describe('a length that lies', () => {
  const event = (change: object) => ({
    ...httpApiEvent('buyTopUp', {
      params: { subscription: seedSubscriptions.jerry },
      headers: { 'idempotency-key': newKey(), 'content-type': 'application/json', 'content-length': '1' },
      body: ' '.repeat(1_000_000),
    }),
    ...change,
  });

  it.each([
    ['Content-Length: 1 (CVE-2026-54288)', {}],
    ['base64', { body: Buffer.alloc(3000, ' ').toString('base64'), isBase64Encoded: true }],
    ['base64 that is none', { body: '='.repeat(1_000_000).replace(/=/g, 'A'), isBase64Encoded: true }],
  ])('%s: 413 by the bytes that there are', async (_what, change) => {
    expect(gist(await instance.handle(event(change)))).toBe('413 body-too-large');
    tally('cases tried');
  });

  it('Transfer-Encoding in the event: changes nothing', async () => {
    for (const encoding of ['chunked', 'xchunked', 'gzip', 'identity']) {
      const asked = {
        params: { subscription: seedSubscriptions.jerry },
        headers: { 'transfer-encoding': encoding, 'idempotency-key': newKey(), 'content-type': 'application/json' },
        body: ' '.repeat(3000),
      };
      expect(gist(await instance.handle(httpApiEvent('buyTopUp', asked)))).toBe('413 body-too-large');
      tally('cases tried');
    }
  });

  it.each([
    ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 'abcde'],
    ['a length that is none', 'Content-Length: +5\r\n', 'abcde'],
    ['an unknown encoding', 'Transfer-Encoding: xchunked\r\n', 'abcde'],
    ['a folded header', 'X-A: b\r\n c\r\nContent-Length : 5\r\n', 'abcde'],
    ['a bare line feed', 'Content-Length: 5\n\n', 'abcde'],
  ])('on the wire, %s: 4xx, the function is not reached', async (_what, headers, body) => {
    const before = instance.log.length;
    const { result, upstream } = await world.during(() =>
      door.sendBytes(`POST ${purchases} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n${body}`),
    );
    expect(result.status).toBeGreaterThanOrEqual(400);
    expect(result.status).toBeLessThan(500);
    expect({ upstream, lines: instance.log.length }).toEqual({ upstream: [], lines: before });
    tally('cases tried');
  });

  it('a second request hidden behind the first is a request of its own, without the token of the first', async () => {
    const hidden = `GET ${purchases} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const { result, upstream } = await world.during(() =>
      door.sendBytes(
        `GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n\r\n${hidden}`,
      ),
    );
    expect({ gist: gist(result), upstream }).toEqual({ gist: '400 invalid-request', upstream: [] });
    tally('cases tried');
  });
});

describe('more than a gateway takes', () => {
  it('headers of 11 kB: 431', async () => {
    expect((await door.send({ target: '/v1/project', headers: { 'x-padding': 'x'.repeat(11_000) } })).status).toBe(431);
    tally('cases tried');
  });

  it('a body of 11 MB: 413', async () => {
    expect((await door.send({ method: 'POST', target: purchases, body: Buffer.alloc(11_000_000) })).status).toBe(413);
    tally('cases tried');
  });
});

describe('what a browser might make of it', () => {
  it.each(['text/html', 'text/html,application/xhtml+xml', '*/*;q=0', 'image/*', 'application/xml', 'x', ''])(
    'Accept: %s: never HTML',
    async (accept) => {
      for (const target of [
        '/health',
        '/openapi.json',
        '/problems/price-changed',
        '/problems/none',
        '/v1/project',
        purchases,
        '/nowhere',
      ]) {
        const { headers } = await door.send({ target, headers: { accept, 'accept-encoding': 'br, bomb, gzip' } });
        expect(headers['content-type']).toMatch(/^(application\/(problem\+)?json|text\/plain; charset=utf-8)$/);
        expect(headers).not.toHaveProperty('content-encoding');
        tally('cases tried');
      }
    },
  );

  it.each(['null', 'https://evil.example', 'http://localhost:3000', '*'])(
    'Origin: %s: no answer allows it',
    async (origin) => {
      for (const method of ['GET', 'OPTIONS']) {
        const preflight = {
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization, '.repeat(100),
        };
        const { headers } = await door.send({ method, target: '/v1/project', headers: { origin, ...preflight } });
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        tally('cases tried');
      }
    },
  );

  it.each([
    'host',
    'x-forwarded-host',
    'forwarded',
    'x-original-url',
    'x-rewrite-url',
    'x-forwarded-prefix',
    'x-forwarded-proto',
    'x-original-host',
  ])('%s changes no answer', async (name) => {
    await world.rig.reset();
    const spoofed = name === 'forwarded' ? 'host=evil.example;proto=https' : 'evil.example';
    const answer = await buy(door, { headers: { [name]: spoofed } });
    expect(gist(answer)).toBe('201');
    expect(JSON.stringify(answer)).not.toContain('evil');
    expect(answer.headers['location']).toBe(`${purchases}/${answer.body.id}`);
    const [plain, changed] = await Promise.all([
      door.send({ target: '/v1/project' }),
      door.send({ target: '/v1/project', headers: { [name]: spoofed } }),
    ]);
    expect(changed.body).toEqual(plain.body);
    tally('cases tried', 2);
  });

  it('no answer says what made it', async () => {
    for (const target of ['/health', '/v1/project', '/nowhere', '/problems/%2e%2e']) {
      const { headers } = await door.send({ target });
      for (const name of ['server', 'x-powered-by', 'via', 'x-aspnet-version'])
        expect(headers).not.toHaveProperty(name);
      tally('cases tried');
    }
  });

  it('what is personal is kept by nobody, and is not mixed up by who asks', async () => {
    const [jerry, elaine] = await Promise.all([
      door.call('listSubscriptions'),
      door.call('listSubscriptions', { user: 'elaine' }),
    ]);
    expect(jerry.headers['cache-control']).toBe('no-store');
    expect(elaine.body.items.map(({ id }: { id: string }) => id)).toContain(seedSubscriptions.elaine);
    expect(jerry.body.items.map(({ id }: { id: string }) => id)).toEqual([seedSubscriptions.jerry]);
    const catalogue = await door.call('listPlanTopUps', { params: { plan: seedPlans.jerry } });
    expect(catalogue.headers['cache-control']).toBe('private, max-age=60');
    tally('cases tried', 3);
  });
});
