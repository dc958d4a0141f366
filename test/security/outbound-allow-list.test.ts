import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpApiAnswer } from '../../functions/api/create-handler.ts';
import { seedPlans, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { operationNames } from '../../shared/contract/operations.ts';
import { claimsOf, httpApiEvent } from '../rig/event.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { ledgersInMemory, startFastSandbox } from './fuzz-world.ts';
import { type FuzzedRequest, fuzzedRequest, newest } from './fuzzed-request.ts';
import { type FuzzedTarget, fuzzedTarget } from './fuzzed-target.ts';
import { must } from './must.ts';
import { tally } from './tally.ts';
import { type Caller, isAllowed } from './upstream-allow-list.ts';
import { useOneWorld } from './world.ts';

/** A part of those that `npm run test:security` makes. */
const eventRuns = Number(process.env['SECURITY_FUZZ_RUNS'] ?? 20_000);
const socketRuns = eventRuns / 10;
const batch = 5000;

const world = useOneWorld();
let gigs: Awaited<ReturnType<typeof startFastSandbox>>;

beforeAll(async () => {
  gigs = await startFastSandbox(world.gigsKey);
});
afterAll(() => void gigs.close());

function eventOf({ operation, user, params, query, headers, body, tampered }: FuzzedRequest): unknown {
  const claims = tampered?.what === 'claims' ? tampered.with : claimsOf(seedUsers[user]);
  const event = httpApiEvent(operation, { params, query, headers, claims });
  const text = body && (body.isBase64 ? Buffer.from(body.text).toString('base64') : body.text);
  return {
    ...event,
    ...(text !== null && { body: text, isBase64Encoded: body?.isBase64 }),
    ...(tampered?.what === 'rawPath' && { rawPath: tampered.with }),
    ...(tampered?.what === 'routeKey' && { routeKey: tampered.with }),
    ...(tampered?.what === 'method' && {
      requestContext: { ...event.requestContext, http: { ...event.requestContext.http, method: tampered.with } },
    }),
  };
}

const lines: Readonly<Record<string, readonly string[]>> = {
  [seedUsers.jerry]: [seedSubscriptions.jerry],
  [seedUsers.elaine]: [seedSubscriptions.elaine, seedSubscriptions.elainePending],
  [seedUsers.kramer]: [seedSubscriptions.kramer, seedSubscriptions.kramerEnded, seedSubscriptions.kramerRestricted],
};

function callerOf(user: string, named: readonly string[]): Caller {
  return {
    user,
    subscriptions: lines[user] ?? [],
    plans: Object.values(seedPlans),
    named: new Set(named),
    owns: (id) => gigs.bought().some((bought) => bought.id === id && bought.subscription.user.id === user),
  };
}

function callerIn({ user, tampered, params, query, body }: FuzzedRequest): Caller {
  const claims = tampered?.what === 'claims' ? (tampered.with ?? {}) : claimsOf(seedUsers[user]);
  const addon = /"addon":"([\w-]{1,64})"/.exec(body?.text ?? '')?.[1] ?? '';
  const named = [...Object.values(params), ...new URLSearchParams(query).values(), addon];
  return callerOf((Object.hasOwn(claims, 'gigs_user') && claims['gigs_user']) || '', named);
}

const statuses = new Set([200, 201, 202, 304, 400, 401, 402, 403, 404, 409, 413, 415, 422, 429]);

/** What every answer is, whatever was asked. */
function expectSound(answer: HttpApiAnswer, request: FuzzedRequest): void {
  const { statusCode, headers, body } = answer;
  const isSound =
    statuses.has(statusCode) &&
    headers['x-content-type-options'] === 'nosniff' &&
    (statusCode < 400 || headers['content-type'] === 'application/problem+json') &&
    !/html/.test(headers['content-type'] ?? '');
  if (!isSound) throw new Error(`${statusCode} ${JSON.stringify(headers)} ${body} to ${JSON.stringify(request)}`);
}

/** The request with what was bought last in place of what stands for it. */
function withNewest(request: FuzzedRequest, purchase: string): FuzzedRequest {
  const stands = new Map([
    [newest.subscriptionAddon as string, gigs.bought().at(-1)?.id ?? 'sad_none'],
    [newest.purchase as string, purchase],
  ]);
  const params = Object.entries(request.params).map(([slot, id]) => [slot, stands.get(id) ?? id]);
  return { ...request, params: Object.fromEntries(params) };
}

/** Looks at what Gigs was asked since the last time. */
class Watch {
  #seen = 0;

  mustBeAllowed(caller: Caller): void {
    const requests = gigs.requests();
    const news = requests.slice(this.#seen);
    this.#seen = requests.length;
    for (const sent of news) must(isAllowed(sent, caller), () => ({ gigsWasAsked: sent, caller: caller.user }));
  }
}

/** Which operation answered with success at all, and what Gigs was asked: a proof that the doors were open. */
const succeeded = new Set<string>();
const asked = new Set<string>();

async function fuzz(instance: Instance, numRuns: number): Promise<void> {
  const watch = new Watch();
  let purchase = 'pur_none';
  const property = fc.asyncProperty(fuzzedRequest, async (fuzzed) => {
    const request = withNewest(fuzzed, purchase);
    const caller = callerIn(request);
    const answer = await instance.invoke(eventOf(request));
    expectSound(answer, request);
    world.look({ status: answer.statusCode, headers: answer.headers, body: answer.body }, caller.user);
    watch.mustBeAllowed(caller);
    if (answer.statusCode < 300) succeeded.add(request.operation);
    purchase = answer.headers['location']?.split('/').at(-1) ?? purchase;
  });
  await fc.assert(property, { numRuns });
  for (const { method, path } of gigs.requests())
    asked.add(`${method} ${path.replace(/^(\/projects\/gigs\/\w+)\/.+$/, '$1/{id}')}`);
}

function instanceOverFastSandbox(): Instance {
  gigs.reset();
  return world.start({
    gigsUrl: gigs.url,
    fetch: gigs.fetch,
    store: ledgersInMemory,
    settings: { PURCHASE_LIMIT_PER_DAY: '1000', CATALOGUE_STALE_SECONDS: '0' },
  });
}

it(`asks Gigs for nothing but what it may, whatever ${eventRuns} events say`, { timeout: 600_000 }, async () => {
  for (let done = 0; done < eventRuns; done += batch) {
    const numRuns = Math.min(batch, eventRuns - done);
    await fuzz(instanceOverFastSandbox(), numRuns);
    tally('fuzzed requests', numRuns);
  }
  expect([...succeeded].sort()).toEqual([...operationNames].sort());
  expect([...asked].sort()).toEqual([
    'DELETE /projects/gigs/subscriptionAddons/{id}',
    'GET /projects/gigs',
    'GET /projects/gigs/addons',
    'GET /projects/gigs/addons/{id}',
    'GET /projects/gigs/credentials',
    'GET /projects/gigs/subscriptionAddons',
    'GET /projects/gigs/subscriptionAddons/{id}',
    'GET /projects/gigs/subscriptions',
    'GET /projects/gigs/subscriptions/{id}',
    'POST /projects/gigs/subscriptionAddons',
  ]);
});

function namedIn({ target }: FuzzedTarget): string[] {
  // Spaces around a target are no part of it (RFC 9112, 3).
  const [path = '', ...query] = target.replace(/^ +| +$/g, '').split('?');
  const segments = path.split('/').map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      return segment;
    }
  });
  return [...segments, ...new URLSearchParams(query.join('?')).values()];
}

function expectSoundOrRefused({ status, headers, body }: Answered, request: FuzzedTarget): void {
  const isRefusal = typeof body === 'object' && Object.keys(body).join() === 'message';
  const isSound =
    (statuses.has(status) || [408, 431].includes(status)) &&
    !/html/.test(headers['content-type'] ?? '') &&
    !('access-control-allow-origin' in headers) &&
    (status < 400 ||
      isRefusal ||
      request.method === 'HEAD' ||
      headers['content-type'] === 'application/problem+json') &&
    // Without a token, nothing but the three public routes.
    (request.user !== null || status >= 300 || /^\/(health|openapi\.json|problems\/)/.test(request.target));
  if (!isSound) throw new Error(`${status} ${JSON.stringify({ headers, body })} to ${JSON.stringify(request)}`);
}

it(`asks Gigs for nothing but what it may, whatever ${socketRuns} requests over sockets say`, {
  timeout: 600_000,
}, async () => {
  const { fetch, url } = gigs;
  gigs.reset();
  const door = await world.open({ gigsUrl: url, fetch, store: ledgersInMemory });
  const watch = new Watch();
  const property = fc.asyncProperty(fuzzedTarget, async (request) => {
    const answer = await door.send(request);
    expectSoundOrRefused(answer, request);
    watch.mustBeAllowed(callerOf(request.user === null ? '' : seedUsers.jerry, namedIn(request)));
    tally('fuzzed requests through sockets');
  });
  await fc.assert(property, { numRuns: socketRuns });
});
