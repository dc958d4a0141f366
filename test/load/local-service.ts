import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { portsFrom } from '../../local/ports.ts';
import { projectRoot } from '../../tools/function-bundles.ts';

/** What `npm start` starts, in a process of its own. */
export interface LocalService extends AsyncDisposable {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly identityProviderPort: number;
  /** Whether it is still there. */
  isAlive(): boolean;
}

/**
 * Starts it on five ports of its own, with so many users.
 *
 * @throws Error with what it said, where it does not get ready
 */
export async function startLocalService(port: number, users: number): Promise<LocalService> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, ['--import', './tools/ready.mjs', 'local/start.ts'], {
    cwd: projectRoot,
    env: { PATH, HOME, PORT: String(port), SANDBOX_EXTRA_USERS: String(users), PURCHASE_LIMIT_PER_DAY: '1000' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (line.startsWith('ready ')) resolve();
        else if (lines.length < 50) lines.push(line);
      });
    }
    child.once('exit', () => reject(new Error(`It ended before it was ready:\n${lines.join('\n')}`)));
  });
  const ports = portsFrom(port);
  return {
    url: `http://127.0.0.1:${ports.service}`,
    sandboxUrl: `http://127.0.0.1:${ports.gigsSandbox}`,
    identityProviderPort: ports.identityProvider,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
