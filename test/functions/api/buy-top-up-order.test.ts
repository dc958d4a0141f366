import { describe, expect, it } from 'vitest';
import { seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { type ProblemCode, problems } from '../../../shared/contract/problems.ts';
import { buy, jerry, minutePack, newKey, oneGigabyte, smsPack, useApi, type Wish } from './setup.ts';

const api = useApi();

/** What is asked, of which line and add-on. Each situation changes something about it. */
class Situation {
  readonly key = newKey();
  wish: { -readonly [Member in keyof Wish]: Wish[Member] } = { key: this.key };
  line = {
    id: jerry.subscription,
    status: 'active',
    user: { id: seedUsers.jerry as string },
    plan: { id: jerry.plan },
  };
  addon = { status: 'available', price: { amount: 999, currency: 'USD' } };
  limit = 100;
  isPaused = false;
  isListed = true;
}

/** What was bought before, with allowRepeat and without a limit. */
async function boughtBefore(wish: Wish): Promise<void> {
  const settings = { PURCHASE_LIMIT_PER_DAY: '1000', REPEAT_WINDOW_SECONDS: '0' };
  const answer = await buy(api.start({ settings }), wish);
  expect([201, 202]).toContain(answer.status);
}

/** The refusals of buying, in the order of the contract: the first that is true answers. */
const situations: readonly { code: ProblemCode; arrange: (situation: Situation) => void | Promise<void> }[] = [
  {
    code: 'body-too-large',
    arrange: ({ wish }) => {
      wish.body = JSON.stringify(wish.body ?? oneGigabyte).padEnd(2049);
    },
  },
  {
    code: 'unsupported-media-type',
    arrange: ({ wish }) => {
      wish.headers = { 'content-type': 'text/plain' };
    },
  },
  {
    code: 'invalid-request',
    arrange: ({ wish }) => {
      wish.query = 'x=1';
    },
  },
  {
    code: 'idempotency-key-missing',
    arrange: ({ wish }) => {
      wish.key = null;
    },
  },
  {
    code: 'idempotency-key-invalid',
    arrange: ({ wish, key }) => {
      if (wish.key !== null) wish.key = `${key}!`;
    },
  },
  { code: 'idempotency-key-reused', arrange: ({ key }) => boughtBefore({ key, body: smsPack }) },
  {
    code: 'purchases-paused',
    arrange: (situation) => {
      situation.isPaused = true;
    },
  },
  {
    code: 'subscription-not-found',
    arrange: ({ line }) => {
      line.user.id = seedUsers.elaine;
    },
  },
  {
    code: 'subscription-not-active',
    arrange: ({ line }) => {
      line.status = 'restricted';
    },
  },
  {
    code: 'top-up-unavailable',
    arrange: ({ addon }) => {
      addon.status = 'archived';
    },
  },
  {
    code: 'price-changed',
    arrange: ({ addon }) => {
      addon.price.amount = 1099;
    },
  },
  {
    code: 'purchase-unresolved',
    arrange: async () => {
      await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 500 });
      await boughtBefore({});
    },
  },
  { code: 'recent-purchase', arrange: () => boughtBefore({}) },
  {
    code: 'purchase-limit',
    arrange: async (situation) => {
      await boughtBefore({ body: minutePack });
      situation.limit = 1;
    },
  },
  {
    code: 'gigs-unavailable',
    arrange: (situation) => {
      situation.isListed = false;
    },
  },
];

async function answerTo(codes: readonly ProblemCode[]) {
  const situation = new Situation();
  // From the last to the first: a purchase of the same add-on has to be over before another one is left undecided.
  for (const { arrange } of situations.filter(({ code }) => codes.includes(code)).toReversed())
    await arrange(situation);
  const { line, addon, wish, limit } = situation;
  if (situation.isPaused) await api.pause();
  if (!situation.isListed) {
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptionAddons', fault: 'status', status: 500, times: 2 });
  }
  await shows(`*/subscriptions/${jerry.subscription}`, { ...line, plan: { ...line.plan, name: 'Plan' } });
  const rest = { id: oneGigabyte.addon, name: 'x', description: null, type: 'topUp', plans: [jerry.plan] };
  const allowances = { dataBytes: 1, voiceSeconds: 0, smsMessages: 0 };
  await shows(`*/addons/${oneGigabyte.addon}`, { ...rest, ...addon, allowances });
  const before = { posts: await api.posts(), bought: await api.bought() };
  const answer = await buy(api.start({ settings: { PURCHASE_LIMIT_PER_DAY: String(limit) } }), wish);
  expect({ posts: await api.posts(), bought: await api.bought() }).toEqual(before);
  return answer;
}

function shows(path: string, body: unknown): Promise<void> {
  return api.sandbox.fault({ method: 'GET', path, fault: 'status', status: 200, body });
}

const codes = situations.map(({ code }) => code);
const pairs = codes.flatMap((first, index) => codes.slice(index + 1).map((second) => ({ first, second })));

describe('what refuses a purchase', () => {
  it.each(codes)('does so alone: %s', async (code) => {
    const answer = await answerTo([code]);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: problems[code].status, code });
  });

  it.each(pairs)('$first comes before $second', async ({ first, second }) => {
    expect((await answerTo([first, second])).body.code).toBe(first);
  });
});
