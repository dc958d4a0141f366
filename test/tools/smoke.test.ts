import { expect, it, onTestFinished, vi } from 'vitest';
import { seedProjects, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { buildFunctions, projectRoot } from '../../tools/function-bundles.ts';
import { startWorld } from '../infra/deployed.ts';
import { claimsWith, newKey, runKeyServer, sign } from '../local/gateway/key-server.ts';
import { runGateway } from '../local/gateway/running-gateway.ts';
import { run } from '../local/run-command.ts';

// A build, a cold start and a command of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** The built API function behind a gateway, for a project of the sandbox; and a token of a user of it. */
async function deploy(project: string, user: string) {
  await buildFunctions({ onlyStale: true });
  const world = await startWorld();
  const artefact = {
    folder: `${projectRoot}/dist/api`,
    handler: 'index.handler',
    timeoutMs: 15_000,
    memoryMb: 1024,
    environment: {},
    actions: [],
  };
  const api = world.start('api', artefact, { settings: { GIGS_PROJECT: project }, concurrency: 2 });
  onTestFinished(async () => {
    await api[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });
  const key = await newKey('key-1');
  const { authorize } = await runKeyServer([key.publicJwk]);
  const { url } = await runGateway({ authorize, invoke: api.invoke });
  const token = await sign(key, claimsWith({ gigs_user: user }));
  const before = (await world.sandbox.subscriptionAddons()).length;
  const bought = async () => (await world.sandbox.subscriptionAddons()).length - before;
  return { url, token, bought, world };
}

function smoke(...args: string[]) {
  return run(['tools/smoke.ts', ...args], {});
}

it('finds a good stage good, and buys once in a test project', async () => {
  const { url, token, bought } = await deploy(seedProjects.test, seedUsers.tester);
  const { stdout, stderr, code } = await smoke(url, '--token', token);
  expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual([
    'ok      public routes',
    'ok      no token, no answer',
    'ok      no such route',
    'ok      listings',
    "ok      another's subscription",
    'ok      a purchase with replay',
    '',
  ]);
  expect([stderr, code, await bought()]).toEqual(['', 0, 1]);
  expect(stdout).not.toContain(token);
});

it('buys nothing in a live project', async () => {
  const { url, token, bought } = await deploy(seedProjects.gigs, seedUsers.jerry);
  const { stdout, code } = await smoke(url, '--token', token);
  expect(stdout).toContain('ok      a purchase with replay: left out: this is a live project');
  expect([code, await bought()]).toEqual([0, 0]);
});

it('fails where the key of Gigs is not good, and says what the service said', async () => {
  const { url, token, world } = await deploy(seedProjects.test, seedUsers.tester);
  await world.setKeys(['another']);
  const { stdout, code } = await smoke(url, '--token', token);
  expect(stdout).toContain('ok      public routes');
  expect(stdout).toContain('FAILED  listings: expected 200, got 503 gigs-unavailable');
  expect(code).toBe(1);
});

it('fails where a route is open that should not be', async () => {
  const { url } = await runGateway({ invoke: async () => ({ statusCode: 200, body: '{"status":"ok"}' }) });
  const { stdout, code } = await smoke(url, '--token', 'any');
  expect(stdout).toContain('FAILED  no token, no answer: GET /v1/project without a token: expected 401, got 200');
  expect(code).toBe(1);
});

it.each([
  [['top-ups.example.com', '--token', 'x'], 'The address is no origin'],
  [['https://top-ups.example.com'], 'There is no token'],
])('says what is missing: %j', async (args, complaint) => {
  const { stderr, code } = await smoke(...args);
  expect(stderr).toContain(complaint);
  expect(code).toBe(1);
});
