import { beforeAll, describe, expect, it } from 'vitest';
import { seedAddons, seedPlans, seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type OperationName, operations } from '../../shared/contract/operations.ts';
import { httpApiEvent } from '../rig/event.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { pathTricks } from './corpora/path-tricks.ts';
import type { Door } from './door.ts';
import { must } from './must.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;
let instance: Instance;

beforeAll(async () => {
  instance = world.start();
  door = await world.open();
});

const line = `/v1/subscriptions/${seedSubscriptions.jerry}`;
const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** What came of a request, and how many requests it made of Gigs. */
async function tried(act: () => Promise<Answered>) {
  const { result, upstream } = await world.during(act);
  tally('cases tried');
  return { status: result.status, upstream };
}

function buying(addon: unknown): Promise<Answered> {
  return door.call('buyTopUp', {
    params: { subscription: seedSubscriptions.jerry },
    headers: { 'idempotency-key': 'path-case-key-0001' },
    body: { addon, price: { amount: 999, currency: 'USD' } },
  });
}

/** Each place of an id, with how to put a text there without a gateway in between. */
const places: readonly { operation: OperationName; params: (id: string) => Record<string, string> }[] = [
  { operation: 'listPlanTopUps', params: (plan) => ({ plan }) },
  { operation: 'listSubscriptionTopUps', params: (subscription) => ({ subscription }) },
  { operation: 'listPurchases', params: (subscription) => ({ subscription }) },
  { operation: 'getPurchase', params: (purchase) => ({ subscription: seedSubscriptions.jerry, purchase }) },
  { operation: 'getPurchase', params: (subscription) => ({ subscription, purchase: 'pur_a' }) },
  { operation: 'listSubscriptionAddons', params: (subscription) => ({ subscription }) },
  {
    operation: 'getSubscriptionAddon',
    params: (subscriptionAddon) => ({ subscription: seedSubscriptions.jerry, subscriptionAddon }),
  },
  {
    operation: 'endSubscriptionAddon',
    params: (subscriptionAddon) => ({ subscription: seedSubscriptions.jerry, subscriptionAddon }),
  },
  { operation: 'buyTopUp', params: (subscription) => ({ subscription }) },
];

describe('a text that is no id', () => {
  const noIds = pathTricks.filter((text) => !idPattern.test(text));

  /** Over sockets each text is tried at one of several places. */
  function shareOf(place: number, count: number): string[] {
    // What is longer than a gateway's headers never comes further.
    return noIds.filter((text, index) => index % count === place && text.length < 3000);
  }

  it.each(places)('never leaves from the path of $operation: in an event', async ({ operation, params }) => {
    for (const text of noIds) {
      const event = httpApiEvent(operation, { params: params(text), ...(operation === 'buyTopUp' && good) });
      const { status, upstream } = await tried(() => instance.handle(event));
      must(status === 400 && upstream.length === 0, () => ({ text, status, upstream }));
    }
  });

  describe.each(places.map((place, index) => ({ ...place, index })))(
    'never leaves from the path of $operation',
    ({ operation, params, index }) => {
      it('over a socket, encoded', async () => {
        // No route has an empty segment.
        for (const text of shareOf(index, places.length).filter(Boolean)) {
          const encoded = encodeURIComponent(Buffer.from(text).toString());
          const asked = { params: params(encoded), ...(operation === 'buyTopUp' && good) };
          const { status, upstream } = await tried(() => door.call(operation, asked));
          must(status === 400 && upstream.length === 0, () => ({ text, status, upstream }));
        }
      });

      it('over a socket, as it is', async () => {
        const { path, method } = operations[operation];
        for (const text of shareOf(index, places.length).filter(staysInPath)) {
          const target = path.replace(/\{(\w+)\}/g, (_match, name: string) => params(text)[name] ?? '');
          const bytes = Buffer.from(target).toString('latin1');
          const { status, upstream } = await tried(() => door.send({ method, target: bytes }));
          expect({ text, upstream }).toEqual({ text, upstream: [] });
          expect([400, 404, 415], text).toContain(status);
        }
      });
    },
  );

  /** A `?` or a `#` begins another part of the target, a line break another request, and spaces are trimmed. */
  function staysInPath(text: string): boolean {
    return !/[\r\n?#]|^ | $/.test(text);
  }

  it('never leaves from a body', async () => {
    for (const text of shareOf(0, 1)) {
      const { status, upstream } = await tried(() => buying(text));
      must([400, 413].includes(status) && upstream.length === 0, () => ({ text, status, upstream }));
    }
  });

  const parameters = ['cursor', 'limit', 'status', 'user', 'subscription', 'plan'];
  it.each(parameters)('never leaves from the query: %s', async (name) => {
    for (const text of shareOf(parameters.indexOf(name), parameters.length)) {
      const query = `${name}=${encodeURIComponent(Buffer.from(text).toString())}`;
      const asked = { params: { subscription: seedSubscriptions.jerry }, query };
      const { status, upstream } = await tried(() => door.call('listSubscriptionAddons', asked));
      must(status === 400 && upstream.length === 0, () => ({ text, status, upstream }));
    }
  });

  const good = {
    headers: { 'idempotency-key': 'path-case-key-0002' },
    body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
  };
});

describe('a text that could be an id', () => {
  it('stands in the address at Gigs as it was sent, and nowhere else', async () => {
    for (const id of pathTricks.filter((text) => idPattern.test(text))) {
      const { upstream } = await tried(() => door.call('listPurchases', { params: { subscription: id } }));
      expect(upstream).toEqual([`GET /projects/gigs/subscriptions/${id}`]);
    }
  });
});

describe('the cases by name', () => {
  it.each([
    ['dots', '..'],
    ['a dot', '.'],
    ['encoded dots', '%2e%2e'],
    ['dots and an encoded slash', '..%2faddons'],
    ['dots and a twice encoded slash', '..%252f'],
    ['twice encoded dots', '%252e%252e%252f'],
    ['an encoded way up', 'sub_X%2F..%2F..%2Fcredentials'],
    ['a parameter behind', 'sub_X&status=ended'],
    ['a matrix parameter', 'sub_X;status=ended'],
    ['an encoded NUL', 'sub_X%00'],
    ['an encoded header', '%0d%0aX-Injected:1'],
    ['an encoded tab', '%09'],
    ['an encoded newline behind', `${seedSubscriptions.jerry}%0a`],
    ['an address', 'https:%2F%2Fevil.example%2F'],
    ['backslashes', '%5C%5Cevil.example%5C'],
    ['65 characters', 'x'.repeat(65)],
    ['white space', '%20'],
  ])('%s: 400, nothing asked', async (_name, id) => {
    expect(await tried(() => door.send({ target: `/v1/subscriptions/${id}/purchases` }))).toEqual({
      status: 400,
      upstream: [],
    });
  });

  it.each(['a raw NUL', 'a raw tab', 'a raw space'])('%s in the target is no HTTP: 400', async (name) => {
    const character = { 'a raw NUL': '\0', 'a raw tab': '\t', 'a raw space': ' ' }[name];
    const { status, upstream } = await tried(() =>
      door.send({ target: `/v1/subscriptions/sub_X${character}/purchases` }),
    );
    expect({ status, upstream }).toEqual({ status: 400, upstream: [] });
  });

  it.each([
    '/health/../v1/subscriptions',
    '/health/%2e%2e/v1/subscriptions',
    '/problems/../v1/project',
    '/openapi.json/../v1/project',
    '//v1//subscriptions',
    '/v1/subscriptions/',
    '/V1/Subscriptions',
    '/v1/subscriptions;x=1',
    '/v1/../v1/project',
    '/./v1/project',
    `/v1/subscriptions/${'x'.repeat(9000)}`,
    `/${'a/'.repeat(500)}`,
    '/v1/subscriptions/sub_X/../../project',
    '/v1/users',
    '/v1/projects',
    `/v1/addons/${seedAddons.draft}/publish`,
  ])('%s: no such route, with a token or without', async (target) => {
    for (const user of ['jerry', null] as const) {
      expect(await tried(() => door.send({ target, user }))).toEqual({ status: 404, upstream: [] });
    }
  });

  it.each([
    ['/problems/%2e%2e%2fv1%2fproject', 400],
    ['/problems/..%2fv1%2fproject', 400],
    ['/problems/%2e%2e', 400],
    ['/problems/..', 400],
  ])('%s runs the operation that the gateway chose, and no other', async (target, status) => {
    for (const user of ['jerry', null] as const) {
      expect(await tried(() => door.send({ target, user }))).toEqual({ status, upstream: [] });
    }
  });

  it.each([
    ['of an add-on for a subscription', `/v1/subscriptions/${seedAddons.oneGigabyte}/top-ups`, 404],
    ['of a user for a subscription', '/v1/subscriptions/usr_0SNlurA049MEWV4OpCwsNyC9Kn2d/top-ups', 404],
    ['of a subscription for a purchase', `${line}/purchases/${seedSubscriptions.jerry}`, 404],
    ['of an add-on for one of a subscription', `${line}/addons/${seedAddons.oneGigabyte}`, 404],
    ['of a plan for a subscription', `/v1/subscriptions/${seedPlans.jerry}/addons`, 404],
  ])('an id of another type, %s: 404', async (_name, target, status) => {
    expect((await tried(() => door.send({ target }))).status).toBe(status);
  });

  it.each([[7], [null], [true], [['add_a']], [{ id: 'add_a' }], ['../addons/add_X/publish'], [''], [' ']])(
    '%j for an add-on in the body: 400, nothing asked',
    async (addon) => {
      expect(await tried(() => buying(addon))).toEqual({ status: 400, upstream: [] });
    },
  );

  it.each([
    'cursor=a&cursor=b',
    'limit=1&limit=1',
    'limit[]=1',
    'limit[x]=1',
    'plan=a',
    'Limit=1',
    'limit=1&%6cimit=2',
    '__proto__=x',
    'constructor=x',
    'limit=+1',
    'limit=1.0',
    'limit=0x1',
    'limit=',
    '&=x',
    'fields=user',
    'include=user',
    'expand[]=user',
  ])('?%s: 400, nothing asked', async (query) => {
    for (const path of ['/v1/subscriptions', `${line}/purchases`, `${line}/addons`]) {
      expect(await tried(() => door.send({ target: `${path}?${query}` }))).toEqual({ status: 400, upstream: [] });
    }
  });
});

describe('an event that the gateway never makes', () => {
  const good = httpApiEvent('getProject');

  it.each([
    ['a path that is another route', { rawPath: '/v1/subscriptions' }, 404],
    ['a path that only folds to the route', { rawPath: '/v1/../v1/project' }, 404],
    ['a path with a host', { rawPath: '//evil.example/v1/project' }, 404],
    ['a path of 10 kB', { rawPath: `/${'x'.repeat(10_000)}` }, 404],
    ['no path', { rawPath: undefined }, 400],
    ['an empty path', { rawPath: '' }, 400],
    ['the catch-all route', { routeKey: '$default' }, 404],
    ['a proxy route', { routeKey: 'ANY /{proxy+}' }, 404],
    ['a route of a prototype', { routeKey: '__proto__' }, 404],
    ['a query with spaces', { rawQueryString: 'a b' }, 400],
    ['a query with a fragment', { rawQueryString: 'limit=1#' }, 400],
    ['a query that is no text', { rawQueryString: ['x'] }, 400],
  ])('%s: refused', async (_name, change, status) => {
    expect(await tried(() => instance.handle({ ...good, ...change }))).toEqual({ status, upstream: [] });
  });
});
