import type { Outcome } from '../../shared/gigs/outcome.ts';
import { type OperatorGigs, whereaboutsOf } from './connect.ts';
import { codeWords, Failure, unavailableFailure } from './failure.ts';
import type { Terminal } from './terminal.ts';

export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Something that is about to be changed at Gigs. Doing it twice is doing it once. */
export interface Change<Value> {
  /** What will be done, to what, and what follows from it. */
  readonly sentences: readonly string[];
  send(): Promise<Outcome<Value>>;
  /** What is there now, if that is as it should be after the change. */
  lookWhetherDone(): Promise<Value | undefined>;
  /** How to look oneself. */
  readonly lookCommand: string;
}

/**
 * Says what will be changed and where, asks, and does it. With `dryRun` it only says.
 *
 * @returns what is there after the change, `undefined` after a dry run.
 * @throws Failure where nobody agreed, where Gigs refuses, or where the outcome is not known.
 */
export async function carryOut<Value>(
  operator: OperatorGigs,
  terminal: Terminal,
  options: ChangeOptions,
  change: Change<Value>,
): Promise<Value | undefined> {
  const project = await operator.gigs.getProject(operator.call());
  const name = project === undefined ? '' : ` (${project.name}, ${project.type})`;
  for (const sentence of change.sentences) terminal.note(sentence);
  terminal.note(`Project: ${operator.project}${name} at ${operator.apiUrl}`);
  if (options.dryRun) {
    terminal.note('Dry run: nothing was changed.');
    return undefined;
  }
  if (!options.yes) await confirm(terminal);
  return settled(operator, change, await change.send());
}

/** Asks whether to go on. @throws Failure where nobody says yes, or nobody is there. */
export async function confirm({ ask }: Terminal): Promise<void> {
  if (ask === null) {
    throw new Failure('notConfirmed', 'Nothing was changed: nobody is there to confirm it.', 'Add --yes to do it.');
  }
  const answer = await ask('Go ahead? Type yes: ');
  if (answer.trim().toLowerCase() !== 'yes') throw new Failure('notConfirmed', 'Nothing was changed.');
}

async function settled<Value>(operator: OperatorGigs, change: Change<Value>, outcome: Outcome<Value>): Promise<Value> {
  switch (outcome.kind) {
    case 'answered':
      return outcome.value;
    case 'refused':
      throw new Failure(
        'refused',
        `Gigs refused with status ${outcome.status}${codeWords(outcome.code)}. Nothing was changed.`,
        `See how things are: ${change.lookCommand}`,
      );
    case 'not-done':
      throw unavailableFailure(whereaboutsOf(operator), outcome.reason);
    case 'unknown': {
      const found = await change.lookWhetherDone().catch(() => undefined);
      if (found !== undefined) return found;
      throw new Failure(
        'unknown',
        'It was sent, but no answer says whether it was done.',
        `Look in a moment: ${change.lookCommand}. Doing it again is safe.`,
      );
    }
  }
}
