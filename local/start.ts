// npm start: the service and all that is outside it, on one machine. npm run world and npm run api: one half of it each.
import { type Functions, prepareFunctions } from './functions.ts';
import { firstRequests, serviceAddresses, worldAddresses } from './greeting.ts';
import { requestToken } from './identity/request-token.ts';
import { defaultPorts } from './ports.ts';
import { findWorld, startService } from './service.ts';
import { functionSettingsIn, type LocalSettings, readSettings } from './settings.ts';
import { stopWhenTold } from './stop-when-told.ts';
import { startWorld } from './world.ts';

stopWhenTold();
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
try {
  await run(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function run(half: string | undefined): Promise<void> {
  if (half === undefined) return runService(startWorld);
  if (half === 'world') return runWorld();
  if (half === 'api') return runService(({ ports }) => findWorld(ports));
  throw new Error('Nothing is called so: "npm start" runs all, "npm run world" and "npm run api" one half of it each');
}

async function runWorld(): Promise<void> {
  const settings = readSettings(process.env);
  if ('problems' in settings) throw badSettings(settings.problems);
  await startWorld(settings);
  console.log(worldAddresses(settings.ports));
  sayReady(settings.ports.gigsSandbox);
}

async function runService(provideWorld: (settings: LocalSettings) => Promise<void>): Promise<void> {
  const { settings, functions } = await prepare();
  await provideWorld(settings);
  await startService(settings, functions);
  const { ports } = settings;
  const token = await requestToken(ports.identityProvider, 'jerry');
  console.log(`${serviceAddresses(ports)}\n${worldAddresses(ports)}\n\n${firstRequests(ports, token)}`);
  sayReady(ports.service);
}

/** The settings and the functions, each of which checks its own: all that is wrong is said at once. */
async function prepare(): Promise<{ settings: LocalSettings; functions: Functions }> {
  const settings = readSettings(process.env);
  const ports = 'problems' in settings ? defaultPorts : settings.ports;
  const functions = await prepareFunctions(ports, functionSettingsIn(process.env)).catch(problemIn);
  if ('problems' in settings || 'problems' in functions) {
    throw badSettings([settings, functions].flatMap((part) => ('problems' in part ? part.problems : [])));
  }
  return { settings, functions };
}

function problemIn(error: Error): { readonly problems: readonly string[] } {
  const problem = /^Bad settings: (.*)$/s.exec(error.message)?.[1];
  if (problem === undefined) throw error;
  return { problems: [problem] };
}

function badSettings(problems: readonly string[]): Error {
  return new Error(`Bad settings: ${problems.join('; ')}`);
}

function sayReady(port: number): void {
  console.log(`ready http://localhost:${port}`);
}
