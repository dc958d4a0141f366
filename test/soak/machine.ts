import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Longer than it takes to start on a busy machine. */
const readyWithinMs = 120_000;

/** The two halves of the local run, each a process of its own, of which one is killed and the other lives on. */
export class Machine {
  readonly #env: NodeJS.ProcessEnv;
  readonly #onLine: (line: string) => void;
  #world: ChildProcess | undefined;
  #service: ChildProcess | undefined;

  /** @param onLine hears of each line that the service writes. */
  constructor(settings: Readonly<Record<string, string>>, onLine: (line: string) => void) {
    const { PATH, HOME } = process.env;
    // As if npm had started it: then it ends with its parent, whatever becomes of that.
    this.#env = { PATH, HOME, npm_lifecycle_event: 'soak', ...settings };
    this.#onLine = onLine;
    process.once('exit', () => this.stop());
  }

  async start(): Promise<void> {
    this.#world = await this.#run('world', () => {});
    await this.startService();
  }

  async startService(): Promise<void> {
    this.#service = await this.#run('api', this.#onLine);
  }

  /** Ends the service as a power cut would, in the middle of whatever it does. */
  async killService(): Promise<void> {
    const service = this.#service;
    if (!service || service.exitCode !== null) return;
    const ended = once(service, 'exit');
    service.kill('SIGKILL');
    await ended;
  }

  stop(): void {
    for (const child of [this.#service, this.#world]) child?.kill('SIGKILL');
  }

  async #run(half: 'world' | 'api', onLine: (line: string) => void): Promise<ChildProcess> {
    const args = ['--import', './tools/ready.mjs', 'local/start.ts', half];
    const child = spawn(process.execPath, args, { cwd: root, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    const ready = new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          if (line.startsWith('ready ')) resolve();
          else if (lines.length < 50) lines.push(line);
          onLine(line);
        });
      }
      child.once('exit', () => reject(new Error(`${half} ended before it was ready:\n${lines.join('\n')}`)));
      sleep(readyWithinMs, undefined, { ref: false }).then(() => reject(new Error(`${half} does not get ready`)));
    });
    await ready;
    return child;
  }
}
