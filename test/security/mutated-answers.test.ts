import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../shared/contract/operations.ts';
import type { Asked } from '../rig/event.ts';
import { jsonWith, oddities, pathsOf, pricesIn } from '../rig/mutated-json.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { addon, subscription, subscriptionAddon } from '../shared/gigs/recorded.ts';
import { ledgersInMemory } from './fuzz-world.ts';
import { must } from './must.ts';
import { type Question, recorded, startRecordedGigs } from './recorded-gigs.ts';
import { newKey } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let gigs: Awaited<ReturnType<typeof startRecordedGigs>>;

beforeAll(async () => {
  gigs = await startRecordedGigs();
});
afterAll(() => void gigs.close());

const params = { subscription: subscription.id, plan: subscription.plan.id, subscriptionAddon: subscriptionAddon.id };

interface Use {
  readonly operation: OperationName;
  readonly questions: readonly Question[];
  readonly asked: () => Asked;
}

/** Each operation that relies on Gigs, with all that it asks there. */
const uses: readonly Use[] = [
  { operation: 'getProject', questions: ['project', 'credentials'], asked: () => ({}) },
  { operation: 'listSubscriptions', questions: ['subscriptions'], asked: () => ({}) },
  { operation: 'listPlanTopUps', questions: ['plan'], asked: () => ({ params }) },
  { operation: 'listSubscriptionTopUps', questions: ['subscription', 'plan'], asked: () => ({ params }) },
  { operation: 'listPurchases', questions: ['subscription'], asked: () => ({ params }) },
  {
    operation: 'listSubscriptionAddons',
    questions: ['subscription', 'subscription add-ons'],
    asked: () => ({ params }),
  },
  { operation: 'getSubscriptionAddon', questions: ['subscription', 'subscription add-on'], asked: () => ({ params }) },
  {
    operation: 'endSubscriptionAddon',
    questions: ['subscription', 'subscription add-on', 'end'],
    asked: () => ({ params }),
  },
  {
    operation: 'buyTopUp',
    questions: ['subscription', 'add-on', 'subscription add-ons', 'purchase'],
    asked: () => ({ params, headers: { 'idempotency-key': newKey() }, body: { addon: addon.id, price: addon.price } }),
  },
];

/** A list of one's add-ons is recorded with one in it where it is what is shown, and empty before a purchase. */
function recordedFor(operation: OperationName, question: Question): unknown {
  const isShown = question === 'subscription add-ons' && operation === 'listSubscriptionAddons';
  return isShown
    ? { object: 'list', items: [recorded['subscription add-on']], moreItemsAfter: null }
    : recorded[question];
}

function start(): Instance {
  return world.start({
    gigsUrl: gigs.url,
    fetch: gigs.fetch,
    store: ledgersInMemory,
    settings: { CATALOGUE_FRESH_SECONDS: '0', CATALOGUE_STALE_SECONDS: '0' },
  });
}

const statuses = [200, 201, 202, 404, 409, 422, 503];

/** What must be true of an answer, whatever Gigs said. */
function mustBeSound(answer: Answered, json: string, where: string): void {
  const text = JSON.stringify(answer.body);
  const told = () => ({ where, json: json.slice(0, 2000), answer });
  must(statuses.includes(answer.status), told);
  must(text.length < 5000 && !/polluted|\\u0000|\\u001b|\\r|\\n|\\ud800|\u202e/.test(text), told);
  // As Gigs wrote it, to the cent, or not at all.
  const written = new Set([...pricesIn(parsed(json)), addon.price].map((price) => JSON.stringify(price)));
  for (const price of pricesIn(answer.body)) must(written.has(JSON.stringify(price)), told);
  if (answer.status < 300 && 'subscription' in answer.body) must(answer.body.subscription === subscription.id, told);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

interface Said {
  readonly id?: unknown;
  readonly subscription?: unknown;
  readonly user?: unknown;
  readonly addon?: { readonly id?: unknown } | null;
  readonly items?: unknown;
}

type Check = (said: Said | null) => boolean;

/** Whether this answer of Gigs' still is about what was asked for, and is the caller's. */
const isOwn: Readonly<Partial<Record<Question, Check>>> = {
  subscription: isOwnSubscription,
  'subscription add-on': isOwnAddon,
  end: isOwnAddon,
  purchase: (said) => isOwnAddon({ ...said, id: subscriptionAddon.id }) && said?.addon?.id === addon.id,
};

const isOwnIn = { subscriptions: isOwnSubscription, 'subscription add-ons': isOwnAddon };

function isOwnSubscription(said: Said | null): boolean {
  const user = said?.user as { readonly id?: unknown } | null | undefined;
  return said?.id === subscription.id && user?.id === subscription.user.id;
}

function isOwnAddon(said: Said | null): boolean {
  return (
    said?.id === subscriptionAddon.id && said.subscription === subscription.id && said.user === subscription.user.id
  );
}

/** What is not the caller's is not answered with success, nor listed. */
function mustBeOwn(answer: Answered, question: Question, json: string, where: string): void {
  const said = parsed(json) as Said | null;
  const told = () => ({ where, json, answer });
  must(answer.status >= 300 || answer.status === 202 || isOwn[question]?.(said) !== false, told);
  if (question !== 'subscriptions' && question !== 'subscription add-ons') return;
  const items = Array.isArray(said?.items) ? (said.items as (Said | null)[]) : [];
  const idOf = { subscriptions: subscription.id, 'subscription add-ons': subscriptionAddon.id }[question];
  // Whatever its id is: in a list it has no other.
  const own = items.filter((item) => isOwnIn[question](item && { ...item, id: idOf }));
  must((answer.body.items?.length ?? 0) <= own.length, told);
}

describe.each(uses.flatMap((use) => use.questions.map((question) => ({ ...use, question }))))(
  '$operation, whatever is wrong with the answer about the $question',
  ({ operation, question, asked }) => {
    it('is bounded, sound, and never of a wrong price or of somebody else', async () => {
      const body = recordedFor(operation, question);
      for (const [oddity, text] of Object.entries(oddities)) {
        for (const path of pathsOf(body)) {
          const json = jsonWith(body, path, text);
          gigs.answer(question, json);
          const where = `${oddity} at ${path.join('.')}`;
          const answer = await start().call(operation, asked());
          mustBeSound(answer, json, where);
          mustBeOwn(answer, question, json, where);
          tally('mutated answers');
        }
      }
    });

    it('is what it should be where nothing is wrong', async () => {
      gigs.answer(question, JSON.stringify(recordedFor(operation, question)));
      expect([200, 201]).toContain((await start().call(operation, asked())).status);
    });
  },
);

it('pollutes no prototype and does not keep what it was told', () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(process.memoryUsage().heapUsed).toBeLessThan(700 * 1024 * 1024);
});
