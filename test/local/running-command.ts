import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { lookForLeaksInLine } from '../rig/leak-watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts a command of the project in an environment that has little but these variables. It is killed with the test,
 * unless `stopLater` takes over when it is.
 */
export function start(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  stopLater: (stop: () => Promise<void>) => void = onTestFinished,
) {
  const [file = '', ...rest] = command;
  const child = spawn(file, rest, {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // A group of its own, so that nothing outlives the test.
  });
  const lines: string[] = [];
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        lookForLeaksInLine(line);
        if (line.startsWith('ready ')) resolve();
      });
    }
    ended.then(() => reject(new Error(`it ended before it was ready:\n${lines.join('\n')}`)));
  });
  ready.catch(() => undefined);
  stopLater(async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended.
    }
    await ended;
  });
  return { child, lines, ready, ended };
}

/** A port with this many free ones behind it, as far as anybody can tell. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await Promise.all(Array.from({ length: count }, (_, index) => canListen(first + index)));
    if (isFree.every(Boolean)) return first;
  }
}

/** Whether nothing listens on a port. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
