import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ledgerTableName } from '../../../local/aws/dynamodb.ts';
import { ledgerKey } from '../../../shared/purchases/ledger-items.ts';
import { holding, topUpOf } from '../../shared/purchases/ledgers.ts';
import { jsonOf } from '../gigs/setup.ts';
import { entryOf, minute, setup, subscription, user } from './setup.ts';

describe('list-undecided', () => {
  it('lists what has no outcome, the oldest first, and nothing else', async () => {
    const { purchases, put } = await setup();
    await put({
      pur_dispatching: entryOf('dispatching', 1000, { addon: topUpOf('add_2') }),
      pur_review: entryOf('review', 60 * minute, { addon: topUpOf('add_3') }),
      pur_unknown: entryOf('unknown'),
      pur_audit: entryOf('notPurchased'),
      pur_succeeded: entryOf('succeeded'),
    });
    const [asText, asJson] = await Promise.all([purchases('list-undecided'), purchases('list-undecided', '--json')]);
    expect(
      asText.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/\s{2,}/).slice(0, 5)),
    ).toEqual([
      ['PURCHASE', 'SUBSCRIPTION', 'STATE', 'AGE', 'NEXT'],
      ['pur_review', subscription, 'review', '60 min', 'yours to decide'],
      ['pur_unknown', subscription, 'unknown', '10 min', 'looked at now'],
      ['pur_dispatching', subscription, 'dispatching', expect.stringMatching(/^\d s$/), 'being made'],
    ]);
    expect(asText.stderr).toContain(`${ledgerTableName}: buying goes on.`);
    const { items, unreadable } = jsonOf<{ items: { purchase: string }[]; unreadable: string[] }>(asJson);
    expect(items.map(({ purchase }) => purchase)).toEqual(['pur_review', 'pur_unknown', 'pur_dispatching']);
    expect(items[1]).toMatchObject({ state: 'unknown', subscription, createdAt: expect.stringMatching(/Z$/) });
    expect(unreadable).toEqual([]);
  });

  it('says where there is none, and which ledger cannot be read', async () => {
    const { purchases, client } = await setup();
    expect(await purchases('list-undecided')).toMatchObject({ code: 0, stdout: 'None.\n' });
    const newer = { ledger: { S: '{"schemaVersion":2}' }, version: { N: '1' } };
    const due = { duePartition: { S: 'due' }, dueAt: { N: '1' } };
    const Item = { ...ledgerKey('sub_newer'), ...newer, ...due };
    await client.send(new PutItemCommand({ TableName: ledgerTableName, Item }));
    const { code, stdout, stderr } = await purchases('list-undecided');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'None.\n' });
    expect(stderr).toContain('The ledger of sub_newer cannot be read.');
  });
});

describe('show', () => {
  it('shows what the ledger knows, what Gigs lists, and what could be decided', async () => {
    const { purchases, put, bought } = await setup();
    const [before, held, candidate] = [await bought(), await bought(), await bought()];
    const baseline = { ids: [before], isWhole: true };
    await put({
      pur_a: entryOf('review', 10 * minute, { baseline }),
      pur_b: entryOf('succeeded', 10 * minute, holding(held, 'answer')),
    });
    const [asText, asJson] = await Promise.all([purchases('show', 'pur_a'), purchases('show', 'pur_a', '--json')]);
    expect(asText.code).toBe(0);
    for (const words of [
      /^State +review \(apps see: processing\)$/m,
      /^Top-up +1GB Data Top-up, 9.99 USD \(add_/m,
      /^Begun +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(10 min ago\)$/m,
      /^There before +1 add-ons of this kind$/m,
      new RegExp(`^${before} +\\w+ .* there before$`, 'm'),
      new RegExp(`^${held} +\\w+ .* held by pur_b$`, 'm'),
      new RegExp(`^${candidate} +\\w+ .* candidate$`, 'm'),
      new RegExp(`^--as failed +Gigs lists what may have come of it, and no other purchase holds: ${candidate}`, 'm'),
      new RegExp(`^--as succeeded --subscription-addon ${candidate} +can be done$`, 'm'),
    ]) {
      expect(asText.stdout).toMatch(words);
    }
    expect(jsonOf(asJson)).toMatchObject({
      purchase: 'pur_a',
      subscription,
      where: 'ledger',
      isPaused: false,
      entry: { state: 'review', user },
      listed: expect.arrayContaining([
        expect.objectContaining({ id: candidate, standing: 'candidate', heldBy: null }),
        expect.objectContaining({ id: held, standing: 'held by another', heldBy: 'pur_b' }),
      ]),
      resolutions: [
        { as: 'failed', objection: expect.stringContaining(candidate) },
        { as: 'succeeded', subscriptionAddon: candidate, objection: null },
      ],
    });
  });

  it('works while Gigs does not, and says so', async () => {
    const { purchases, put, controls } = await setup();
    await put({ pur_a: entryOf('unknown') });
    await controls.fault({ method: 'GET', path: '*', fault: 'status', status: 500, times: 9 });
    const { code, stdout } = await purchases('show', 'pur_a');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^State +unknown/m);
    expect(stdout).toMatch(/What Gigs lists is not known: Gigs at .* answered with an error of its own/);
  });

  it('finds one that nothing is due of by its subscription, in the ledger or in the archive', async () => {
    const { purchases, put, store } = await setup();
    await put({ pur_a: entryOf('succeeded') }, { hasArchive: true });
    await store.archive(subscription, [['pur_old', entryOf('refused')]], Date.now() + 5000);
    const [lost, inLedger, inArchive, missing] = await Promise.all([
      purchases('show', 'pur_a'),
      purchases('show', 'pur_a', '--subscription', subscription),
      purchases('show', 'pur_old', '--subscription', subscription),
      purchases('show', 'pur_none', '--subscription', subscription),
    ]);
    expect(lost).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('--subscription sub_…') });
    expect(inLedger.stdout).toMatch(/^What it holds +sad_1, by Gigs' own answer$/m);
    expect(inArchive.stdout).toMatch(/^Kept +in the archive;/m);
    expect(inArchive.stdout).toMatch(/^Failure +payment-declined, paymentCardDeclined$/m);
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('has no purchase pur_none') });
  });
});
