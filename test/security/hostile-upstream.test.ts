import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGigsKey } from '../../shared/gigs-key.ts';
import type { Instance, InstanceOptions } from '../rig/rig.ts';
import { addon, page, subscription, subscriptionAddon } from '../shared/gigs/recorded.ts';
import { type Answer, type HostileGigs, json, startHostileGigs } from './hostile-gigs.ts';
import { insults } from './insults.ts';
import { newKey } from './shop.ts';
import { tally } from './tally.ts';
import { useWorld } from './world.ts';

const world = useWorld();
let gigs: HostileGigs;

beforeEach(async () => {
  gigs = await startHostileGigs();
  gigs.when('GET', /\/subscriptions\/\w+$/, json(subscription));
  gigs.when('GET', /\/subscriptionAddons$/, json(page([])));
  gigs.when('GET', /\/addons\/\w+$/, json(addon));
});
afterEach(() => gigs[Symbol.dispose]());

function start(options: InstanceOptions = {}): Instance {
  return world.start({ gigsUrl: gigs.url, ...options });
}

/** An instance that does not wait long, for what keeps it waiting. */
function startImpatient(): Instance {
  return start({ settings: { GIGS_GET_TIMEOUT_MS: '200', GIGS_POST_TIMEOUT_MS: '400', SOFT_DEADLINE_MS: '4000' } });
}

const params = { subscription: subscription.id, plan: subscription.plan.id, subscriptionAddon: subscriptionAddon.id };
const buying = () => ({
  params,
  headers: { 'idempotency-key': newKey() },
  body: { addon: addon.id, price: addon.price },
});
const bought = {
  ...subscriptionAddon,
  status: 'pending',
  activatedAt: null,
  canceledAt: null,
  endedAt: null,
  currentPeriod: null,
};

/** Less than what a caller waits for, and far more than the time limits that are set here. */
const boundMs = 5000;

async function within<Result>(act: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await act();
  expect(performance.now() - startedAt).toBeLessThan(boundMs);
  tally('cases tried');
  return result;
}

describe.each(Object.keys(insults))('%s', (name) => {
  const insult = insults[name] as Answer;

  it('in place of what is read: no answer from Gigs, in time', async () => {
    gigs.when('GET', /./, insult);
    const instance = startImpatient();
    const reads = [
      'getProject',
      'listSubscriptions',
      'listPlanTopUps',
      'listPurchases',
      'listSubscriptionAddons',
    ] as const;
    const answers = await Promise.all(reads.map((operation) => within(() => instance.call(operation, { params }))));
    for (const { status, body } of answers) {
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'gigs-unavailable' });
    }
  });

  it('in answer to the purchase: an outcome that is not known, and no second request', async () => {
    gigs.when('POST', /./, insult);
    const answer = await within(() => startImpatient().call('buyTopUp', buying()));
    expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 202, is: 'processing' });
    expect(gigs.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
  });

  it('in answer to the end of an add-on: 503, and no second request', async () => {
    gigs.when('GET', /\/subscriptionAddons\/\w+$/, json({ ...bought, status: 'active' }));
    gigs.when('DELETE', /./, insult);
    const answer = await within(() => startImpatient().call('endSubscriptionAddon', { params }));
    expect(answer.status).toBe(503);
    expect(gigs.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(1);
  });
});

describe('a purchase that Gigs accepts', () => {
  it.each([
    ["another's", { user: 'usr_other' }],
    ["another line's", { subscription: 'sub_other' }],
    ['of another add-on', { addon: { ...addon, id: 'add_other' } }],
    ['of an object that was there before', { id: 'sad_before' }],
  ])('as %s: looked at by a person, with an alarm, and not called a success', async (_what, change) => {
    gigs.when('GET', /\/subscriptionAddons$/, json(page([{ ...bought, id: 'sad_before' }])));
    gigs.when('POST', /./, json({ ...bought, ...change }, 201));
    const instance = start();
    const answer = await within(() => instance.call('buyTopUp', buying()));
    expect({ status: answer.status, is: answer.body.status }).toEqual({ status: 202, is: 'processing' });
    expect(instance.log.join()).toMatch(/"message":"purchase-alarm"/);
  });

  it.each(['status', 'addon', 'createdAt'])('with an unknown %s is a success all the same', async (member) => {
    gigs.when(
      'POST',
      /./,
      json({ ...bought, [member]: member === 'addon' ? { id: addon.id, new: 1 } : 'suspended' }, 201),
    );
    const answer = await within(() => start().call('buyTopUp', buying()));
    expect({ status: answer.status, addon: answer.body.subscriptionAddon.addon.id }).toEqual({
      status: 201,
      addon: addon.id,
    });
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i is not followed, and the key goes nowhere', async (status) => {
    using other = await startHostileGigs();
    other.when('GET', /./, json(subscription));
    other.when('POST', /./, json(bought, 201));
    const redirect: Answer = (_request, response) =>
      void response.writeHead(status, { location: `${other.url}/x` }).end();
    gigs.when('POST', /./, redirect);
    const bought202 = await within(() => start().call('buyTopUp', buying()));
    expect(bought202.status).toBe(202);
    gigs.when('GET', /./, redirect);
    expect((await within(() => start().call('listSubscriptions'))).status).toBe(503);
    expect(other.requests).toEqual([]);
  });
});

describe('a list', () => {
  const foreign = {
    ...subscription,
    id: 'sub_foreign',
    user: { ...subscription.user, id: 'usr_other' },
    phoneNumber: '+1999',
  };

  it('of everybody: only the own are shown', async () => {
    gigs.when('GET', /\/subscriptions$/, json(page([foreign, subscription, { ...foreign, id: subscription.id }])));
    const answer = await within(() => start().call('listSubscriptions'));
    expect(answer.body.items).toHaveLength(1);
    expect(JSON.stringify(answer)).not.toMatch(/foreign|1999/);
  });

  it("of everybody's add-ons: only those of the line and the user are shown", async () => {
    const others = [
      { ...bought, id: 'sad_a', user: 'usr_other' },
      { ...bought, id: 'sad_b', subscription: 'sub_other' },
    ];
    gigs.when('GET', /\/subscriptionAddons$/, json(page([...others, bought])));
    const answer = await within(() => start().call('listSubscriptionAddons', { params }));
    expect(answer.body.items.map(({ id }: { id: string }) => id)).toEqual([bought.id]);
  });

  it('of add-ons of every kind: only what can be bought for the plan is shown', async () => {
    const others = [
      { ...addon, id: 'add_a', status: 'draft' },
      { ...addon, id: 'add_b', type: 'other' },
      { ...addon, id: 'add_c', plans: ['pln_x'] },
      { ...addon, id: 'add_d', plans: [] },
    ];
    gigs.when('GET', /\/addons$/, json(page([...others, addon])));
    const answer = await within(() => start().call('listPlanTopUps', { params }));
    expect(answer.body.items.map(({ id }: { id: string }) => id)).toEqual([addon.id]);
  });

  it.each([
    ['its own successor', () => 'add_loop'],
    ['its predecessor', (count: number) => (count % 2 ? 'add_one' : 'add_two')],
    ['always another', (count: number) => `add_${count}`],
  ])('whose next page is %s: given up, after a bounded number of pages', async (_what, next) => {
    let count = 0;
    gigs.when('GET', /\/addons$/, (request, response) =>
      json(page([{ ...addon, id: `add_x${count}` }], next(++count)))(request, response),
    );
    const answer = await within(() => start().call('listPlanTopUps', { params }));
    expect(answer.status).toBe(503);
    expect(gigs.requests.length).toBeLessThanOrEqual(50);
  });

  it.each(['../projects', 'add_x&plan=other', 'https://evil.example', 'x'.repeat(65), '', '.'])(
    'whose next page is "%s": not asked for',
    async (next) => {
      for (const [path, operation] of [
        [/\/addons$/, 'listPlanTopUps'],
        [/\/subscriptions$/, 'listSubscriptions'],
        [/\/subscriptionAddons$/, 'listSubscriptionAddons'],
      ] as const) {
        gigs.when('GET', path, json({ object: 'list', items: [], moreItemsAfter: next }));
        expect((await within(() => start().call(operation, { params }))).status).toBe(503);
      }
    },
  );

  it('of a hundred thousand small items, more than Gigs gives, is not looked through', async () => {
    gigs.when(
      'GET',
      /\/addons$/,
      json({ object: 'list', items: Array.from({ length: 100_000 }, () => ({ id: 'a' })), moreItemsAfter: null }),
    );
    const answer = await within(() => start().call('listPlanTopUps', { params }));
    expect(answer.status).toBe(503);
  });
});

describe('what Gigs says in words', () => {
  it.each([400, 401, 402, 403, 404, 409, 422, 429, 500, 503])(
    'with %i is neither answered nor logged',
    async (status) => {
      const words = ['message', 'hint', 'code', 'documentation', 'details'].map((member) => [
        member,
        `<b>${world.canaries.plant(`${member} of a ${status}`)}</b>`,
      ]);
      const error = json({ object: 'error', type: world.canaries.plant('type'), ...Object.fromEntries(words) }, status);
      const instance = start();
      gigs.when('POST', /./, error);
      await within(() => instance.call('buyTopUp', buying()));
      gigs.when('GET', /./, error);
      for (const operation of ['getProject', 'listSubscriptions', 'listPlanTopUps', 'getSubscriptionAddon'] as const) {
        await within(() => instance.call(operation, { params }));
      }
    },
  );

  it.each(['paymentCardDeclined', 'paymentFailed'])('as a published code, %s, is passed on', async (code) => {
    gigs.when('POST', /./, json({ object: 'error', type: 'invalid', message: 'x', code }, 402));
    expect((await within(() => start().call('buyTopUp', buying()))).body.declineReason).toBe(code);
  });

  it.each(['paymentSecretInternalReason', 'PAYMENT', 'payment<script>', 'payment'.repeat(100)])(
    'as another code, %s, is not',
    async (code) => {
      gigs.when('POST', /./, json({ object: 'error', type: 'invalid', message: 'x', code }, 402));
      expect((await within(() => start().call('buyTopUp', buying()))).body.declineReason).toBe('unknown');
    },
  );

  it.each([
    ['0', '1'],
    ['86400', '60'],
    ['-5', '5'],
    ['x', '5'],
    ['1e9', '5'],
    ['9'.repeat(400), '60'],
  ])('as Retry-After: %s is passed on within bounds', async (given, passed) => {
    gigs.when('GET', /./, (_request, response) => void response.writeHead(429, { 'retry-after': given }).end());
    expect((await within(() => start().call('listSubscriptions'))).headers['retry-after']).toBe(passed);
  });
});

it('a storm of 401: the secret is read again once, nobody is let in, and there is an alarm', async () => {
  gigs.when('GET', /./, json({ object: 'error', type: 'unauthenticated', message: 'x' }, 401));
  let reads = 0;
  const keys = createGigsKey({
    readSecret: async () => ({ text: `gpk_${world.canaries.plant(`key ${++reads}`)}`, createdAt: null }),
    cacheSeconds: 300,
    now: world.clock.now,
  });
  const instance = start({ keys });
  const answers = await Promise.all(Array.from({ length: 50 }, () => within(() => instance.call('listSubscriptions'))));
  for (const { status } of answers) expect(status).toBe(503);
  expect(reads).toBe(2);
});

it('the key is sent to Gigs alone, and as a key', async () => {
  gigs.when('GET', /\/subscriptions$/, json(page([subscription])));
  await within(() => start().call('listSubscriptions'));
  expect(gigs.authorizations).toEqual([`Bearer ${world.gigsKey}`]);
});

it.each(['/webhooks', '/v1/webhooks', '/v1/events', '/webhooks/gigs'])(
  'there is no webhook to forge: %s',
  async (target) => {
    const door = await world.open();
    expect((await door.send({ method: 'POST', target, body: '{}', headers: { 'gigs-signature': 'x' } })).status).toBe(
      404,
    );
    tally('cases tried');
  },
);

it('memory does not grow with what Gigs sends', async () => {
  gigs.when('GET', /./, json(JSON.stringify({ pad: 'x'.repeat(1024 * 1024 - 100) })));
  const instance = start();
  const before = process.memoryUsage().rss;
  for (let asked = 0; asked < 100; asked++) await instance.call('listSubscriptions');
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  tally('cases tried');
});
