import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { root, type Snippet } from './snippets.ts';

const defaultPort = 8787;
const portCount = 5;

/**
 * Commands stop at the first that fails, and a request that is not answered with success is one. In a block of which
 * the status is known, that status is what a request must be answered with.
 */
const preamble = `
set -Eeuo pipefail; shopt -s inherit_errexit
curl() {
  if [ -z "\${STATUS:-}" ]; then command curl -S --fail-with-body "$@"; return; fi
  local errors code=0; errors=$(mktemp)
  command curl -S --fail-with-body "$@" 2>"$errors" || code=$?
  if [ "$code" = 22 ] && grep -q "error: $STATUS" "$errors"; then rm "$errors"; return; fi
  echo "expected status $STATUS, had: $(cat "$errors")" >&2; rm "$errors"; return 1
}
`;

/** What no test may run in the working copy that it is itself run from. */
const neverHere =
  /\bnpm (ci|i|install|start|test|publish)\b|\bnpm run (world|api|sandbox|check|bench|load|soak|deploy)\b|\bgit |\baws |\bcdk |\brm -/;

/**
 * Runs a document's commands in one shell, as a reader pastes them one after the other. The output, with its end.
 *
 * @throws Error, and runs nothing, where one of them must not be run here: mark its block `no-run`.
 */
export async function runShell(snippets: readonly Snippet[], port: number) {
  const forbidden = snippets.find(({ text: commands }) => neverHere.test(commands));
  if (forbidden) throw new Error(`${forbidden.file}:${forbidden.line} must not be run here: mark it no-run, with why`);
  const blocks = snippets.map(({ file, line, status, text: commands }) =>
    [`echo '@@ ${file}:${line}' >&2`, `STATUS=${status ?? ''}`, commands].join('\n'),
  );
  const child = spawn('bash', ['-c', `${preamble}\n${onPort([...blocks].join('\n'), port)}\necho '@@ done' >&2`], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [at, ...errors] = stderr.split('@@ ').at(-1)?.split('\n') ?? [];
  return { code: await code, at, errors: errors.join('\n').trim(), stdout };
}

/** The same commands for what runs on other ports than the default ones. */
export function onPort(commands: string, port: number): string {
  return commands.replace(/\b(localhost|127\.0\.0\.1):(\d{4})\b/g, (address, host: string, digits: string) => {
    const offset = Number(digits) - defaultPort;
    return offset >= 0 && offset < portCount ? `${host}:${port + offset}` : address;
  });
}
