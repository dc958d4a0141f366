import { describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import type { Instance } from '../../rig/rig.ts';
import { buy, jerry, oneGigabyte, readPurchase, smsPack, useApi } from './setup.ts';
import { bought } from './subscription-addons.ts';

const api = useApi();
const canary = 'canary-7f3a';

/** Members of Gigs' objects that this service shows, wherever they are. All others must stay inside. */
const shown = new Set(
  [
    'id name type image locales payments currency support email phoneNumber paymentsKey items moreItemsAfter status plan',
    'currentPeriod number start end description price amount allowances dataBytes voiceSeconds smsMessages validity unit',
    'value recurrenceType activationTrigger subscription addon createdAt activatedAt canceledAt endedAt',
    // Read, and compared, but not shown.
    'user plans',
  ].flatMap((names) => names.split(' ')),
);

/** The same answer with a canary in every member that must stay inside, and one more in every object. */
function marked(value: unknown, isShown = true): unknown {
  if (Array.isArray(value)) return value.map((item) => marked(item, isShown));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([name, member]) => [name, marked(member, isShown && shown.has(name))]);
    return { ...Object.fromEntries(members), canary, [canary]: { [canary]: canary } };
  }
  return isShown ? value : canary;
}

/** From now on Gigs answers with canaries in everything that it says. */
async function markEverything(subscriptionAddon: string): Promise<void> {
  const plain = [
    '',
    '/credentials',
    '/addons?plan=pln_0SNlurA049MEWV3V0q7gjQbM4EVo&type=topUp&limit=200',
    `/addons/${oneGigabyte.addon}`,
    `/addons/${smsPack.addon}`,
    `/subscriptions?user=${seedUsers.jerry}`,
    `/subscriptions/${seedSubscriptions.jerry}`,
    `/subscriptionAddons?subscription=${seedSubscriptions.jerry}`,
    `/subscriptionAddons/${subscriptionAddon}`,
  ];
  for (const path of plain) {
    const response = await fetch(`${api.rig.gigsUrl}/projects/gigs${path}`, {
      headers: { authorization: 'Bearer gpk_sandbox' },
    });
    const [pathname = ''] = path.split('?');
    await api.sandbox.fault({
      method: 'GET',
      path: `/projects/gigs${pathname}`,
      fault: 'status',
      status: 200,
      body: marked(await response.json()),
      times: 1000,
    });
  }
}

async function everyReading(instance: Instance, subscriptionAddon: string) {
  const { subscription, plan } = jerry;
  return Promise.all([
    instance.call('getProject'),
    instance.call('listSubscriptions'),
    instance.call('listPlanTopUps', { params: { plan } }),
    instance.call('listSubscriptionTopUps', { params: { subscription } }),
    instance.call('listSubscriptionAddons', { params: { subscription }, query: 'status=active' }),
    instance.call('getSubscriptionAddon', { params: { subscription, subscriptionAddon } }),
    instance.call('listPurchases', { params: { subscription } }),
  ]);
}

describe('what Gigs says and an app may not hear', () => {
  it('stays inside, at every depth of every answer, and out of the log', async () => {
    const instance = api.start();
    const subscriptionAddon = await bought(api, instance);
    await markEverything(subscriptionAddon);
    const answers = await everyReading(instance, subscriptionAddon);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(JSON.stringify(answers)).not.toContain(canary);
    expect(instance.log.join()).not.toContain(canary);
    // The same answers without canaries: nothing was lost over them either.
    await api.sandbox.clearFaults();
    const plain = await everyReading(api.start(), subscriptionAddon);
    expect(answers.map(({ body }) => body)).toEqual(plain.map(({ body }) => body));
  });

  it('stays inside of what was bought, kept and shown again', async () => {
    const instance = api.start();
    const first = await bought(api, instance);
    await markEverything(first);
    const object = marked({
      id: 'sad_new',
      status: 'pending',
      subscription: jerry.subscription,
      user: seedUsers.jerry,
      addon: { id: smsPack.addon, provider: 'p5', metadata: { x: 'y' } },
      createdAt: '2026-11-21T00:00:00Z',
    });
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 201, body: object });
    const answer = await buy(instance, { body: smsPack });
    const read = await readPurchase(instance, answer.body.id);
    const { ledger } = await api.rig.store.read(jerry.subscription, Date.now() + 1000);
    expect(answer.status).toBe(201);
    expect(JSON.stringify([answer, read, ledger, instance.log])).not.toContain(canary);
  });

  it.each([400, 401, 402, 403, 404, 409, 422, 429, 500, 503])('stays inside of an error: %s', async (status) => {
    const error = {
      object: 'error',
      type: canary,
      code: 'canaryCode',
      message: canary,
      hint: canary,
      documentation: [canary],
    };
    const instance = api.start();
    const id = await bought(api, instance);
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status, body: error });
    await api.sandbox.fault({ method: 'DELETE', path: '*', fault: 'status', status, body: error });
    const answers = [
      await buy(instance, { body: smsPack }),
      await instance.call('endSubscriptionAddon', {
        params: { subscription: jerry.subscription, subscriptionAddon: id },
      }),
    ];
    await api.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status, body: error, times: 1000 });
    answers.push(await instance.call('listSubscriptionTopUps', { params: { subscription: jerry.subscription } }));
    answers.push(await instance.call('getProject'), await instance.call('listSubscriptions'), await buy(instance));
    expect(answers.every((answer) => answer.status >= 400 || answer.status === 202)).toBe(true);
    expect(JSON.stringify([answers, instance.log])).not.toMatch(/canary/i);
  });

  it('is cleaned where it may be heard: no control characters, no lone halves, not endless', async () => {
    const name = `Evil\u0000\u001b[31m\u2028\u202e\ud800 ${'x'.repeat(600)}`;
    const addon = {
      id: oneGigabyte.addon,
      name,
      description: name,
      status: 'available',
      type: 'topUp',
      plans: [jerry.plan],
      price: oneGigabyte.price,
      allowances: { dataBytes: 1, voiceSeconds: 0, smsMessages: 0 },
    };
    const body = { items: [addon], moreItemsAfter: null };
    await api.sandbox.fault({ method: 'GET', path: '*/addons', fault: 'status', status: 200, body });
    const answer = await api.start().call('listPlanTopUps', { params: { plan: jerry.plan } });
    const [only] = answer.body.items;
    expect(only.name).toMatch(/^Evil {2}\[31m {4}x+$/);
    expect(only.name).toHaveLength(500);
    expect(only.description).toBe(only.name);
  });
});
