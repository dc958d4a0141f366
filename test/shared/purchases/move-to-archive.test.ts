import { expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import { dayMs } from '../../../shared/purchases/rules.ts';
import { settleDue } from '../../../shared/purchases/settle-due.ts';
import { type Instance, startRig } from '../../rig/rig.ts';
import { settledKey, settledLedger } from '../../rig/settled-ledger.ts';

const line = { user: seedUsers.jerry, subscription: seedSubscriptions.jerry, addon: seedAddons.oneGigabyte };
const params = { subscription: line.subscription };
const count = 90;
const newestFirst = Array.from({ length: count }, (_, index) =>
  purchaseIdOf(line.user, line.subscription, settledKey(count - 1 - index)),
);

async function listAll(instance: Instance): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? 'limit=17' : `limit=17&cursor=${cursor}`;
    const { body } = await instance.call('listPurchases', { params, query });
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  } while (cursor !== null);
  return ids;
}

it('purchases that move to the archive are listed once each at every moment, and their keys stay known', async () => {
  await using rig = await startRig();
  const instance = rig.start();
  const all = settledLedger({ ...line, count, newestAt: Date.now() - dayMs / 2, betweenMs: 60_000 });
  await rig.store.write({ ...all, version: 1 }, Date.now() + 5000);

  let isMoving = true;
  const moving = settleDue(instance.purchases, Date.now() + 30_000, () => {}).finally(() => {
    isMoving = false;
  });
  const lists: string[][] = [];
  do lists.push(await listAll(instance));
  while (isMoving);
  lists.push(await listAll(instance));
  expect(await moving).toMatchObject({ count: 1, failed: 0 });

  for (const list of lists) expect(list).toEqual(newestFirst);
  const { ledger } = await rig.store.read(line.subscription, Date.now() + 5000);
  expect(Object.keys(ledger.purchases)).toHaveLength(50);
  expect(Object.keys(ledger.stubs)).toHaveLength(count - 50);
  const oldest = { addon: line.addon, price: { amount: 999, currency: 'USD' } };
  const headers = { 'idempotency-key': settledKey(0) };
  const again = await instance.call('buyTopUp', { params, headers, body: oldest });
  expect(again).toMatchObject({ status: 201, body: { id: newestFirst.at(-1) } });
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(await rig.sandbox.subscriptionAddons()).toEqual([]);
});
