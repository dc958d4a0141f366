import { describe, expect, it } from 'vitest';
import { seedAddons, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import type { Entry } from '../../../shared/purchases/ledger.ts';
import { purchaseIdOf } from '../../../shared/purchases/purchase-id.ts';
import { startRig } from '../../rig/rig.ts';
import { topUpOf } from '../../shared/purchases/ledgers.ts';
import { jsonOf } from '../gigs/setup.ts';
import { entryOf, minute, setup, subscription, user } from './setup.ts';

const of = ['--subscription', subscription, '--user', user];
const elaine = seedUsers.elaine;
const day = 24 * 60 * minute;

interface Exported {
  readonly purchases: { purchase: string; where: string; entry: Entry }[];
}

async function world() {
  const made = await setup();
  await made.put(
    {
      pur_young: entryOf('succeeded', 60 * minute),
      pur_refused: entryOf('refused', 2 * day),
      pur_audited: entryOf('audited', 3 * day),
      pur_elaine: entryOf('succeeded', 4 * day, { user: elaine, subscriptionAddon: null }),
    },
    { hasArchive: true },
  );
  const archived: [string, Entry][] = [
    ['pur_old', entryOf('succeeded', 50 * day)],
    ['pur_old_elaine', entryOf('refused', 60 * day, { user: elaine })],
  ];
  await made.store.archive(subscription, archived, Date.now() + 5000);
  return {
    ...made,
    exported: async (...args: string[]) => jsonOf<Exported>(await made.purchases('export', ...args)).purchases,
    archived: (purchase: string) => made.store.readArchived(subscription, purchase, Date.now() + 5000),
  };
}

describe('export', () => {
  it('prints everything of the person, from ledger and archive, and nothing of others', async () => {
    const { exported } = await world();
    const kept = await exported(...of);
    expect(kept.map(({ purchase, where }) => [purchase, where])).toEqual([
      ['pur_young', 'ledger'],
      ['pur_refused', 'ledger'],
      ['pur_audited', 'ledger'],
      ['pur_old', 'archive'],
    ]);
    expect(kept[0]?.entry).toMatchObject({ user, state: 'succeeded', addon: { name: '1GB Data Top-up' } });
    expect(JSON.stringify(kept)).not.toContain(elaine);
    expect(await exported('--subscription', subscription, '--user', 'usr_nobody')).toEqual([]);
  });
});

describe('forget', () => {
  it('changes nothing in a dry run, and where nobody can confirm it', async () => {
    const { purchases, exported, ledger } = await world();
    const [dry, unconfirmed] = await Promise.all([purchases('forget', ...of, '--dry-run'), purchases('forget', ...of)]);
    expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('4 purchases of usr_') });
    expect(unconfirmed.code).toBe(8);
    expect((await ledger()).version).toBe(1);
    expect(await exported(...of)).toHaveLength(4);
  });

  it('leaves nothing by which the person or the purchase could be known, and others as they are', async () => {
    const { purchases, exported, ledger, archived } = await world();
    const ended = await purchases('forget', ...of, '--yes', '--json');
    expect(jsonOf(ended)).toEqual({ subscription, user, forgotten: 4 });
    expect(await exported(...of)).toEqual([]);
    const after = await ledger();
    expect(Object.keys(after.purchases)).toEqual(['pur_elaine']);
    for (const purchase of ['pur_young', 'pur_refused', 'pur_audited', 'pur_old']) {
      const entry = await archived(purchase);
      expect(entry).toMatchObject({ user: '(forgotten)', subscriptionAddon: null, createdAt: 0 });
      expect(JSON.stringify(entry)).not.toMatch(/usr_|add_|sad_|1GB/);
    }
    expect(await archived('pur_old_elaine')).toMatchObject({ user: elaine });
    expect(await exported('--subscription', subscription, '--user', elaine)).toHaveLength(2);
  });

  it('leaves for a day what the limit and the unique claim need, without a name', async () => {
    const { purchases, ledger } = await world();
    await purchases('forget', ...of, '--yes');
    const { stubs } = await ledger();
    expect(stubs).toEqual({
      pur_young: { subscriptionAddon: 'sad_1', addon: seedAddons.oneGigabyte, createdAt: expect.any(Number) },
    });
  });

  it.each([
    ['has no outcome yet', { pur_open: entryOf('unknown') }],
    ['is undecided, whosever it is', { pur_open: entryOf('review', 10 * minute, { user: elaine }) }],
    ['is still to be audited', { pur_open: entryOf('notPurchased', 10 * minute, { addon: topUpOf('add_2') }) }],
    ['was bought a moment ago', { pur_new: entryOf('succeeded', 3000) }],
  ])('refuses while something %s', async (_name, entries) => {
    const { purchases, put, ledger } = await setup();
    await put({ pur_a: entryOf('refused'), ...entries });
    const ended = await purchases('forget', ...of, '--yes');
    expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('Nothing was changed.') });
    expect((await ledger()).version).toBe(1);
  });

  it('does not let an old key buy again', async () => {
    await using rig = await startRig();
    const { purchases, put, settings } = await setup();
    const idempotencyKey = 'key-from-long-ago-1';
    await put({ [purchaseIdOf(user, subscription, idempotencyKey)]: entryOf('succeeded', 10 * minute) });
    await purchases('forget', ...of, '--yes');
    const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({
      endpoint: settings['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    const { createDynamoLedgerStore } = await import('../../../shared/purchases/dynamo-ledger-store.ts');
    const store = createDynamoLedgerStore({
      client,
      table: settings['LEDGER_TABLE'] ?? '',
      now: Date.now,
      newWriteId: () => 'test',
    });
    const instance = rig.start({ store: () => store });
    const again = await instance.call('buyTopUp', {
      params: { subscription },
      headers: { 'idempotency-key': idempotencyKey },
      body: { addon: seedAddons.oneGigabyte, price: { amount: 999, currency: 'USD' } },
    });
    client.destroy();
    expect([again.status, again.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect((await rig.sandbox.requests()).filter(({ method }) => method === 'POST')).toEqual([]);
  });
});
