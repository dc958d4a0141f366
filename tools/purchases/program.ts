import { Command } from 'commander';
import { examples, type Surroundings } from './desk.ts';
import { addListUndecidedCommand } from './list-undecided.ts';
import { addPauseCommands } from './pause.ts';
import { addPersonalDataCommands } from './personal-data.ts';
import { addResolveCommand } from './resolve-purchase.ts';
import { addShowCommand } from './show.ts';

const notes = `
Settings, from the environment, as the functions have them: LEDGER_TABLE, GIGS_PROJECT, GIGS_KEY_SECRET_ID, GIGS_API_URL,
the times of the purchase rules, and what the AWS SDK reads (AWS_REGION, AWS_PROFILE, …). With --local: PORT (8787), as
"npm start" has it.

Exit codes: 0 done, 1 unexpected, 2 wrong use or settings, 3 no such thing, 4 refused, 5 Gigs or the table does not
answer, 7 no good key, 8 not confirmed. docs/purchases-tool.md says more.`;

/** The on-call person's tool: all its commands. */
export function createProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings;
  const program = new Command('npm run purchases --')
    .description('What the service knows of its purchases, and what only a person may decide.')
    .option('--local', 'the table and the Gigs that "npm start" runs on this machine')
    .option('--json', 'JSON for scripts, instead of tables')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .exitOverride();
  program.addHelpText('after', `${examples('list-undecided --local', 'show pur_…', 'pause')}\n${notes}`);
  addShowCommand(program, surroundings);
  addListUndecidedCommand(program, surroundings);
  addResolveCommand(program, surroundings);
  addPauseCommands(program, surroundings);
  addPersonalDataCommands(program, surroundings);
  return program;
}
