import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** One difference between two OpenAPI documents, as an app built for the first would see it. */
export interface ContractChange {
  /** `major` breaks such an app, `minor` adds something that it need not know, `patch` changes words. */
  readonly impact: 'major' | 'minor' | 'patch';
  /** Where, as a JSON pointer into the document. */
  readonly where: string;
  readonly what: string;
}

interface Report {
  readonly changes: readonly {
    readonly path: string;
    readonly kind: string;
    readonly impact: ContractChange['impact'];
    readonly verdicts?: readonly {
      readonly ruleId: string;
      readonly message: string;
      readonly location: { readonly pointer: string };
    }[];
  }[];
}

const redocly = join(dirname(createRequire(import.meta.url).resolve('@redocly/cli/package.json')), 'bin/cli.js');

/**
 * What changed between two OpenAPI documents, given by their files, as Redocly's `diff` rates it. One thing is rated
 * otherwise: a new problem code is no break, since docs/versioning.md tells apps to expect some.
 *
 * @throws Error where one of them is no OpenAPI document.
 */
export async function contractChanges(released: string, present: string): Promise<ContractChange[]> {
  const child = spawn(process.execPath, [redocly, 'diff', released, present, '--format', 'json', '--fail-on', 'none'], {
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const report = reportIn(stdout);
  if (!report) throw new Error(`${released} and ${present} cannot be compared:\n${stderr.trim()}`);
  return report.changes.map(({ path, kind, impact, verdicts = [] }) => ({
    impact: verdicts.length > 0 && verdicts.every(isNewProblemCode) ? 'minor' : impact,
    where: path,
    what: verdicts.map(({ message }) => message).join(' ') || kind,
  }));
}

function reportIn(output: string): Report | undefined {
  try {
    return JSON.parse(output) as Report;
  } catch {
    return undefined;
  }
}

function isNewProblemCode({ ruleId, location }: { ruleId: string; location: { pointer: string } }): boolean {
  const isCode = /^#\/components\/schemas\/Problem(Page)?\/properties\/code\/enum$/.test(location.pointer);
  return ruleId === 'enum-values-added' && isCode;
}
