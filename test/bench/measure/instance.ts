import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { listen } from '../../../local/listen.ts';

export interface InstanceOptions {
  /** The folder that is deployed. It holds `index.mjs` or `index.js`, which exports `handler`. */
  readonly folder: string;
  readonly file: string;
  /** All that the function sees of an environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Another Node than this process's. */
  readonly node?: string;
  /** How long an invocation may take. */
  readonly timeoutMs?: number;
  /** Whether to count what it writes. Otherwise nobody takes it. */
  readonly countsLog?: boolean;
}

/** One function instance: a process that asks a Lambda Runtime API for its work, as on Lambda. */
export interface Instance extends AsyncDisposable {
  /** @throws Error where the handler threw, or the process ended */
  invoke(event: unknown): Promise<unknown>;
  /** What all its threads have computed so far, in milliseconds; null where this machine does not say. */
  cpuMs(): number | null;
  readonly startedAt: number;
  /** What it wrote to standard output so far, which is its log: 0 unless this was asked for. */
  logBytes(): number;
}

interface Work {
  readonly id: string;
  readonly event: unknown;
  readonly done: (result: unknown) => void;
  readonly failed: (reason: Error) => void;
}

const bootstrap = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));

/** Starts an instance. Its first invocation may be given at once: the process takes it when it has loaded. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const waiting: Work[] = [];
  const running = new Map<string, Work>();
  let idle: ServerResponse | undefined;

  function hand(): void {
    const work = idle && waiting.shift();
    if (!work) return;
    running.set(work.id, work);
    const body = JSON.stringify(work.event);
    idle?.writeHead(200, {
      'lambda-runtime-aws-request-id': work.id,
      'lambda-runtime-deadline-ms': String(Date.now() + (options.timeoutMs ?? 15_000)),
      'content-length': Buffer.byteLength(body),
    });
    idle?.end(body);
    idle = undefined;
  }

  const server = createServer(async (request, response) => {
    const [id = '', kind = ''] = (request.url ?? '').split('/').slice(4);
    if (id === 'next') {
      idle = response;
      return hand();
    }
    const work = running.get(id);
    const body = await text(request);
    response.writeHead(202, { 'content-length': 0 }).end();
    if (kind === 'response') work?.done(JSON.parse(body));
    else work?.failed(new Error(body));
  });
  const { port, close } = await listen(server, 0);
  server.keepAliveTimeout = 600_000;

  const startedAt = performance.now();
  const child = spawn(options.node ?? process.execPath, [bootstrap], {
    env: {
      ...options.env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: options.folder,
      _HANDLER: `${options.file}.handler`,
    },
    stdio: ['ignore', options.countsLog ? 'pipe' : 'ignore', 'pipe'],
  });
  let logBytes = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    logBytes += chunk.length;
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  child.on('exit', (code) => {
    for (const work of [...waiting, ...running.values()]) work.failed(new Error(`Ended with ${code}: ${errors}`));
  });

  return {
    startedAt,
    invoke: (event) =>
      new Promise((done, failed) => {
        waiting.push({ id: randomUUID(), event, done, failed });
        hand();
      }),
    cpuMs: () => cpuMsOf(child),
    logBytes: () => logBytes,
    async [Symbol.asyncDispose]() {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGKILL');
      await ended;
      await close();
    },
  };
}

/** To the nanosecond, and so much finer than what a process can say of itself on Linux: its scheduler's account. */
function cpuMsOf({ pid }: ChildProcess): number | null {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const spent = tasks.map((task) =>
      Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  } catch {
    return null;
  }
}
