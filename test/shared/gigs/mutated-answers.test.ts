import { describe, expect, it } from 'vitest';
import { connectGigs } from '../../../shared/gigs/connect.ts';
import type { Gigs } from '../../../shared/gigs/gigs.ts';
import { jsonWith, oddities, pathsOf, pricesIn } from '../../rig/mutated-json.ts';
import { addon, credentials, page, project, subscription, subscriptionAddon } from './recorded.ts';
import { setup, within } from './setup.ts';

/** A client whose Gigs answers this text. The sockets have tests of their own. */
function gigsAnswering(json: string): Gigs {
  const { connection } = setup('https://api.gigs.com');
  return connectGigs({
    ...connection,
    fetch: async () => new Response(json, { headers: { 'content-type': 'application/json' } }),
  });
}

const call = () => within(5000);
const statuses = ['active'] as const;
const answers: Record<string, { body: unknown; ask: (gigs: Gigs) => Promise<unknown> }> = {
  getProject: { body: project, ask: (gigs) => gigs.getProject(call()) },
  getProjectCredentials: { body: credentials, ask: (gigs) => gigs.getProjectCredentials(call()) },
  listPlanTopUps: {
    body: page([addon]),
    ask: (gigs) => gigs.listPlanTopUps({ plan: 'pln_a', after: null }, call()),
  },
  getAddon: { body: addon, ask: (gigs) => gigs.getAddon(addon.id, call()) },
  listSubscriptions: {
    body: page([subscription]),
    ask: (gigs) => gigs.listSubscriptions({ user: subscription.user.id, after: null, limit: 1 }, call()),
  },
  getSubscription: { body: subscription, ask: (gigs) => gigs.getSubscription(subscription.id, call()) },
  listSubscriptionAddons: {
    body: page([subscriptionAddon]),
    ask: (gigs) =>
      gigs.listSubscriptionAddons({ subscription: subscription.id, statuses, after: null, limit: 1 }, call()),
  },
  getSubscriptionAddon: {
    body: subscriptionAddon,
    ask: (gigs) => gigs.getSubscriptionAddon(subscriptionAddon.id, call()),
  },
};

describe.each(Object.entries(answers))('%s', (_operation, { body, ask }) => {
  it.each(Object.keys(oddities))(
    'answers or throws what it says it throws, with %s in the place of each member, and no wrong price',
    async (oddity) => {
      for (const path of pathsOf(body)) {
        const json = jsonWith(body, path, oddities[oddity]);
        const answer = await ask(gigsAnswering(json)).catch((error: unknown) => error);
        const where = path.join('.');
        if (answer instanceof Error) {
          expect({ where, answer }).toMatchObject({ where, answer: { name: 'GigsUnavailable', reason: 'unreadable' } });
          continue;
        }
        const written = pricesIn(JSON.parse(json));
        for (const price of pricesIn(answer)) {
          // As Gigs wrote it, to the cent, or none.
          if (price !== null) expect({ where, written }).toMatchObject({ where, written: [price] });
          expect(price).toSatisfy(isPriceOrNone);
        }
        const text = JSON.stringify(answer);
        expect(text.length).toBeLessThan(3000);
        expect(text).not.toMatch(/\\u00|\\r|\\n|\\ud800|\u202e|polluted/);
        expect(Object.prototype).not.toHaveProperty('polluted');
      }
    },
  );
});

function isPriceOrNone(price: unknown): boolean {
  if (price === null) return true;
  const { amount, currency, ...more } = price as { amount: number; currency: string };
  return Number.isSafeInteger(amount) && amount >= 0 && /^[A-Z]{3}$/.test(currency) && Object.keys(more).length === 0;
}

describe('what Gigs adds later', () => {
  it('is unknown where it is a new value', async () => {
    const later = {
      ...addon,
      status: 'retired',
      type: 'bundle',
      recurrenceType: 'weekly',
      activationTrigger: 'simSwap',
      validity: { unit: 'week', value: 2 },
    };
    expect(await gigsAnswering(JSON.stringify(later)).getAddon(addon.id, call())).toMatchObject({
      status: 'unknown',
      type: 'unknown',
      recurrenceType: 'unknown',
      activationTrigger: 'unknown',
      validity: { unit: 'unknown', value: 2 },
    });
    const json = JSON.stringify({ ...subscriptionAddon, status: 'suspended', endedAt: null, addon: { id: 'add_a' } });
    expect(await gigsAnswering(json).getSubscriptionAddon(subscriptionAddon.id, call())).toMatchObject({
      status: 'unknown',
      endedAt: null,
      addon: { id: 'add_a', details: null },
    });
  });

  it('does not come through where it is a new member', async () => {
    const marked = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : {
            ...Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marked(member)])),
            new: 'marker',
          };
    for (const [operation, { body, ask }] of Object.entries(answers)) {
      const list = body as { items?: unknown[] };
      const json = JSON.stringify(list.items ? { ...list, items: list.items.map(marked) } : marked(body));
      const answer = await ask(gigsAnswering(json));
      expect({ operation, json: JSON.stringify(answer) }).not.toMatchObject({
        json: expect.stringContaining('marker'),
      });
    }
  });

  it('knows the pictures of a project by their address only, and nothing that runs', async () => {
    for (const image of ['javascript:alert(1)', 'data:text/html,x', 'http://a.example/x.png', 'https://a b', 7]) {
      const answer = await gigsAnswering(JSON.stringify({ ...project, image })).getProject(call());
      expect(answer).toMatchObject({ id: 'gigs', image: null });
    }
  });
});
