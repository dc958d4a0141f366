import { describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { linesOf } from '../../rig/embedded-metrics.ts';
import { holding } from '../../shared/purchases/ledgers.ts';
import { jsonOf } from '../gigs/setup.ts';
import { entryOf, minute, setup, subscription } from './setup.ts';

const stateOf = async ({ ledger }: Awaited<ReturnType<typeof setup>>, purchase = 'pur_a') =>
  (await ledger()).purchases[purchase]?.state;

/** The lines that are meant for a log. */
function logIn(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('{'));
}

describe('resolve', () => {
  it('changes nothing in a dry run, and where nobody can confirm it', async () => {
    const world = await setup();
    await world.put({ pur_a: entryOf('review') });
    const [dry, unconfirmed] = await Promise.all([
      world.purchases('resolve', 'pur_a', '--as', 'failed', '--dry-run'),
      world.purchases('resolve', 'pur_a', '--as', 'failed'),
    ]);
    expect(dry).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('Dry run: nothing was changed.'),
    });
    expect(dry.stderr).toContain('pur_a will be shown as failed');
    expect(unconfirmed).toMatchObject({ code: 8, stdout: '', stderr: expect.stringContaining('Add --yes') });
    expect(await world.ledger()).toMatchObject({ version: 1, purchases: { pur_a: { state: 'review' } } });
  });

  it('gives a purchase what was bought, with a witness before and a line for the audit log', async () => {
    const world = await setup();
    await world.put({ pur_a: entryOf('review'), pur_b: entryOf('refused') });
    const [object] = [await world.bought(), await world.bought()];
    const ended = await world.purchases(
      ...['resolve', 'pur_a', '--as', 'succeeded', '--subscription-addon', object, '--yes', '--json'],
    );
    expect(jsonOf(ended)).toEqual({ purchase: 'pur_a', subscription, state: 'succeeded' });
    expect((await world.ledger()).purchases['pur_a']).toMatchObject({
      state: 'succeeded',
      proof: 'operator',
      subscriptionAddon: { id: object },
    });
    const log = logIn(ended.stderr);
    expect(linesOf(log, 'purchase-witness')).toMatchObject([{ purchase: 'pur_a', subscriptionAddon: object }]);
    expect(linesOf(log, 'purchase-changed')).toMatchObject([{ purchase: 'pur_a', reason: 'resolved-succeeded' }]);
  });

  it('calls one failed of which Gigs lists nothing, and its audits follow', async () => {
    const world = await setup();
    await world.put({ pur_a: entryOf('unknown') });
    const ended = await world.purchases('resolve', 'pur_a', '--as', 'failed', '--subscription', subscription, '--yes');
    expect(ended).toMatchObject({ code: 0, stdout: 'pur_a is not-purchased now.\n' });
    const entry = (await world.ledger()).purchases['pur_a'];
    expect(entry).toMatchObject({ state: 'not-purchased', baseline: { isWhole: true } });
    expect(entry?.dueAt).toBeGreaterThan(Date.now() + 14 * minute);
  });

  it('refuses what breaks an invariant', async () => {
    const world = await setup();
    const [held, archived, candidate] = [await world.bought(), await world.bought(), await world.bought()];
    const holder = (id: string) => entryOf('succeeded', 10 * minute, holding(id, 'answer'));
    await world.put(
      {
        pur_review: entryOf('review'),
        pur_running: entryOf('dispatching', 1000),
        pur_settled: entryOf('refused'),
        pur_holder: holder(held),
      },
      { hasArchive: true },
    );
    await world.store.archive(subscription, [['pur_old', holder(archived)]], Date.now() + 5000);
    const refusals: [words: string, ...args: string[]][] = [
      ['may have come of it', 'pur_review', '--as', 'failed'],
      [
        'belongs to another purchase already: pur_holder',
        'pur_review',
        '--as',
        'succeeded',
        '--subscription-addon',
        held,
      ],
      [
        'belongs to another purchase already: pur_old',
        'pur_review',
        '--as',
        'succeeded',
        '--subscription-addon',
        archived,
      ],
      ['may still be running', 'pur_running', '--as', 'succeeded', '--subscription-addon', candidate],
      ['settled already: refused', 'pur_settled', '--as', 'succeeded', '--subscription-addon', candidate],
    ];
    await Promise.all(
      refusals.map(async ([words, purchase = '', ...args]) => {
        const ended = await world.purchases('resolve', purchase, ...args, '--subscription', subscription, '--yes');
        expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(words) });
      }),
    );
    expect((await world.ledger()).version).toBe(1);
    expect(await stateOf(world, 'pur_review')).toBe('review');
  });

  it('wants the two options to agree, and something that exists', async () => {
    const world = await setup();
    await world.put({ pur_a: entryOf('review') });
    const [without, superfluous, none, wrong] = await Promise.all([
      world.purchases('resolve', 'pur_a', '--as', 'succeeded', '--yes'),
      world.purchases('resolve', 'pur_a', '--as', 'failed', '--subscription-addon', 'sad_1', '--yes'),
      world.purchases('resolve', 'pur_a', '--as', 'succeeded', '--subscription-addon', 'sad_none', '--yes'),
      world.purchases('resolve', 'pur_a', '--as', 'refunded', '--yes'),
    ]);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--subscription-addon') });
    expect(superfluous.code).toBe(2);
    expect(none).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Gigs knows no subscription add-on sad_none'),
    });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('succeeded, failed') });
    expect(await stateOf(world)).toBe('review');
  });

  it('gives nobody what is of another subscription', async () => {
    const world = await setup();
    await world.put({ pur_a: entryOf('review') });
    const foreign = await world.bought({ addon: seedAddons.elaineSmall, subscription: seedSubscriptions.elaine });
    const ended = await world.purchases(
      ...['resolve', 'pur_a', '--as', 'succeeded', '--subscription-addon', foreign, '--yes'],
    );
    expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('belongs to another subscription') });
    expect(await stateOf(world)).toBe('review');
  });
});
