import { Command } from 'commander';
import { addAddonCommands } from './addons.ts';
import { addAddonChangeCommands } from './change-addons.ts';
import { addDoctorCommand } from './doctor.ts';
import { addProjectCommands } from './projects.ts';
import { examples, type Surroundings } from './run.ts';
import { addSubscriptionAddonCommands } from './subscription-addons.ts';

const notes = `
Settings, from the environment: GIGS_PROJECT, GIGS_KEY_SECRET_ID, GIGS_API_URL (${'https://api.gigs.com'}), and what the
AWS SDK reads (AWS_REGION, AWS_PROFILE, …). With --local: PORT (8787), as "npm start" has it.

Exit codes: 0 done, 1 unexpected, 2 wrong use or settings, 3 no such thing, 4 refused, 5 Gigs does not answer,
6 outcome not known, 7 no good key, 8 not confirmed, 9 doctor found something wrong.
docs/operator-tool.md says more.`;

/** The operator's tool: all its commands. */
export function createProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings;
  const program = new Command('npm run gigs --')
    .description("The operator's tool for the catalogue at Gigs: what no app may reach.")
    .option('--local', 'what "npm start" runs on this machine, instead of Gigs')
    .option('--json', 'JSON for scripts, instead of tables')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .exitOverride();
  program.addHelpText(
    'after',
    `${examples('doctor --local', 'addons list --local --status draft', 'addons publish add_… --dry-run')}\n${notes}`,
  );
  addProjectCommands(program, surroundings);
  const addons = addAddonCommands(program, surroundings);
  addAddonChangeCommands(addons, surroundings);
  addSubscriptionAddonCommands(program, surroundings);
  addDoctorCommand(program, surroundings);
  return program;
}
