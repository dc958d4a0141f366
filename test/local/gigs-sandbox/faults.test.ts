import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { matches } from '../../../local/gigs-sandbox/controls/faults.ts';
import type { LoggedRequest } from '../../../local/gigs-sandbox/request-log.ts';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { type RunningGigsSandbox, startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';

const collection = '/projects/gigs/subscriptionAddons';
const purchase = JSON.stringify({ addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry });
const headers = { authorization: `Bearer ${seedApiKey}`, 'content-type': 'application/json' };

let sandbox: RunningGigsSandbox;

beforeAll(async () => {
  sandbox = await startGigsSandbox();
});
afterEach(async () => {
  await control('POST', '/sandbox/reset');
});
afterAll(() => sandbox.close());

async function control<Body>(method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(sandbox.url + path, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as Body;
}

const order = (fault: string, more: object = {}) =>
  control('POST', '/sandbox/faults', { method: 'POST', path: '*/subscriptionAddons', fault, ...more });

const buy = (init: RequestInit = {}) =>
  fetch(sandbox.url + collection, { method: 'POST', headers, body: purchase, ...init });

async function bought(): Promise<number> {
  return (await control<{ items: unknown[] }>('GET', '/sandbox/subscription-addons')).items.length;
}

async function logged(): Promise<LoggedRequest[]> {
  return (await control<{ items: LoggedRequest[] }>('GET', '/sandbox/requests')).items;
}

/** Waits for what happens after the caller has left. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await check();
    } catch {
      await wait(20);
    }
  }
  return check();
}

/** How the connection ends that a purchase is sent over, seen without an HTTP client's interpretation. */
function rawPurchase(): Promise<{ received: string; error: string | undefined }> {
  const { hostname, port } = new URL(sandbox.url);
  return new Promise((resolve) => {
    let received = '';
    let error: string | undefined;
    const socket = connect(Number(port), hostname, () => {
      socket.write(`POST ${collection} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${seedApiKey}\r\n`);
      socket.write(`content-length: ${purchase.length}\r\n\r\n${purchase}`);
    });
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', (problem: NodeJS.ErrnoException) => {
      error = problem.code;
    });
    socket.on('close', () => resolve({ received, error }));
  });
}

describe('delay', () => {
  it('waits, then acts and answers', async () => {
    await order('delay', { delayMs: 50 });
    const response = await buy();
    expect(response.status).toBe(201);
    expect(await bought()).toBe(1);
    expect(await logged()).toMatchObject([{ status: 201, fault: 'delay', body: JSON.parse(purchase) }]);
  });

  it('acts also if the caller has left', async () => {
    await order('delay', { delayMs: 500 });
    await expect(buy({ signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(await bought()).toBe(0);
    await eventually(async () => expect(await bought()).toBe(1));
  });
});

describe('status', () => {
  it('answers 500 without doing it, with a body of Gigs', async () => {
    await order('status');
    const response = await buy();
    expect([response.status, await response.json()]).toMatchObject([500, { object: 'error', type: 'internal' }]);
    expect(await bought()).toBe(0);
    expect(await logged()).toMatchObject([{ status: 500, fault: 'status' }]);
  });

  it('answers the status, Retry-After and body it is told to', async () => {
    const body = { object: 'error', type: 'invalid', code: 'paymentCardDeclined', message: 'No' };
    await order('status', { status: 402, retryAfter: 7, body });
    const response = await buy();
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([402, '7', body]);
  });

  it.each([
    [400, { type: 'malformed' }],
    [401, { type: 'unauthenticated', message: 'Invalid authorization token' }],
    [403, { type: 'permissionDenied' }],
    [409, { type: 'conflict' }],
    [418, { type: 'invalid' }],
    [429, { type: 'tooManyRequests' }],
    [503, { type: 'internal', code: 'serviceUnavailable' }],
  ])('%d has an error of its type', async (status, body) => {
    await order('status', { status });
    const response = await buy();
    expect([response.status, await response.json()]).toMatchObject([status, { object: 'error', ...body }]);
  });

  it('sends text as it is, as a proxy would, and no body with 204', async () => {
    await order('status', { status: 502, body: '<h1>Bad gateway</h1>' });
    const proxied = await buy();
    expect([proxied.headers.get('content-type'), await proxied.text()]).toEqual([
      'text/html; charset=utf-8',
      '<h1>Bad gateway</h1>',
    ]);
    await order('status', { status: 204 });
    const empty = await buy();
    expect([empty.status, await empty.text()]).toEqual([204, '']);
  });
});

describe('statusAfter', () => {
  it('does it, then answers the status', async () => {
    await order('statusAfter', { status: 503, retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT' });
    const response = await buy();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, 'Wed, 21 Oct 2026 07:28:00 GMT']);
    expect(await bought()).toBe(1);
    expect(await logged()).toMatchObject([{ status: 503, fault: 'statusAfter' }]);
  });
});

describe('a cut connection', () => {
  it.each([
    ['reset', 0],
    ['resetAfter', 1],
  ])('%s is a TCP reset without an answer; bought: %d', async (fault, count) => {
    await order(fault, { times: 2 });
    expect(await rawPurchase()).toEqual({ received: '', error: 'ECONNRESET' });
    await expect(buy()).rejects.toThrow('fetch failed');
    expect(await bought()).toBe(count * 2);
    expect(await logged()).toMatchObject([
      { status: null, fault },
      { status: null, fault, body: JSON.parse(purchase) },
    ]);
  });

  it('truncate does it and announces more than it sends', async () => {
    await order('truncate', { times: 2 });
    const { received, error } = await rawPurchase();
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 201 /);
    expect(error).toBeUndefined();
    expect(body.length).toBeGreaterThan(100);
    expect(Number(/content-length: (\d+)/i.exec(head)?.[1])).toBeGreaterThan(body.length);

    const response = await buy();
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow();
    expect(await bought()).toBe(2);
    expect(await logged()).toMatchObject([
      { status: 201, fault: 'truncate' },
      { status: 201, fault: 'truncate' },
    ]);
  });
});

describe('no answer', () => {
  it.each([
    ['hang', 0],
    ['hangAfter', 1],
  ])('%s never answers; bought: %d', async (fault, count) => {
    await order(fault);
    await expect(buy({ signal: AbortSignal.timeout(150) })).rejects.toThrow();
    await eventually(async () => expect(await bought()).toBe(count));
    expect(await logged()).toMatchObject([{ status: null, fault, body: JSON.parse(purchase) }]);
  });
});

describe('a strange answer', () => {
  it('redirect answers 307 and does nothing, and whoever follows it is seen', async () => {
    await order('redirect', { times: 2 });
    const response = await buy({ redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([307, `/redirected${collection}`]);
    expect((await buy()).status).toBe(404);
    expect(await bought()).toBe(0);
    expect(await logged()).toMatchObject([
      { path: collection, status: 307, fault: 'redirect' },
      { path: collection, status: 307 },
      { path: `/redirected${collection}`, status: 404, fault: null },
    ]);
  });

  it('malformed does it and answers 200 with a body of another shape, or the one it is told', async () => {
    await order('malformed');
    const response = await buy();
    expect([response.status, await response.json()]).toEqual([200, { object: 'unexpected', data: [] }]);
    await order('malformed', { body: '{"object":' });
    expect(await (await buy()).text()).toBe('{"object":');
    expect(await bought()).toBe(2);
  });
});

describe('which requests suffer', () => {
  it('as many as ordered, the oldest matching order first', async () => {
    await order('status', { status: 501, times: 2 });
    await order('status', { status: 502 });
    await control('POST', '/sandbox/faults', { method: 'get', path: '*', fault: 'status', status: 503 });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await buy()).status);
    expect(statuses).toEqual([501, 501, 502, 201]);
    expect((await fetch(`${sandbox.url}/projects/gigs?x=1`, { headers })).status).toBe(503);
    expect((await fetch(`${sandbox.url}/projects/gigs`, { headers })).status).toBe(200);
  });

  it('none after DELETE /sandbox/faults', async () => {
    await order('status', { times: 5 });
    await buy();
    await control('DELETE', '/sandbox/faults');
    expect((await buy()).status).toBe(201);
  });

  it('shows those still waiting', async () => {
    await order('status', { times: 3 });
    await buy();
    expect(await control('GET', '/sandbox')).toMatchObject({ faults: [{ fault: 'status', times: 2 }] });
  });

  it('not the controls, and those without a token too', async () => {
    await control('POST', '/sandbox/faults', { method: '*', path: '*', fault: 'status', status: 599 });
    await control('GET', '/sandbox/requests');
    expect((await fetch(`${sandbox.url}/projects`)).status).toBe(599);
    expect((await fetch(`${sandbox.url}/projects`)).status).toBe(401);
  });

  it.each([
    ['/projects/gigs', '/projects/gigs', true],
    ['/projects/gigs', '/projects/gigs/addons', false],
    ['*', '/anything/at/all', true],
    ['*/subscriptionAddons', '/projects/gigs/subscriptionAddons', true],
    ['*/subscriptionAddons', '/projects/gigs/subscriptionAddons/sad_1', false],
    ['/projects/*/addons/*', '/projects/gigs/addons/add_1/publish', true],
    ['/projects/*/addons/*', '/projects/gigs/addons', false],
    ['/projects/*', '/projects/', true],
    ['*a*a', 'xa', false],
    ['a*a', 'a', false],
    ['**', '', true],
    ['/projects/g.gs', '/projects/gigs', false],
    [`${'*a'.repeat(50)}*b`, 'a'.repeat(5000), false],
  ])('glob %s, path %s: %s', (glob, path, expected) => {
    expect(matches(glob, path)).toBe(expected);
  });
});
