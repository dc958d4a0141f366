import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seedAddons, seedApiKey } from '../../../local/gigs-sandbox/seed.ts';
import { startGigsSandbox } from '../../../local/gigs-sandbox/server.ts';

const headers = { authorization: `Bearer ${seedApiKey}` };

describe('the server', () => {
  it('logs the path as it was sent', async () => {
    const sandbox = await startGigsSandbox();
    const { hostname, port } = new URL(sandbox.url);
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          'GET /projects/gigs/../vandelay/%61ddons?a=/../b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
        );
      });
      socket.on('close', resolve);
      socket.resume();
    });
    expect(await (await fetch(`${sandbox.url}/sandbox/requests`)).json()).toMatchObject({
      items: [{ path: '/projects/gigs/../vandelay/%61ddons', query: { a: '/../b' }, status: 401 }],
    });
    await sandbox.close();
  });

  it('does nothing for a request that was not sent to its end', async () => {
    const sandbox = await startGigsSandbox();
    const { hostname, port } = new URL(sandbox.url);
    const addon = `/projects/gigs/addons/${seedAddons.oneGigabyte}`;
    await new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST ${addon}/archive HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${seedApiKey}\r\n`;
        socket.write(`${head}content-length: 2\r\n\r\n{`, () => socket.destroy());
      });
      socket.on('close', resolve);
    });
    await expect
      .poll(async () => (await fetch(`${sandbox.url}/sandbox/requests`)).json())
      .toMatchObject({ items: [{ method: 'POST', body: null, status: null }] });
    await wait(50);
    expect(await (await fetch(sandbox.url + addon, { headers })).json()).toMatchObject({ status: 'available' });
    await sandbox.close();
  });

  it('closes at once, with hanging, delayed and idle connections', async () => {
    const sandbox = await startGigsSandbox();
    for (const fault of ['hang', 'delay']) {
      const body = JSON.stringify({ method: 'GET', path: '*', fault, delayMs: fault === 'delay' ? 60_000 : 0 });
      await fetch(`${sandbox.url}/sandbox/faults`, { method: 'POST', body });
    }
    const waiting = [1, 2].map(() => fetch(`${sandbox.url}/projects`, { headers }));
    const rejected = Promise.all(waiting.map((request) => expect(request).rejects.toThrow()));
    await expect
      .poll(async () => (await fetch(`${sandbox.url}/sandbox/requests`)).json())
      .toMatchObject({ items: [{ fault: 'hang' }, { fault: 'delay' }] });
    await sandbox.close();
    await rejected;
    await expect(fetch(`${sandbox.url}/projects`)).rejects.toThrow();
  });

  it('rejects when the port is taken', async () => {
    const sandbox = await startGigsSandbox();
    const port = Number(new URL(sandbox.url).port);
    await expect(startGigsSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await sandbox.close();
  });

  it('serves two sandboxes that know nothing of each other', async () => {
    const [one, other] = [await startGigsSandbox(), await startGigsSandbox({ apiKeys: ['gpk_other'] })];
    expect((await fetch(`${one.url}/projects`, { headers })).status).toBe(200);
    expect((await fetch(`${other.url}/projects`, { headers })).status).toBe(401);
    expect(await (await fetch(`${other.url}/sandbox/requests`)).json()).toMatchObject({ items: [{ status: 401 }] });
    await Promise.all([one.close(), other.close()]);
  });
});
