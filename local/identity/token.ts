// npm run -s token -- jerry: prints an access token for a user of one machine, and nothing else.
import { Command } from 'commander';
import { readPorts } from '../ports.ts';
import { requestToken } from './request-token.ts';
import { isUserName, users } from './users.ts';

const program = new Command('npm run -s token --')
  .description('Prints an access token that the service on this machine accepts for 12 hours.')
  .argument('<user>', `one of ${Object.keys(users).join(', ')}`)
  .option('--scope <words>', 'only these scopes, such as "top-ups:read"')
  .option('--expired', 'a token that has run out already')
  .addHelpText('after', '\nSuch as: npm run -s token -- jerry')
  .showHelpAfterError();

program.action(async (user: string, { scope, expired }: { scope?: string; expired?: boolean }) => {
  try {
    if (!isUserName(user)) throw new Error(`There is no such user: choose one of ${Object.keys(users).join(', ')}`);
    const { identityProvider } = readPorts(process.env['PORT']);
    console.log(await requestToken(identityProvider, user, { scope, isExpired: expired }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
});

await program.parseAsync();
