import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gigs } from '../../../shared/gigs/gigs.ts';
import { gigsUrl, InvalidGigsQuery } from '../../../shared/gigs/request-url.ts';
import { page } from './recorded.ts';
import { type Received, startHttp } from './servers.ts';
import { setup, within } from './setup.ts';

/** Every operation that takes an id, with the id in each place, and the request that it may make. */
const operations: Record<
  string,
  { call: (gigs: Gigs, id: string) => Promise<unknown>; target: (id: string) => string }
> = {
  'getAddon(id)': {
    call: (gigs, id) => gigs.getAddon(id, within(15_000)),
    target: (id) => `GET /projects/gigs/addons/${id}`,
  },
  'getSubscription(id)': {
    call: (gigs, id) => gigs.getSubscription(id, within(15_000)),
    target: (id) => `GET /projects/gigs/subscriptions/${id}`,
  },
  'getSubscriptionAddon(id)': {
    call: (gigs, id) => gigs.getSubscriptionAddon(id, within(15_000)),
    target: (id) => `GET /projects/gigs/subscriptionAddons/${id}`,
  },
  'endSubscriptionAddon(id)': {
    call: (gigs, id) => gigs.endSubscriptionAddon(id, within(15_000)),
    target: (id) => `DELETE /projects/gigs/subscriptionAddons/${id}`,
  },
  'listPlanTopUps(plan)': {
    call: (gigs, plan) => gigs.listPlanTopUps({ plan, after: null }, within(15_000)),
    target: (id) => `GET /projects/gigs/addons?plan=${id}&status=available&type=topUp&limit=200`,
  },
  'listPlanTopUps(after)': {
    call: (gigs, after) => gigs.listPlanTopUps({ plan: 'pln_a', after }, within(15_000)),
    target: (id) => `GET /projects/gigs/addons?plan=pln_a&status=available&type=topUp&after=${id}&limit=200`,
  },
  'listSubscriptions(user)': {
    call: (gigs, user) => gigs.listSubscriptions({ user, after: null, limit: 1 }, within(15_000)),
    target: (id) => `GET /projects/gigs/subscriptions?user=${id}&limit=1`,
  },
  'listSubscriptionAddons(subscription)': {
    call: (gigs, subscription) =>
      gigs.listSubscriptionAddons({ subscription, statuses: ['active'], after: null, limit: 1 }, within(15_000)),
    target: (id) => `GET /projects/gigs/subscriptionAddons?subscription=${id}&status=active&limit=1`,
  },
  'createSubscriptionAddon(addon)': {
    call: (gigs, addon) =>
      gigs.createSubscriptionAddon({ addon, subscription: 'sub_a', idempotencyKey: null }, within(15_000)),
    target: (id) => `POST /projects/gigs/subscriptionAddons {"addon":"${id}","subscription":"sub_a"}`,
  },
  'createSubscriptionAddon(subscription)': {
    call: (gigs, subscription) =>
      gigs.createSubscriptionAddon({ addon: 'add_a', subscription, idempotencyKey: null }, within(15_000)),
    target: (id) => `POST /projects/gigs/subscriptionAddons {"addon":"add_a","subscription":"${id}"}`,
  },
  'createSubscriptionAddon(idempotencyKey)': {
    call: (gigs, idempotencyKey) =>
      gigs.createSubscriptionAddon({ addon: 'add_a', subscription: 'sub_a', idempotencyKey }, within(15_000)),
    target: () => 'POST /projects/gigs/subscriptionAddons {"addon":"add_a","subscription":"sub_a"}',
  },
};
const names = Object.keys(operations);

const badIds = [
  ['empty', ''],
  ['a dot', '.'],
  ['two dots', '..'],
  ['a path', '../addons/add_a/publish'],
  ['an encoded path', '..%2faddons'],
  ['encoded twice', '%252e%252e%252f'],
  ['a query', 'sub_a?limit=1'],
  ['a parameter more', 'sub_a&status=ended'],
  ['a matrix parameter', 'sub_a;status=ended'],
  ['a fragment', 'sub_a#x'],
  ['NUL', 'sub_a\0'],
  ['a line break and a header', 'sub_a\r\nX-Injected: 1'],
  ['a line break at the end', 'sub_a\n'],
  ['a space', 'sub_a '],
  ['a tab', '\tsub_a'],
  ['an address', 'https://evil.example/'],
  ['a host', '//evil.example'],
  ['backslashes', '\\\\evil.example\\'],
  ['65 characters', 'a'.repeat(65)],
  ['10,000 characters', 'a'.repeat(10_000)],
  ['two ids', 'sub_a,sub_b'],
  ['a look-alike', 'sub_\u0430'],
  ['a number', 7 as unknown as string],
  ['a list', ['sub_a'] as unknown as string],
  ['an object', { toString: () => 'sub_a' } as unknown as string],
  ['nothing at all', undefined as unknown as string],
] as const;

describe.each(names)('%s', (name) => {
  const { call, target } = operations[name] as (typeof operations)[string];

  it('refuses what is no id before anything is sent', async () => {
    const server = await startHttp({ body: page([]) });
    const { gigs, events } = setup(server.url);
    for (const [what, id] of badIds) {
      // `after: undefined` and `idempotencyKey: undefined` cannot be told from what may be left out, in JavaScript.
      if (id === undefined && name.includes('(after)')) continue;
      const outcome = await call(gigs, id).catch((error: unknown) => error);
      expect({ what, outcome }).toMatchObject({ what, outcome: { name: 'InvalidGigsQuery' } });
      if (typeof id === 'string' && id !== '' && id !== '.') expect(String(outcome)).not.toContain(id);
    }
    expect(server.requests).toEqual([]);
    expect(events).toEqual([]);
  });

  it('refuses any text, or sends exactly its template', async () => {
    const server = await startHttp({ status: 404, body: {} });
    const { gigs } = setup(server.url);
    await fc.assert(
      fc.asyncProperty(anyText, async (id) => {
        server.requests.length = 0;
        const outcome = await call(gigs, id).catch((error: unknown) => error);
        const isRefused = outcome instanceof Error && outcome.name === 'InvalidGigsQuery';
        expect(server.requests.map(lineOf)).toEqual(isRefused ? [] : [target(id)]);
        expect(isRefused).toBe(!/^[A-Za-z0-9_-]{1,64}$/.test(id) || id.includes('\n'));
      }),
      { numRuns: 60 },
    );
  });
});

const anyText = fc.oneof(
  { weight: 2, arbitrary: fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 70 }) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...'a_-./\\%2eEfF?#&;=:@ \n\r\t\0') }) },
  { weight: 1, arbitrary: fc.webUrl() },
);

function lineOf({ method, target, body }: Received): string {
  return [method, target, body].filter(Boolean).join(' ');
}

describe('an address', () => {
  it.each(['/../addons', '/a/%2e%2e/b', '/a?b=c', '/a#b', '/a b', '@evil.example/'])(
    'is refused where a URL makes something else of %s',
    (path) => {
      expect(() => gigsUrl('https://api.gigs.com', path)).toThrow(InvalidGigsQuery);
    },
  );
});

describe('a list', () => {
  it.each([-1, 201, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the limit %d', async (limit) => {
    const server = await startHttp({ body: page([]) });
    const listing = setup(server.url).gigs.listSubscriptions({ user: 'usr_a', after: null, limit }, within(15_000));
    await expect(listing).rejects.toMatchObject({ name: 'InvalidGigsQuery' });
    expect(server.requests).toEqual([]);
  });

  it('refuses to be of a status that is no word', async () => {
    const server = await startHttp({ body: page([]) });
    const query = { subscription: 'sub_a', statuses: ['active&user=' as 'active'], after: null, limit: 1 };
    await expect(setup(server.url).gigs.listSubscriptionAddons(query, within(15_000))).rejects.toMatchObject({
      name: 'InvalidGigsQuery',
    });
    expect(server.requests).toEqual([]);
  });

  it('refuses to be of no status, which Gigs would not take for none', async () => {
    const server = await startHttp({ body: page([]) });
    const query = { subscription: 'sub_a', statuses: [], after: null, limit: 1 };
    await expect(setup(server.url).gigs.listSubscriptionAddons(query, within(15_000))).rejects.toMatchObject({
      name: 'InvalidGigsQuery',
    });
    expect(server.requests).toEqual([]);
  });
});
