import { describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import type { OperationName } from '../../../shared/contract/operations.ts';
import type { Answered, Instance } from '../../rig/rig.ts';
import { buy, expectProblem, jerry, minutePack, newKey, oneGigabyte, readPurchase, useApi } from './setup.ts';
import { bought, end, read } from './subscription-addons.ts';

const api = useApi();

/** Operations on a subscription, all of which ask Gigs for its owner first. */
const ofSubscription = [
  'listSubscriptionTopUps',
  'buyTopUp',
  'listPurchases',
  'listSubscriptionAddons',
  'getSubscriptionAddon',
  'endSubscriptionAddon',
] as const satisfies OperationName[];

/** As Jerry, with everything else right. */
function call(instance: Instance, operation: OperationName, params: Record<string, string>): Promise<Answered> {
  const isBuying = operation === 'buyTopUp';
  return instance.call(operation, {
    params,
    ...(isBuying && { body: minutePack, headers: { 'idempotency-key': newKey() } }),
  });
}

/** What an answer tells, and what it cost at Gigs, without the ids that were asked for. */
async function told(ids: readonly string[], ask: () => Promise<Answered>) {
  const before = (await api.upstream()).length;
  const { status, headers, body } = await ask();
  const text = JSON.stringify({ status, headers, body, upstream: (await api.upstream()).slice(before).sort() });
  const neutral = ids.reduce((all, id, index) => all.replaceAll(id, `id-${index}`), text);
  return JSON.parse(neutral.replaceAll(headers['x-request-id'] ?? '', 'request'));
}

const others = {
  "somebody else's": seedSubscriptions.elaine,
  "somebody else's, not active": seedSubscriptions.kramerEnded,
  "another project's": seedSubscriptions.art,
};

describe.each(ofSubscription)('%s', (operation) => {
  it.each(Object.entries(others))(
    'of a line that is %s is as of one that is not there',
    async (_whose, subscription) => {
      const instance = api.start();
      const subscriptionAddon = await bought(api, instance);
      const nobodys = 'sub_nothing';
      const [other, none] = [
        await told([subscription], () => call(instance, operation, { subscription, subscriptionAddon })),
        await told([nobodys], () => call(instance, operation, { subscription: nobodys, subscriptionAddon })),
      ];
      expect(other).toMatchObject({ status: 404, body: { code: 'subscription-not-found' } });
      expect(other).toEqual(none);
      expect(await api.posts()).toBe(1);
    },
  );
});

describe('an id that Gigs refuses to look up', () => {
  it.each([400, 422])('is of nothing: %i', async (status) => {
    const instance = api.start();
    const own = await bought(api, instance);
    const refused = (path: string) => api.sandbox.fault({ method: 'GET', path, fault: 'status', status });
    await refused(`*/${jerry.subscription}`);
    expectProblem(
      await call(instance, 'listPurchases', { subscription: jerry.subscription }),
      'subscription-not-found',
    );
    await refused(`*/${own}`);
    expectProblem(await read(instance, own), 'addon-not-found');
    await refused(`*/${minutePack.addon}`);
    expectProblem(await buy(instance, { body: minutePack }), 'top-up-unavailable');
  });
});

describe('an add-on of a subscription', () => {
  it.each([
    ['shown', read],
    ['ended', end],
  ] as const)("is not %s where it is somebody else's, or of another line", async (_what, act) => {
    const instance = api.start();
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine, body: minutePack } as const;
    const elaines = await bought(api, instance, elaine);
    const own = await bought(api, instance);

    const none = await told(['sad_nothing'], () => act(instance, 'sad_nothing'));
    expect(none).toMatchObject({ status: 404, body: { code: 'addon-not-found' } });
    expect(await told([elaines], () => act(instance, elaines))).toEqual(none);

    // Through her line it is the line that is not there, whosever the add-on is.
    for (const id of [elaines, own, 'sad_nothing']) {
      expectProblem(await act(instance, id, seedSubscriptions.elaine), 'subscription-not-found');
    }
    const deletes = (await api.upstream()).filter((request) => request.startsWith('DELETE'));
    expect(deletes).toEqual([]);
    expect((await api.sandbox.subscriptionAddons()).map(({ status }) => status)).toEqual(['active', 'active']);
  });

  it('is not shown through another line of the same user', async () => {
    const instance = api.start();
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine, body: minutePack } as const;
    const id = await bought(api, instance, elaine);
    for (const operation of ['getSubscriptionAddon', 'endSubscriptionAddon'] as const) {
      const params = { subscription: seedSubscriptions.elainePending, subscriptionAddon: id };
      expectProblem(await instance.call(operation, { params, user: 'elaine' }), 'addon-not-found');
    }
  });
});

describe('a cursor', () => {
  const wrong = { status: 400, body: { code: 'invalid-request', errors: [{ in: 'query', path: 'cursor' }] } };

  it("that is somebody else's line is as one that is none", async () => {
    const instance = api.start();
    const asked = (cursor: string) =>
      told([cursor], () => instance.call('listSubscriptions', { query: `cursor=${cursor}` }));
    const none = await asked('sub_nothing');
    expect(none).toMatchObject(wrong);
    expect(await asked(seedSubscriptions.elaine)).toEqual(none);
    expect(await asked(seedSubscriptions.art)).toEqual(none);
    expect((await instance.call('listSubscriptions', { query: `cursor=${jerry.subscription}` })).status).toBe(200);
  });

  it("that is somebody else's add-on, or of another line, is as one that is none", async () => {
    const instance = api.start();
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine, body: minutePack } as const;
    const elaines = await bought(api, instance, elaine);
    const own = await bought(api, instance);
    const asked = (cursor: string) =>
      told([cursor], () =>
        instance.call('listSubscriptionAddons', {
          params: { subscription: jerry.subscription },
          query: `cursor=${cursor}`,
        }),
      );
    const none = await asked('sad_nothing');
    expect(none).toMatchObject(wrong);
    expect(await asked(elaines)).toEqual(none);
    expect(await asked(own)).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    const params = { subscription: seedSubscriptions.elaine };
    const query = `cursor=${elaines}`;
    expectProblem(await instance.call('listSubscriptionAddons', { params, query }), 'subscription-not-found');
  });
});

describe('a purchase', () => {
  it("that is somebody else's is as one that is not there, and costs nothing at Gigs", async () => {
    const instance = api.start();
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine, body: minutePack } as const;
    const { id } = (await buy(instance, elaine)).body;
    const asked = (subscription: string, purchase: string) =>
      told([subscription, purchase], () => instance.call('getPurchase', { params: { subscription, purchase } }));
    const none = await asked(seedSubscriptions.jerry, 'pur_nothing');
    expect(none).toMatchObject({ status: 404, body: { code: 'purchase-not-found' }, upstream: [] });
    expect(await asked(seedSubscriptions.elaine, id)).toEqual(none);
    expect(await asked(seedSubscriptions.jerry, id)).toEqual(none);
    expect(await asked(seedSubscriptions.elaine, 'pur_nothing')).toEqual(none);
    expect(await asked('sub_nothing', id)).toEqual(none);
  });

  it("that is somebody else's and has no outcome yet is not looked at for them", async () => {
    const instance = api.start();
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'reset' });
    const { body } = await buy(instance);
    const before = (await api.upstream()).length;
    const params = { subscription: jerry.subscription, purchase: body.id };
    expectProblem(await instance.call('getPurchase', { params, user: 'elaine' }), 'purchase-not-found');
    expect((await api.upstream()).length).toBe(before);
  });

  it('stays with its user when the line goes to somebody else', async () => {
    const instance = api.start();
    const { id } = (await buy(instance, { body: oneGigabyte })).body;
    expect((await readPurchase(instance, id)).status).toBe(200);
    const params = { subscription: jerry.subscription, purchase: id };
    expectProblem(await instance.call('getPurchase', { params, user: 'elaine' }), 'purchase-not-found');
  });
});
