// npm run gigs -- …: the operator's tool. docs/operator-tool.md says how to use it.
import { explain } from './failure.ts';
import { createProgram } from './program.ts';
import { terminalOn } from './terminal.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
// Whoever reads our output, such as `head`, may have had enough of it.
process.stdout.on('error', () => process.exit(0));

const terminal = terminalOn(process);
try {
  await createProgram({ environment: process.env, terminal }).parseAsync();
} catch (error) {
  const { message, hint, exitCode } = explain(error);
  terminal.progress(null);
  for (const text of [message, hint]) if (text) terminal.note(text);
  process.exitCode = exitCode;
}
