import type { Command } from 'commander';
import { type Archived, dropArchived } from '../../shared/purchases/archive.ts';
import { changeLedger } from '../../shared/purchases/change-ledger.ts';
import type { Entry } from '../../shared/purchases/ledger.ts';
import { type ChangeOptions, confirm } from '../gigs/change.ts';
import { addChangeOptions } from '../gigs/change-addons.ts';
import { Failure } from '../gigs/failure.ts';
import { idArgument, jsonText } from '../gigs/run.ts';
import { type Desk, examples, type Surroundings, withDesk } from './desk.ts';
import { archivedPurchases } from './find.ts';
import { forgotten, whyNotYet } from './forgotten.ts';

interface Person {
  readonly subscription: string;
  readonly user: string;
}

/** `export` and `forget`: what is kept of one person's purchases on one subscription. */
export function addPersonalDataCommands(program: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  addPersonOptions(program.command('export'))
    .description("print all that is kept of a person's purchases on a subscription, as JSON")
    .addHelpText('after', examples('export --subscription sub_… --user usr_… > person.json'))
    .action((person: Person, command: Command) =>
      withDesk(surroundings, command, async (desk) => {
        const purchases = await purchasesOf(desk, person);
        const { subscription, user } = person;
        terminal.print(jsonText({ subscription, user, exportedAt: new Date().toISOString(), purchases }));
      }),
    );
  addChangeOptions(addPersonOptions(program.command('forget')))
    .description("forget a person's purchases on a subscription; that their keys were used stays known")
    .addHelpText('after', examples('forget --subscription sub_… --user usr_… --dry-run'))
    .action((options: Person & ChangeOptions, command: Command) =>
      withDesk(surroundings, command, (desk, { json }) =>
        forget(desk, surroundings, { ...options, json: json === true }),
      ),
    );
}

function addPersonOptions(command: Command): Command {
  return command
    .requiredOption('--subscription <id>', 'the subscription', idArgument)
    .requiredOption('--user <id>', "the person's Gigs user id", idArgument);
}

interface Kept {
  readonly purchase: string;
  readonly where: 'ledger' | 'archive';
  readonly entry: Entry;
}

/** A purchase on its way to the archive is in both; it is given once. */
async function purchasesOf(desk: Desk, { subscription, user }: Person): Promise<Kept[]> {
  const { ledger } = await desk.store.read(subscription, desk.answerBy());
  const kept = Object.entries(ledger.purchases).map(
    ([purchase, entry]): Kept => ({ purchase, where: 'ledger', entry }),
  );
  for await (const { purchase, entry } of archivedPurchases(desk, subscription)) {
    if (!ledger.purchases[purchase]) kept.push({ purchase, where: 'archive', entry });
  }
  return kept.filter(({ entry }) => entry.user === user).sort((a, b) => b.entry.createdAt - a.entry.createdAt);
}

async function forget(
  desk: Desk,
  { terminal }: Surroundings,
  { subscription, user, dryRun, yes, json }: Person & ChangeOptions,
): Promise<void> {
  const person = { subscription, user };
  const purchases = await purchasesOf(desk, person);
  await refuseIfTooEarly(desk, person);
  terminal.note(`${purchases.length} purchases of ${user} on ${subscription} will be forgotten. Nothing undoes that.`);
  terminal.note(`Table: ${desk.table}`);
  if (dryRun) return terminal.note('Dry run: nothing was changed.');
  if (!yes) await confirm(terminal);
  await forgetInLedger(desk, person);
  await forgetInArchive(desk, person);
  const left = await purchasesOf(desk, person);
  if (left.length > 0) throw new Failure('refused', `${left.length} were made meanwhile. Do it again for them.`);
  const count = purchases.length;
  terminal.print(json ? jsonText({ ...person, forgotten: count }) : `${count} purchases were forgotten.`);
}

async function refuseIfTooEarly(desk: Desk, { subscription, user }: Person): Promise<void> {
  const { ledger } = await desk.store.read(subscription, desk.answerBy());
  const why = whyNotYet(ledger, user, desk.rules, Date.now());
  if (why !== undefined) throw new Failure('refused', `${why} Nothing was changed.`);
}

/** As purchases move to the archive: what stays is written there first, and dropped from the ledger it was read from. */
async function forgetInLedger(desk: Desk, { subscription, user }: Person): Promise<void> {
  const { store, rules } = desk;
  const read = (await store.read(subscription, desk.answerBy())).ledger;
  const own: Archived[] = Object.entries(read.purchases).filter(([, entry]) => entry.user === user);
  if (own.length === 0) return;
  await store.archive(subscription, own.map(forgotten), desk.answerBy());
  const report = { changed: () => {}, witnessed: () => {} };
  await changeLedger(
    { store, report },
    subscription,
    desk.answerBy(),
    (newest) => {
      const why = whyNotYet(newest, user, rules, Date.now());
      if (why !== undefined) throw new Failure('refused', `${why} Do it again then.`);
      // What was begun since stays: it is not in the archive yet.
      return dropArchived(newest, own, Date.now());
    },
    read,
  );
}

async function forgetInArchive(desk: Desk, { subscription, user }: Person): Promise<void> {
  const own: Archived[] = [];
  for await (const { purchase, entry } of archivedPurchases(desk, subscription)) {
    if (entry.user === user) own.push([purchase, entry]);
  }
  await desk.store.archive(subscription, own.map(forgotten), desk.answerBy());
}
