// npm run smoke -- <url> --token <token>: whether a deployed stage works. It buys in projects of type test only.
import { Command } from 'commander';
import { checks } from './smoke/checks.ts';
import { serviceAt } from './smoke/service.ts';

const program = new Command('npm run smoke --')
  .description(
    'Asks a deployed stage for what an app asks. In a project of type test it also buys the cheapest top-up.',
  )
  .argument('<url>', 'where the API is, such as https://top-ups.example.com')
  .option('--token <token>', 'an access token of a test user with both scopes; better in the variable SMOKE_TOKEN')
  .addHelpText('after', '\nExits with 1 when anything is not as the contract says.')
  .showHelpAfterError();

program.action(async (url: string, options: { token?: string }) => {
  const token = options.token ?? process.env['SMOKE_TOKEN'];
  if (!/^https?:\/\/[^/\s]+\/?$/.test(url)) program.error('The address is no origin like https://top-ups.example.com');
  if (!token) return program.error('There is no token: give --token, or set SMOKE_TOKEN');
  const subject = { service: serviceAt(url), token };
  for (const [name, check] of Object.entries(checks)) {
    try {
      console.log(`ok      ${name}: ${await check(subject)}`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`FAILED  ${name}: ${reasonOf(error)}`);
    }
  }
});

/** What went wrong, with what is behind it: that of a `fetch failed` says that nobody listens there. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something odd was thrown';
  return error.cause instanceof Error && error.cause.message
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}

await program.parseAsync();
