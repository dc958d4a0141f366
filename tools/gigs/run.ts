import { type Command, InvalidArgumentError } from 'commander';
import { idPattern } from '../../shared/contract/schemas.ts';
import { connectOperator, type OperatorGigs, whereaboutsOf } from './connect.ts';
import { explain } from './failure.ts';
import type { Environment } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** What every command works with. */
export interface Surroundings {
  readonly environment: Environment;
  readonly terminal: Terminal;
}

/** Options that every command has. */
export interface GlobalOptions {
  readonly local?: boolean;
  readonly json?: boolean;
}

/**
 * Connects as the command's options say, and does something with that.
 *
 * @throws Failure, whatever went wrong.
 */
export async function withGigs(
  { environment }: Surroundings,
  command: Command,
  work: (operator: OperatorGigs, options: GlobalOptions) => Promise<void>,
  project?: string,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const operator = await connectOperator(environment, { local: options.local === true, project });
  try {
    await work(operator, options);
  } catch (error) {
    throw explain(error, whereaboutsOf(operator));
  }
}

/** For arguments that are ids. */
export function idArgument(value: string): string {
  if (idPattern.test(value)) return value;
  throw new InvalidArgumentError('It is no id: letters, digits, _ and - only.');
}

/** For options that are a number of rows. */
export function countArgument(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is no whole number above 0.');
}

/** JSON as scripts get it. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npm run gigs -- ${line}`).join('\n')}`;
}
