import { describe, expect, it } from 'vitest';
import { seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import type { Entry } from '../../../shared/purchases/ledger.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import type { Instance } from '../../rig/rig.ts';
import { buy, expectProblem, jerry, minutePack, oneGigabyte, readPurchase, smsPack, useApi } from './setup.ts';

const api = useApi();

function list(instance: Instance, query = '') {
  return instance.call('listPurchases', { params: { subscription: jerry.subscription }, query });
}

const idsIn = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);

describe("the user's purchases", () => {
  it('are shown newest first, each as it is shown alone, the failed ones too', async () => {
    const instance = api.start();
    const bought = (await buy(instance)).body.id;
    api.clock.advance(10);
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 402 });
    const declined = (await buy(instance, { body: smsPack })).body.purchase;
    api.clock.advance(10);
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 500 });
    const processing = (await buy(instance, { body: minutePack })).body.id;

    const answer = await list(instance);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.nextCursor).toBeNull();
    expect(idsIn(answer.body)).toEqual([processing, declined, bought]);
    expect(answer.body.items.map(({ status }: { status: string }) => status)).toEqual([
      'processing',
      'failed',
      'succeeded',
    ]);
    for (const item of answer.body.items.slice(1)) expect((await readPurchase(instance, item.id)).body).toEqual(item);
  });

  it('are none where none was begun', async () => {
    expect((await list(api.start())).body).toEqual({ items: [], nextCursor: null });
    expect(await api.upstream()).toEqual([`GET /projects/gigs/subscriptions/${jerry.subscription}`]);
  });

  it('come page by page, also while new ones are begun', async () => {
    const instance = api.start();
    const ids: string[] = [];
    const another = async () => {
      ids.unshift((await buy(instance, { body: { ...oneGigabyte, allowRepeat: true } })).body.id);
      api.clock.advance(10);
    };
    for (let count = 0; count < 5; count++) await another();
    const first = await list(instance, 'limit=2');
    await another();
    const second = await list(instance, `limit=2&cursor=${first.body.nextCursor}`);
    const third = await list(instance, `limit=2&cursor=${second.body.nextCursor}`);
    expect([first, second, third].flatMap(({ body }) => idsIn(body))).toEqual(ids.slice(1));
    expect(third.body.nextCursor).toBeNull();
    expect((await list(instance, 'limit=6')).body.nextCursor).toBeNull();
    expect(idsIn((await list(instance, 'limit=100')).body)).toEqual(ids);
  });

  it('are twenty where nobody says how many, and all of them from ledger and archive, each once', async () => {
    const instance = api.start();
    const { body } = await buy(instance);
    const ids = await repeated(body.id, 64);
    const before = await pages(instance);
    expect(before).toEqual([ids.slice(0, 20), ids.slice(20, 40), ids.slice(40, 60), ids.slice(60)]);
    api.clock.advance(3_600_000);
    await settleDue(instance.purchases, api.clock.now() + 10_000, (error) => expect.fail(error.message));
    const { ledger } = await api.rig.store.read(jerry.subscription, Date.now() + 1000);
    expect(Object.keys(ledger.purchases).length).toBeLessThan(65);
    expect(await pages(instance)).toEqual(before);
    // An archived purchase is read alone, too.
    expect((await readPurchase(instance, ids.at(-1) ?? '')).body.status).toBe('succeeded');
  });

  it('are shown as the ledger has them where an older copy is in the archive already', async () => {
    const instance = api.start();
    const { id } = (await buy(instance)).body;
    const { ledger } = await api.rig.store.read(jerry.subscription, Date.now() + 1000);
    const copy = { ...(ledger.purchases[id] as Entry), state: 'refused' as const, subscriptionAddon: null };
    await api.rig.store.archive(jerry.subscription, [[id, copy]], Date.now() + 1000);
    await api.rig.store.write({ ...ledger, version: ledger.version + 1, hasArchive: true }, Date.now() + 1000);
    const { items } = (await list(instance)).body;
    expect(items.map(({ status }: { status: string }) => status)).toEqual(['succeeded']);
  });

  it('are not those of whoever had the line before', async () => {
    const instance = api.start();
    await repeated((await buy(instance)).body.id, 64);
    api.clock.advance(3_600_000);
    await settleDue(instance.purchases, api.clock.now() + 10_000, (error) => expect.fail(error.message));
    const body = {
      id: jerry.subscription,
      status: 'active',
      user: { id: seedUsers.elaine },
      plan: { id: 'p', name: '' },
    };
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptions/*', fault: 'status', status: 200, body });
    const asked = { params: { subscription: jerry.subscription }, user: 'elaine' } as const;
    expect((await instance.call('listPurchases', asked)).body).toEqual({ items: [], nextCursor: null });
  });
});

describe('given that Gigs does not answer', () => {
  it('says so: nobody can say whose the line is', async () => {
    await api.sandbox.fault({ method: 'GET', path: '*', fault: 'status', status: 500, times: 2 });
    expectProblem(await list(api.start()), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

async function pages(instance: Instance): Promise<string[][]> {
  const found: string[][] = [];
  let query = '';
  for (;;) {
    const { body } = await list(instance, query);
    found.push(idsIn(body));
    if (body.nextCursor === null) return found;
    query = `cursor=${body.nextCursor}`;
  }
}

/** As if this purchase had been made so often before. @returns the ids of all, newest first */
async function repeated(purchase: string, times: number): Promise<string[]> {
  const { ledger } = await api.rig.store.read(jerry.subscription, Date.now() + 1000);
  const entry = ledger.purchases[purchase];
  if (!entry) throw new Error(purchase);
  const purchases: typeof ledger.purchases = { [purchase]: entry };
  for (let count = 1; count <= times; count++) {
    const at = entry.createdAt - count * 1000;
    purchases[`pur_${count}`] = { ...entry, subscriptionAddon: null, createdAt: at, updatedAt: at, settledAt: at };
  }
  await api.rig.store.write({ ...ledger, version: ledger.version + 1, purchases }, Date.now() + 1000);
  return Object.keys(purchases).sort((a, b) => (purchases[b]?.createdAt ?? 0) - (purchases[a]?.createdAt ?? 0));
}
