import type { Command } from 'commander';
import { jsonText } from '../gigs/run.ts';
import { ageWords, type Desk, examples, type Surroundings, timeText, withDesk } from './desk.ts';

/** `pause` and `resume`. Neither asks: it is for a moment in which nobody wants to be asked, and easily undone. */
export function addPauseCommands(program: Command, surroundings: Surroundings): void {
  program
    .command('pause')
    .description('stop all buying at once: apps are told so, and everything else goes on')
    .addHelpText('after', examples('pause', 'pause --local --json'))
    .action((_options: object, command: Command) =>
      withDesk(surroundings, command, async (desk, { json }) => {
        const before = await desk.pauseSwitch.pausedSince();
        if (before === null) await desk.pauseSwitch.pause(Date.now());
        await say(desk, surroundings, json, before === null ? 'Buying is paused now.' : 'Buying was paused already.');
      }),
    );
  program
    .command('resume')
    .description('let apps buy again')
    .addHelpText('after', examples('resume', 'resume --local'))
    .action((_options: object, command: Command) =>
      withDesk(surroundings, command, async (desk, { json }) => {
        const before = await desk.pauseSwitch.pausedSince();
        if (before !== null) await desk.pauseSwitch.resume();
        const text = before === null ? 'Buying was not paused.' : `Buying goes on again, after ${agoWords(before)}.`;
        await say(desk, surroundings, json, text);
      }),
    );
}

/** What is so now is read again, not concluded. */
async function say(desk: Desk, { terminal }: Surroundings, json: boolean | undefined, text: string): Promise<void> {
  const pausedSince = await desk.pauseSwitch.pausedSince();
  terminal.note(text);
  terminal.print(
    json
      ? jsonText({ table: desk.table, isPaused: pausedSince !== null, pausedSince: isoOrNull(pausedSince) })
      : pauseWords(desk.table, pausedSince),
  );
}

/** Whether buying is paused, for people. */
export function pauseWords(table: string, pausedSince: number | null): string {
  return pausedSince === null
    ? `${table}: buying goes on.`
    : `${table}: buying is paused since ${timeText(pausedSince)} (${agoWords(pausedSince)}). Purchases that were begun are settled, and known keys answered.`;
}

function agoWords(since: number): string {
  return ageWords(Date.now() - since);
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
