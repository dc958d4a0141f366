import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoPages } from '../../../local/demo/demo-pages.ts';
import { createGateway } from '../../../local/gateway/gateway.ts';
import { seedAddons, seedApiKey, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';
import { startIdentityProvider } from '../../../local/identity/identity-provider.ts';
import { listen, type RunningServer } from '../../../local/listen.ts';
import { portsFrom } from '../../../local/ports.ts';

const running: { close(): Promise<void> }[] = [];
let folder: string;
let demo: RunningServer;
let sandboxUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const sandbox = await startGigsSandbox({ port: 0 });
  sandboxUrl = sandbox.url;
  const identity = await startIdentityProvider({
    port: 0,
    keyFile: join(folder, 'key.json'),
    userIdClaim: 'gigs_user',
    scope: 'top-ups:read top-ups:buy',
  });
  const gigsSandbox = Number(new URL(sandbox.url).port);
  demo = await listen(
    createGateway({
      routes: [],
      authorize: () => Promise.reject(new Error('No route needs it')),
      invoke: () => Promise.reject(new Error('No function is behind it')),
      localPages: createDemoPages({ ...portsFrom(0), gigsSandbox, identityProvider: identity.port }),
    }),
    0,
  );
  running.push(demo, sandbox, identity);
});
afterAll(async () => {
  await Promise.all(running.map((server) => server.close()));
  await rm(folder, { recursive: true });
});

async function ask(path: string, method = 'GET', body?: unknown) {
  const response = await fetch(`${demo.url}/demo${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

describe('the storefront', () => {
  it('is whole, and the browser lets it ask nobody else', async () => {
    for (const [path, type] of [
      ['', 'text/html'],
      ['/app.js', 'text/javascript'],
      ['/app.css', 'text/css'],
    ] as const) {
      const response = await fetch(`${demo.url}/demo${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain(type);
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
      const text = await response.text();
      expect(text.length).toBeGreaterThan(500);
      // XML namespaces are no addresses that anybody asks.
      expect(text.replaceAll(/https?:\/\/www\.w3\.org\/\S*/g, '')).not.toMatch(/https?:\/\/[a-z]/);
    }
  });
});

describe('its sign-in', () => {
  it('gives a token to those who are known', async () => {
    const { status, body } = await ask('/token', 'POST', { user: 'jerry' });
    expect(status).toBe(200);
    expect(body.token).toMatch(/^eyJ/);
  });

  it.each([{ user: 'newman' }, {}, { user: 'jerry', scope: 'x' }, '{', ''])('refuses %j', async (body) => {
    expect(await ask('/token', 'POST', body)).toMatchObject({ status: 400, body: { message: expect.any(String) } });
  });
});

describe('its way to the sandbox', () => {
  it('orders faults, shows them, and forgets them', async () => {
    const fault = { method: 'POST', path: '*/subscriptionAddons', fault: 'hang' };
    expect((await ask('/sandbox/faults', 'POST', fault)).status).toBe(200);
    expect((await ask('/sandbox')).body.faults).toMatchObject([fault]);
    await ask('/sandbox/faults', 'DELETE');
    expect((await ask('/sandbox')).body.faults).toEqual([]);
  });

  it('shows no API key, nobody by id, and nothing that was sent', async () => {
    await fetch(`${sandboxUrl}/projects/gigs/subscriptions?user=${seedUsers.jerry}`, {
      headers: { authorization: `Bearer ${seedApiKey}` },
    });
    const { items } = (await ask('/sandbox/requests')).body;
    expect(items.at(-1)).toEqual({ method: 'GET', path: '/projects/gigs/subscriptions', status: 200, fault: null });
    expect(JSON.stringify([items, (await ask('/sandbox')).body])).not.toMatch(/gpk_|usr_/);
  });

  it('says what the sandbox does not take', async () => {
    expect(await ask('/sandbox/faults', 'POST', { fault: 'none' })).toMatchObject({
      status: 502,
      body: { message: expect.stringContaining('400') },
    });
  });

  it('lets the next reader of an add-on see a dearer price', async () => {
    expect((await ask('/price-change', 'POST', { addon: seedAddons.oneGigabyte })).status).toBe(200);
    expect((await ask('/sandbox')).body.faults).toMatchObject([
      {
        method: 'GET',
        path: `/projects/gigs/addons/${seedAddons.oneGigabyte}`,
        times: 2,
        body: { price: { amount: 1099 } },
      },
    ]);
    await ask('/sandbox/faults', 'DELETE');
    expect((await ask('/price-change', 'POST', { addon: '../x' })).status).toBe(400);
    const { count, items } = (await ask('/sandbox/requests')).body;
    expect({ count, last: items.at(-1) }).toMatchObject({ count: 2, last: { method: 'GET', status: 200 } });
  });

  it.each([
    ['POST', '/sandbox/reset'],
    ['GET', '/sandbox/subscription-addons'],
    ['GET', '/sandbox/../sandbox/requests/x'],
    ['DELETE', '/token'],
  ])('ends there: %s %s is not found', async (method, path) => {
    expect((await fetch(`${demo.url}/demo${path}`, { method })).status).toBe(404);
  });
});
