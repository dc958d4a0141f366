// @ts-check
// Calls a function's handler many times in one process and says what each call took of the processor, what memory it
// left behind, or where the time went. Without a Runtime API in between, whose part would be the same for all.
import { randomUUID } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { createRequire } from 'node:module';

/** @type {{ path: string, event: any, users: number, vary: { parameter: string, prefix: string, count: number } | null, warmUp: number, rounds: number, calls: number, profile: boolean }} */
const order = JSON.parse(process.env['BENCH_ORDER'] ?? '');
const { handler } = order.path.endsWith('.cjs') ? createRequire(import.meta.url)(order.path) : await import(order.path);
const collect = globalThis.gc ?? (() => undefined);
const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 15_000 };
let calls = 0;

async function call() {
  calls += 1;
  const event = structuredClone(order.event);
  if (event.headers['idempotency-key']) event.headers['idempotency-key'] = randomUUID();
  const claims = event.requestContext.authorizer?.jwt.claims;
  if (claims && order.users > 1) claims.gigs_user = `usr_${calls % order.users}`;
  if (order.vary) about(event, order.vary.parameter, `${order.vary.prefix}${calls % order.vary.count}`);
  const { statusCode, body } = await handler(event, context);
  if (statusCode >= 300) throw new Error(`Answered ${statusCode}: ${body}`);
}

/**
 * @param {any} event
 * @param {string} parameter
 * @param {string} id
 */
function about(event, parameter, id) {
  event.rawPath = event.rawPath.replace(event.pathParameters[parameter], id);
  event.requestContext.http.path = event.rawPath;
  event.pathParameters[parameter] = id;
}

async function round() {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  for (let made = 0; made < order.calls; made++) await call();
  const { user, system } = process.cpuUsage(before);
  const wallMs = (performance.now() - startedAt) / order.calls;
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { cpuMicroseconds: (user + system) / order.calls, wallMs, heapBytes: heapUsed, residentBytes: rss };
}

async function profileOfRound() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  await round();
  const { profile } = await session.post('Profiler.stop');
  return profile;
}

for (let made = 0; made < order.warmUp; made++) await call();
const rounds = [];
for (let made = 0; made < order.rounds; made++) rounds.push(await round());
const profile = order.profile ? await profileOfRound() : null;
// Standard output is the function's own.
process.stderr.write(`\n${JSON.stringify({ node: process.version, rounds, profile })}\n`, () => process.exit(0));
