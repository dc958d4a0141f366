import type { Command } from 'commander';
import { type Entry, isUndecided } from '../../shared/purchases/ledger.ts';
import { isRunning } from '../../shared/purchases/look.ts';
import { jsonText } from '../gigs/run.ts';
import { tableOf } from '../gigs/words.ts';
import { ageWords, type Desk, examples, type Surroundings, withDesk } from './desk.ts';
import { openLedgers } from './find.ts';
import { pauseWords } from './pause.ts';

interface Undecided {
  readonly purchase: string;
  readonly subscription: string;
  readonly entry: Entry;
}

/** `list-undecided`: every purchase without an outcome, the oldest first. */
export function addListUndecidedCommand(program: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  program
    .command('list-undecided')
    .description('list the purchases that have no outcome yet, the oldest first')
    .addHelpText('after', examples('list-undecided', 'list-undecided --local --json'))
    .action((_options: object, command: Command) =>
      withDesk(surroundings, command, async (desk, { json }) => {
        const unreadable: string[] = [];
        const items = await listUndecided(desk, unreadable);
        const pausedSince = await desk.pauseSwitch.pausedSince();
        for (const subscription of unreadable) terminal.note(`The ledger of ${subscription} cannot be read.`);
        if (json) return terminal.print(jsonText({ items: items.map(jsonOf), unreadable }));
        terminal.note(pauseWords(desk.table, pausedSince));
        terminal.print(table(desk, items));
      }),
    );
}

async function listUndecided(desk: Desk, unreadable: string[]): Promise<Undecided[]> {
  const items: Undecided[] = [];
  for await (const { ledger } of openLedgers(desk, (subscription) => unreadable.push(subscription))) {
    const { subscription } = ledger;
    for (const [purchase, entry] of Object.entries(ledger.purchases)) {
      if (isUndecided(entry)) items.push({ purchase, subscription, entry });
    }
  }
  return items.sort((a, b) => a.entry.createdAt - b.entry.createdAt);
}

function jsonOf({ purchase, subscription, entry }: Undecided) {
  const { state, createdAt, dueAt, addon } = entry;
  return { purchase, subscription, state, addon: addon.id, createdAt: iso(createdAt), dueAt: dueAt && iso(dueAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function table({ rules }: Desk, items: readonly Undecided[]): string {
  const now = Date.now();
  const rows = items.map(({ purchase, subscription, entry }) => [
    purchase,
    subscription,
    entry.state,
    ageWords(now - entry.createdAt),
    nextOf(entry, isRunning(entry, rules, now), now),
    entry.addon.name,
  ]);
  return tableOf(['purchase', 'subscription', 'state', 'age', 'next', 'top-up'], rows);
}

function nextOf({ state, dueAt }: Entry, isInUse: boolean, now: number): string {
  if (state === 'review') return 'yours to decide';
  if (isInUse) return 'being made';
  return dueAt === null || dueAt <= now ? 'looked at now' : `looked at in ${ageWords(dueAt - now)}`;
}
