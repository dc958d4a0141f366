// npm run purchases -- …: the on-call person's tool. docs/purchases-tool.md says how to use it.
import { explain } from '../gigs/failure.ts';
import { terminalOn } from '../gigs/terminal.ts';
import { createProgram } from './program.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
// Whoever reads our output, such as `head`, may have had enough of it.
process.stdout.on('error', () => process.exit(0));

const terminal = terminalOn(process);
try {
  await createProgram({ environment: process.env, terminal }).parseAsync();
} catch (error) {
  const { message, hint, exitCode } = explain(error);
  for (const text of [message, hint]) if (text) terminal.note(text);
  process.exitCode = exitCode;
}
