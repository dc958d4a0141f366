import { describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions } from '../local/gigs-sandbox/seed.ts';
import { requestToken } from '../local/identity/request-token.ts';
import { freePorts, start } from './local/running-command.ts';
import { SandboxControls } from './rig/sandbox-controls.ts';

const line = `subscriptions/${seedSubscriptions.jerry}`;

/** The two halves of the local run, each a process of its own: the built bundles, on real sockets. */
async function setup() {
  const port = await freePorts(5);
  const env = { PORT: String(port) };
  await start(['npm', 'run', 'world'], env).ready;
  const startApi = async () => {
    const api = start(['npm', 'run', 'api'], env);
    await api.ready;
    return api;
  };
  const tokens = { jerry: await requestToken(port + 2, 'jerry'), elaine: await requestToken(port + 2, 'elaine') };

  async function call(user: keyof typeof tokens, path: string, init: RequestInit = {}) {
    const headers = { Authorization: `Bearer ${tokens[user]}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`, { ...init, headers });
    const body: ReturnType<typeof JSON.parse> = await response.json();
    return { status: response.status, headers: response.headers, body };
  }

  const buy = (user: keyof typeof tokens, key: string) =>
    call(user, `${line}/purchases`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } }),
    });
  return { startApi, call, buy, sandbox: new SandboxControls(`http://127.0.0.1:${port + 1}`) };
}

describe('given the local run', () => {
  it('sells a top-up from list to active, to nobody else, and loses nothing when it is killed', async () => {
    const { startApi, call, buy, sandbox } = await setup();
    const api = await startApi();
    const offered = await call('jerry', `${line}/top-ups`);
    expect(offered.body.items.map(({ id }: { id: string }) => id)).toContain(seedAddons.oneGigabyte);

    const bought = await buy('jerry', 'a-key-of-the-first-purchase');
    expect([bought.status, bought.body.status]).toEqual([201, 'succeeded']);
    process.kill(-(api.child.pid ?? 0), 'SIGKILL');
    await api.ended;
    await startApi();

    const again = await buy('jerry', 'a-key-of-the-first-purchase');
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(again.body).toEqual(bought.body);
    const shown = await call('jerry', `${line}/purchases/${bought.body.id}`);
    expect(shown.body).toEqual(bought.body);

    const addon = bought.body.subscriptionAddon.id;
    const status = async () => (await call('jerry', `${line}/addons/${addon}`)).body.status;
    await expect.poll(status, { timeout: 5000 }).toBe('active');

    const paths = ['top-ups', 'purchases', `purchases/${bought.body.id}`, 'addons', `addons/${addon}`];
    for (const path of paths) expect((await call('elaine', `${line}/${path}`)).status).toBe(404);
    expect((await call('elaine', `${line}/addons/${addon}`, { method: 'DELETE' })).status).toBe(404);
    expect((await buy('elaine', 'a-key-of-the-first-purchase')).status).toBe(404);

    const [only, ...others] = await sandbox.subscriptionAddons();
    expect(only).toMatchObject({ id: addon, status: 'active' });
    expect(others).toEqual([]);
  }, 60_000);
});
