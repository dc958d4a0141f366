import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canListen, freePorts, start } from './running-command.ts';

const startCommand = ['node', '--import', 'tsx', 'local/start.ts'];
const portCount = 5;

async function setUp(half: string[], env: Record<string, string> = {}, port?: number) {
  const first = port ?? (await freePorts(portCount));
  return { ...start([...startCommand, ...half], { PORT: String(first), ...env }), port: first };
}

function statusOf(url: string): Promise<number> {
  return fetch(url).then(
    ({ status }) => status,
    () => 0,
  );
}

/** The page of the API reference is whole and names nothing that is not on this machine. */
async function expectOfflineReference(service: string): Promise<void> {
  const page = await fetch(`${service}/reference`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const html = await page.text();
  expect(html).not.toMatch(/https?:/);
  const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]);
  expect(assets).toHaveLength(3);
  for (const asset of assets) expect(await statusOf(service + asset)).toBe(200);
  expect(await (await fetch(`${service}/openapi.json`)).json()).toHaveProperty('openapi');
}

describe('npm start', () => {
  it('runs everything, and the requests that it prints work word for word', async () => {
    const { lines, ready, port } = await setUp([]);
    await ready;
    expect(lines.at(-1)).toBe(`ready http://localhost:${port}`);
    for (const offset of [0, 1, 2, 3, 4]) {
      expect(lines.join('\n')).toContain(`http://localhost:${port + offset}`);
      expect(await canListen(port + offset)).toBe(false);
    }
    expect(lines.join('\n')).toContain(`http://localhost:${port}/demo\n`);
    expect(await statusOf(`http://localhost:${port}/demo`)).toBe(200);
    const answers: Array<{ status?: string; items?: object[] }> = [];
    for (const line of lines.filter((text) => text.startsWith('curl '))) {
      const { stdout } = await promisify(execFile)('sh', ['-c', line]);
      answers.push(JSON.parse(stdout));
    }
    const [offered, bought, shown, has, ended] = answers;
    expect(offered?.items?.length).toBeGreaterThan(0);
    expect([bought?.status, shown?.status, ended?.status]).toEqual(['succeeded', 'succeeded', 'ended']);
    expect(shown).toMatchObject({ id: (bought as { id: string }).id });
    expect(has?.items).toMatchObject([{ status: 'active' }]);
    await expectOfflineReference(`http://localhost:${port}`);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with exit code 0 on %s, also through npm', async (signal) => {
    const port = await freePorts(portCount);
    const { child, ready, ended } = start(['npm', 'start'], { PORT: String(port) });
    await ready;
    child.kill(signal);
    expect(await ended).toBe(0);
    for (const offset of [0, 1, 2, 3, 4]) expect(await canListen(port + offset)).toBe(true);
  });

  it('listens on this machine only', async () => {
    const { ready, port } = await setUp(['world']);
    await ready;
    const others = Object.values(networkInterfaces()).flatMap((addresses = []) =>
      addresses.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
    );
    for (const address of others) {
      const socket = connect(port + 1, address);
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
      expect(error.code).toBe('ECONNREFUSED');
    }
  });
});

describe('npm run world and npm run api', () => {
  it('are two halves, of which one lives on when the other is killed', async () => {
    const world = await setUp(['world']);
    const first = await setUp(['api'], {}, world.port);
    await Promise.all([world.ready, first.ready]);
    expect(world.lines.at(-1)).toBe(`ready http://localhost:${world.port + 1}`);
    expect(first.lines.at(-1)).toBe(`ready http://localhost:${world.port}`);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await statusOf(`http://localhost:${world.port}/health`)).toBe(0);
    expect(await statusOf(`http://localhost:${world.port + 1}/sandbox/requests`)).toBe(200);
    const second = await setUp(['api'], {}, world.port);
    await second.ready;
    expect(await statusOf(`http://localhost:${world.port}/health`)).toBe(200);
    world.child.kill('SIGKILL');
    await world.ended;
    expect(await statusOf(`http://localhost:${world.port}/health`)).toBe(200);
  });

  it('let settings through to the functions and to the routes', async () => {
    const world = await setUp(['world']);
    const api = await setUp(['api'], { READ_SCOPE: 'other', SETTLEMENT_EVERY_SECONDS: '1' }, world.port);
    await Promise.all([world.ready, api.ready]);
    const token = /^eyJ\S+$/m.exec(api.lines.join('\n'))?.[0] ?? '';
    const response = await fetch(`http://localhost:${world.port}/v1/project`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
    await expect
      .poll(() => api.lines.filter((line) => line.includes('settlement-run')).length, { timeout: 5000 })
      .toBeGreaterThan(1);
  });

  it('end when npm is killed, which cannot tell them', async () => {
    const port = await freePorts(portCount);
    const { child, ready } = start(['npm', 'run', 'world'], { PORT: String(port) });
    await ready;
    child.kill('SIGKILL');
    await expect.poll(() => canListen(port + 1), { timeout: 3000 }).toBe(true);
  });
});

describe('a start that cannot be', () => {
  it.each([0, 3])('says which port is in use: PORT+%i', async (offset) => {
    const port = await freePorts(portCount);
    const other = createServer();
    other.listen(port + offset, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const half = offset === 0 ? [] : ['world'];
    const { ended, lines } = await setUp(half, {}, port);
    expect(await ended).toBe(1);
    expect(lines.filter((line) => !line.startsWith('built '))).toEqual([
      expect.stringMatching(new RegExp(`^Port ${port + offset} is in use, and .* needs it: stop what listens there`)),
    ]);
  });

  it('says all that is wrong with the settings, and never a value', async () => {
    const { ended, lines } = await setUp([], {
      SETTLEMENT_EVERY_SECONDS: 'secret1',
      PURCHASE_LIMIT_PER_DAY: 'secret2',
      GIGS_IDEMPOTENCY_KEYS: 'secret3',
    });
    expect(await ended).toBe(1);
    const [line, ...more] = lines.filter((text) => !text.startsWith('built '));
    expect(more).toEqual([]);
    expect(line).toMatch(/^Bad settings: /);
    for (const name of ['SETTLEMENT_EVERY_SECONDS', 'PURCHASE_LIMIT_PER_DAY', 'GIGS_IDEMPOTENCY_KEYS'])
      expect(line).toContain(name);
    expect(line).not.toContain('secret');
  });

  it('refuses a bad PORT', async () => {
    const { ended, lines } = start([...startCommand, 'world'], { PORT: '0' });
    expect(await ended).toBe(1);
    expect(lines).toEqual(['Bad settings: PORT is less than 1']);
  });

  it('says that the world is missing', async () => {
    const { ended, lines, port } = await setUp(['api']);
    expect(await ended).toBe(1);
    expect(lines.filter((line) => !line.startsWith('built '))).toEqual([
      `Nothing listens on port ${port + 1}, where the Gigs sandbox should be: start it with "npm run world"`,
    ]);
  });
});
