/** `npm run sandbox`: the Gigs sandbox on its own. docs/sandbox.md says what it can do. */
import * as z from 'zod';
import { idempotencyModes } from './api/idempotency.ts';
import { mostExtraUsers, seedAddons, seedApiKey, seedPlans, seedProjects, seedSubscriptions } from './seed.ts';
import { type RunningGigsSandbox, startGigsSandbox } from './server.ts';
import { defaultActivationMs } from './state.ts';

const digits = z.string().regex(/^\d+$/, 'must be an integer').transform(Number);

const environment = z.object({
  PORT: digits.pipe(z.number().max(65_535, 'must be at most 65535')).default(8788),
  SANDBOX_ACTIVATION_MS: digits.default(defaultActivationMs),
  SANDBOX_EXTRA_USERS: digits.pipe(z.number().max(mostExtraUsers, `must be at most ${mostExtraUsers}`)).default(0),
  SANDBOX_IDEMPOTENCY_KEYS: z.enum(idempotencyModes, `must be one of ${idempotencyModes.join(', ')}`).default('known'),
});

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

function readSettings() {
  const result = environment.safeParse(process.env);
  if (result.success) return result.data;
  return fail(result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '));
}

async function start(settings: ReturnType<typeof readSettings>) {
  const { PORT } = settings;
  try {
    return await startGigsSandbox({
      port: PORT,
      activationMs: settings.SANDBOX_ACTIVATION_MS,
      idempotencyKeys: settings.SANDBOX_IDEMPOTENCY_KEYS,
      extraUsers: settings.SANDBOX_EXTRA_USERS,
    });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return fail(isTaken ? `Port ${PORT} is in use: set PORT to another one` : `The sandbox cannot start: ${error}`);
  }
}

function describe(url: string): string {
  const project = `${url}/projects/${seedProjects.gigs}`;
  return `
Gigs sandbox on ${url}, API key ${seedApiKey}. Everything about it: docs/sandbox.md

  What Jerry's plan can buy:
    curl -s -H 'Authorization: Bearer ${seedApiKey}' '${project}/addons?plan=${seedPlans.jerry}&type=topUp'

  Buy him a top-up:
    curl -s -H 'Authorization: Bearer ${seedApiKey}' '${project}/subscriptionAddons' \\
      -d '{"addon":"${seedAddons.oneGigabyte}","subscription":"${seedSubscriptions.jerry}"}'

  Let the next purchase happen and its answer get lost:
    curl -s '${url}/sandbox/faults' -d '{"method":"POST","path":"*/subscriptionAddons","fault":"resetAfter"}'
`;
}

function stopOnSignals(sandbox: RunningGigsSandbox): void {
  const stop = async () => {
    await sandbox.close();
    process.exit(0);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const sandbox = await start(readSettings());
stopOnSignals(sandbox);
console.log(describe(sandbox.url));
console.log(`ready http://localhost:${new URL(sandbox.url).port}`);
