import { beforeAll, describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import { problems } from '../../shared/contract/problems.ts';
import type { Answered } from '../rig/rig.ts';
import type { Door, DoorRequest, User } from './door.ts';
import { type Bought, fillingsOf, type IdKind, idsOf, rows, type Slot } from './matrix-rows.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;
let ids: ReturnType<typeof idsOf>;
let keys = 0;

beforeAll(async () => {
  door = await world.open();
  ids = idsOf(
    await buyFirst('jerry', seedAddons.oneGigabyte, 999, 'USD'),
    await buyFirst('elaine', seedAddons.elaineSmall, 299, 'EUR'),
  );
  // Until what was bought is active.
  world.clock.advance(1000);
});

async function buyFirst(user: 'jerry' | 'elaine', addon: string, amount: number, currency: string): Promise<Bought> {
  const answer = await door.call('buyTopUp', {
    user,
    params: { subscription: seedSubscriptions[user] },
    headers: { 'idempotency-key': newKey() },
    body: { addon, price: { amount, currency } },
  });
  expect(answer.status).toBe(201);
  return { purchase: answer.body.id, subscriptionAddon: answer.body.subscriptionAddon.id };
}

function newKey(): string {
  return `matrix-key-${String(++keys).padStart(8, '0')}`;
}

type Kinds = ReturnType<typeof fillingsOf>[number];

/** How Jerry shows who he is. */
const credentials = {
  'a valid token': (): Credentials => ({ user: 'jerry' }),
  'no token': (): Credentials => ({ user: null }),
  'an expired token': () => bearer({ exp: Math.floor(Date.now() / 1000) - 60, iat: undefined }),
  'another audience': () => bearer({ aud: 'somebody-else' }),
  'another issuer': () => bearer({ iss: 'https://evil.example' }),
  'another scope': (operation: OperationName) =>
    bearer({ scope: operations[operation].access === 'buy' ? 'top-ups:read' : 'top-ups:buy openid' }),
  'no user claim': () => bearer({ gigs_user: undefined }),
} as const;
type Credential = keyof typeof credentials;

interface Credentials {
  readonly user: User | null;
  readonly headers?: Record<string, string>;
}

async function bearer(changes: Record<string, unknown>): Promise<Credentials> {
  return { user: null, headers: { authorization: `Bearer ${await door.token('jerry', changes)}` } };
}

interface Cell {
  readonly answer: Answered;
  readonly upstream: readonly string[];
}

async function ask(operation: OperationName, kinds: Kinds, credential: Credential): Promise<Cell> {
  const { user, headers } = await credentials[credential](operation);
  const { result, upstream } = await world.during(() =>
    door.call(operation, { user, ...requestOf(operation, kinds, headers) }),
  );
  return { answer: result, upstream: upstream.map((request) => withoutIds(request, kinds)) };
}

function requestOf(operation: OperationName, kinds: Kinds, headers: DoorRequest['headers'] = {}) {
  const slots = Object.entries(kinds) as [Slot, IdKind][];
  const given = Object.fromEntries(slots.map(([slot, kind]) => [slot, ids[slot][kind]])) as Record<Slot, string>;
  if (operation !== 'buyTopUp') return { params: given, headers };
  return {
    params: given,
    headers: { 'idempotency-key': newKey(), ...headers },
    body: { addon: given.addon, price: { amount: 299, currency: 'USD' } },
  };
}

/** Each id as the slot that it stood in, so that two cells can be compared. */
function withoutIds(request: string, kinds: Kinds): string {
  const slots = Object.entries(kinds) as [Slot, IdKind][];
  return slots.reduce((text, [slot, kind]) => text.replaceAll(ids[slot][kind], `{${slot}}`), request);
}

/** Status, and for a problem its code: of the function, or the message of the gateway. */
function outcomeOf({ status, body }: Answered) {
  return status < 400 ? { status } : { status, code: body.code ?? body.message };
}

function expectedOf(operation: OperationName, kinds: Kinds, credential: Credential) {
  const { access } = operations[operation];
  if (access !== 'public') {
    if (credential === 'another scope') return { status: 403, code: 'Forbidden' };
    if (credential === 'no user claim') return { status: 401, code: 'unauthenticated' };
    if (credential !== 'a valid token') return { status: 401, code: 'Unauthorized' };
  }
  if (Object.values(kinds).includes('malformed')) return { status: 400, code: 'invalid-request' };
  const expected = rows[operation].expected(kinds);
  return typeof expected === 'number' ? { status: expected } : { status: problems[expected].status, code: expected };
}

function isChange(request: string): boolean {
  return !request.startsWith('GET ');
}

it('has a row for every route, with a slot for every id in its path', () => {
  expect(Object.keys(rows).sort()).toEqual([...operationNames].sort());
  for (const operation of operationNames) {
    const { path }: Operation = operations[operation];
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect({ operation, slots: rows[operation].slots.filter((slot) => slot !== 'addon') }).toEqual({
      operation,
      slots: inPath,
    });
  }
});

describe.each(operationNames)('%s', (operation) => {
  const fillings = fillingsOf(rows[operation].slots);

  it.each(Object.keys(credentials) as Credential[])(
    'answers as it must to %s, whatever the ids are',
    async (credential) => {
      for (const kinds of fillings) {
        const cell = JSON.stringify(kinds);
        const { answer, upstream } = await ask(operation, kinds, credential);
        tally('cells of the matrix');
        const expected = expectedOf(operation, kinds, credential);
        expect({ cell, ...outcomeOf(answer) }).toEqual({ cell, ...expected });
        // Only the caller's own, with a good token, changes anything. What has a wrong form never leaves.
        const mayChange = ['buyTopUp', 'endSubscriptionAddon'].includes(operation) && expected.status < 300;
        expect({ cell, changes: upstream.filter(isChange).length }).toEqual({ cell, changes: mayChange ? 1 : 0 });
        if ([400, 401, 403].includes(expected.status)) expect({ cell, upstream }).toEqual({ cell, upstream: [] });
      }
    },
  );
});

// What a plan or a problem's page shows is the same for everybody.
describe.each(operationNames.filter((operation) => rows[operation].slots.includes('subscription')))(
  '%s',
  (operation) => {
    it("answers the same, after the same calls, for what is another's as for what is not there", async () => {
      for (const kinds of fillingsOf(rows[operation].slots)) {
        const absent = withoutForeign(kinds);
        if (JSON.stringify(absent) === JSON.stringify(kinds)) continue;
        const cell = JSON.stringify(kinds);
        const one = await ask(operation, kinds, 'a valid token');
        const other = await ask(operation, absent, 'a valid token');
        expect({ cell, ...comparable(one) }).toEqual({ cell, ...comparable(other) });
      }
    });
  },
);

/** The same with ids that are nobody's in place of somebody else's. */
function withoutForeign(kinds: Kinds): Kinds {
  const entries = Object.entries(kinds) as [Slot, IdKind][];
  return Object.fromEntries(
    entries.map(([slot, kind]) => [slot, kind === 'own' || kind === 'malformed' ? kind : 'missing']),
  );
}

/** All of an answer but ids of requests and dates, and the calls to Gigs in no order, since they are made in parallel. */
function comparable({ answer: { status, headers, body }, upstream }: Cell) {
  const named = Object.entries(headers).filter(([name]) => !['x-request-id', 'apigw-requestid', 'date'].includes(name));
  const { requestId: _, ...rest } = body;
  return { status, headers: Object.fromEntries(named), body: rest, upstream: [...upstream].sort() };
}

it('bought nothing but what was asked for with a good token, and nothing for anybody else', async () => {
  const exist = await world.sandbox.subscriptionAddons();
  expect(exist.map(({ subscription }) => subscription).sort()).toEqual(
    [seedSubscriptions.elaine, seedSubscriptions.jerry, seedSubscriptions.jerry].sort(),
  );
});
