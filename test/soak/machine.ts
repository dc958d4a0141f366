import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Short times, so that a purchase that would be settled after minutes is settled after seconds. They keep their order:
 * no request is delivered or listed later than the settle time, and no worker lives beyond the grace.
 */
const shortTimes = {
  SOFT_DEADLINE_MS: '4000',
  GIGS_POST_TIMEOUT_MS: '1500',
  GIGS_GET_TIMEOUT_MS: '1000',
  SETTLE_AFTER_SECONDS: '15',
  SETTLE_LISTING_GAP_SECONDS: '3',
  TAKEOVER_GRACE_SECONDS: '4',
  SETTLEMENT_EVERY_SECONDS: '2',
  CATALOGUE_FRESH_SECONDS: '1',
  PURCHASE_LIMIT_PER_DAY: '1000',
  REPEAT_WINDOW_SECONDS: '0',
  USER_REQUESTS_PER_MINUTE: '0',
  SANDBOX_ACTIVATION_MS: '500',
};

/** Longer than it takes to start on a busy machine. */
const readyWithinMs = 120_000;

/** The two halves of the local run, each a process of its own, of which one is killed and the other lives on. */
export class Machine {
  readonly #env: NodeJS.ProcessEnv;
  readonly #onLine: (line: string) => void;
  #world: ChildProcess | undefined;
  #service: ChildProcess | undefined;

  /** @param onLine hears of each line that the service writes. */
  constructor(port: number, users: number, onLine: (line: string) => void) {
    const { PATH, HOME } = process.env;
    this.#env = { PATH, HOME, ...shortTimes, PORT: String(port), SANDBOX_EXTRA_USERS: String(users) };
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
