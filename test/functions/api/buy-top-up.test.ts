import { describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { buy, expectProblem, jerry, newKey, notable, oneGigabyte, purchaseIn, readPurchase, useApi } from './setup.ts';

const api = useApi();

describe('a purchase that Gigs accepts', () => {
  it('is answered as the contract says', async () => {
    const answer = await buy(api.start());
    expect(answer.status).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const addon = {
      id: seedAddons.oneGigabyte,
      name: '1GB Data Top-up',
      description: '1 GB of data for a week.',
      price: { amount: 999, currency: 'USD' },
      allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
      validity: { unit: 'day', value: 7 },
      recurrenceType: 'oneTime',
      activationTrigger: 'creation',
    };
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^pur_[\w-]{32}$/),
      status: 'succeeded',
      subscription: jerry.subscription,
      addon,
      subscriptionAddon: {
        id: (await api.sandbox.subscriptionAddons())[0]?.id,
        status: 'pending',
        subscription: jerry.subscription,
        addon,
        currentPeriod: null,
        createdAt: time,
        activatedAt: null,
        canceledAt: null,
        endedAt: null,
      },
      failure: null,
      createdAt: time,
      updatedAt: time,
    });
    const location = `/v1/subscriptions/${jerry.subscription}/purchases/${answer.body.id}`;
    expect(notable(answer)).toEqual({ location });
  });

  it('sends Gigs these two members once, after looking', async () => {
    await buy(api.start());
    const requests = await api.sandbox.requests();
    const sent = requests.filter(({ method }) => method === 'POST');
    expect(sent.map(({ path, body, query }) => ({ path, body, query }))).toEqual([
      {
        path: '/projects/gigs/subscriptionAddons',
        body: { addon: seedAddons.oneGigabyte, subscription: jerry.subscription },
        query: {},
      },
    ]);
    expect(
      requests
        .slice(0, 3)
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual([
      'GET /projects/gigs/addons/add_0SNlurA049MEWV4VxLfwJc7PJtHc',
      'GET /projects/gigs/subscriptionAddons',
      'GET /projects/gigs/subscriptions/sub_0SNlurA049MEWV2gSfSxi00xlPIi',
    ]);
    expect(requests.at(-1)?.method).toBe('POST');
    expect(requests.find(({ path }) => path.endsWith('/subscriptionAddons'))?.query).toEqual({
      subscription: jerry.subscription,
      addon: seedAddons.oneGigabyte,
      status: 'pending,initiated,active,ended',
      limit: '200',
    });
  });

  it('shows the same object that GET shows', async () => {
    const instance = api.start();
    const answer = await buy(instance);
    expect((await readPurchase(instance, answer.body.id)).body).toEqual(answer.body);
  });

  it('may cost nothing', async () => {
    const answer = await buy(api.start(), {
      body: { addon: seedAddons.courtesy, price: { amount: 0, currency: 'USD' } },
    });
    expect(answer.status).toBe(201);
  });

  it('may be recurring, unlimited, or of another currency', async () => {
    const instance = api.start();
    const japan = { addon: seedAddons.elaineJapan, price: { amount: 1200, currency: 'JPY' } };
    const elaine = { user: 'elaine', subscription: seedSubscriptions.elaine } as const;
    expect((await buy(instance, { ...elaine, body: japan })).body.addon).toMatchObject({
      activationTrigger: 'networkLatch',
    });
    const monthly = { addon: seedAddons.monthlyGigabyte, price: { amount: 799, currency: 'USD' } };
    expect((await buy(instance, { body: monthly })).body.addon).toMatchObject({ recurrenceType: 'recurring' });
    const unlimited = { addon: seedAddons.unlimitedDay, price: { amount: 699, currency: 'USD' } };
    expect((await buy(instance, { body: unlimited })).body.addon.allowances.dataBytes).toBeNull();
  });

  it('succeeded also where it awaits payment', async () => {
    await fetch(`${api.rig.gigsUrl}/sandbox/payment-delay`, { method: 'PUT', body: JSON.stringify({ ms: 5000 }) });
    const { status, body } = await buy(api.start());
    expect({ status, is: body.status, addon: body.subscriptionAddon.status }).toEqual({
      status: 201,
      is: 'succeeded',
      addon: 'initiated',
    });
  });

  it.each(['reset', 'status'])('puts up with a hiccup of Gigs before: %s', async (fault) => {
    await api.sandbox.fault({ method: 'GET', path: '*', fault, status: 502 });
    expect((await buy(api.start())).status).toBe(201);
    expect(await api.bought()).toBe(1);
  });
});

describe('the price', () => {
  it.each([
    { amount: 998, currency: 'USD' },
    { amount: 1000, currency: 'USD' },
    { amount: 0, currency: 'USD' },
    { amount: 999, currency: 'EUR' },
  ])('must be the one of the catalogue: %o', async (price) => {
    const key = newKey();
    const answer = await buy(api.start(), { key, body: { ...oneGigabyte, price } });
    expectProblem(answer, 'price-changed');
    expect(answer.body.currentPrice).toEqual({ amount: 999, currency: 'USD' });
    expect(answer.body).not.toHaveProperty('purchase');
    expect(await api.posts()).toBe(0);
    // It made no purchase, so the key is free.
    expect((await buy(api.start(), { key })).status).toBe(201);
  });

  it('is the present one, not the one that was listed', async () => {
    const instance = api.start();
    await instance.call('listPlanTopUps', { params: { plan: jerry.plan } });
    await priced({ amount: 1099, currency: 'USD' });
    const answer = await buy(instance);
    expectProblem(answer, 'price-changed');
    expect(answer.body.currentPrice).toEqual({ amount: 1099, currency: 'USD' });
    expect(await api.posts()).toBe(0);
  });

  it.each([
    null,
    { amount: -1, currency: 'USD' },
    { amount: 9.99, currency: 'USD' },
    { amount: '999', currency: 'USD' },
  ])('that is none makes the top-up unavailable: %o', async (price) => {
    await priced(price);
    expectProblem(await buy(api.start()), 'top-up-unavailable');
    expect(await api.posts()).toBe(0);
  });

  async function priced(price: unknown): Promise<void> {
    const path = `/projects/gigs/addons/${seedAddons.oneGigabyte}`;
    const found = await fetch(api.rig.gigsUrl + path, { headers: { authorization: 'Bearer gpk_sandbox' } });
    const body = { ...((await found.json()) as object), price };
    await api.sandbox.fault({ method: 'GET', path, fault: 'status', status: 200, body });
  }
});

describe('what cannot be bought', () => {
  it.each([
    ['a draft', seedAddons.draft],
    ['an archived one', seedAddons.archived],
    ['one of another type', seedAddons.roamingBlock],
    ['one of another plan', seedAddons.elaineSmall],
    ['one of another project', seedAddons.vandelay],
    ['one that is not there', 'add_nothing'],
    ['something else', jerry.subscription],
  ])('is %s', async (_what, addon) => {
    expectProblem(await buy(api.start(), { body: { ...oneGigabyte, addon } }), 'top-up-unavailable');
    expect(await api.posts()).toBe(0);
    expect(await api.bought()).toBe(0);
  });

  it.each([400, 404, 422])('is one that Gigs refuses to show with %s', async (status) => {
    await api.sandbox.fault({ method: 'GET', path: '*/addons/*', fault: 'status', status });
    expectProblem(await buy(api.start()), 'top-up-unavailable');
  });

  it.each([
    ['kramer', seedSubscriptions.kramerEnded],
    ['kramer', seedSubscriptions.kramerRestricted],
    ['elaine', seedSubscriptions.elainePending],
  ] as const)('is anything while the subscription of %s is not active: %s', async (user, subscription) => {
    expectProblem(await buy(api.start(), { user, subscription }), 'subscription-not-active');
    expect(await api.posts()).toBe(0);
  });

  it('is anything while the subscription has a status that nobody knows', async () => {
    await api.sandbox.fault({
      method: 'GET',
      path: `*/${jerry.subscription}`,
      fault: 'status',
      status: 200,
      body: {
        id: jerry.subscription,
        status: 'hibernating',
        user: { id: seedUsers.jerry },
        plan: { id: jerry.plan, name: '' },
      },
    });
    expectProblem(await buy(api.start()), 'subscription-not-active');
    expect(await api.posts()).toBe(0);
  });
});

it('shows a purchase at its Location', async () => {
  const instance = api.start();
  const answer = await buy(instance);
  expect((await readPurchase(instance, purchaseIn(answer))).status).toBe(200);
});
