import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FunctionError } from '../../local/lambda/function-error.ts';
import type { Instance } from '../../local/lambda/instance.ts';
import { localHost } from '../../local/listen.ts';
import { type Said, startRuntimeApi } from './runtime-api.ts';

const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

export interface ProcessSettings {
  readonly name: string;
  /** The folder of the asset, as Lambda unpacks it. */
  readonly folder: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly initTimeoutMs: number;
  readonly writeLine: (line: string) => void;
}

export interface ProcessInstance extends Instance {
  /** Stops it where it is, as if it were stuck: it does nothing more until it is killed. */
  freeze(): void;
}

/**
 * Starts an instance as Lambda does: a process of its own that loads the asset and speaks the Runtime API, with its own
 * environment and nothing of this process's.
 *
 * @throws FunctionError `init-failed` where it does not get as far as asking for an invocation
 */
export async function startProcessInstance(settings: ProcessSettings): Promise<ProcessInstance> {
  const { name, folder, handler, memoryMb, writeLine } = settings;
  let hear: ((said: Said) => void) | undefined;
  const arn = `arn:aws:lambda:${settings.env['AWS_REGION'] ?? 'local'}:000000000000:function:${name}:live`;
  const api = await startRuntimeApi(arn, (said) => hear?.(said));
  const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, bootstrap], {
    cwd: folder,
    env: {
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      ...settings.env,
      AWS_LAMBDA_RUNTIME_API: `${localHost}:${api.port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', writeLine);
  const ended = once(child, 'exit').then(() => api.close());
  const isAlive = () => child.exitCode === null && child.signalCode === null;

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await ended;
  }

  /** What the instance says next. Undefined when it says nothing in time, and when it ends. */
  async function nextSaid(timeoutMs: number): Promise<Said | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, timeoutMs), undefined);
    });
    const said = new Promise<Said>((resolve) => {
      hear = resolve;
    });
    try {
      return await Promise.race([said, silence, ended.then(() => undefined)]);
    } finally {
      clearTimeout(timer);
      hear = undefined;
    }
  }

  const first = await nextSaid(settings.initTimeoutMs);
  if (first?.kind !== 'ready') {
    await kill();
    throw new FunctionError('init-failed', first?.kind === 'error' ? first.errorMessage : 'it did not get ready');
  }
  return {
    isAlive,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    async invoke(invocation) {
      const answered = nextSaid(invocation.deadlineAt - Date.now());
      api.next(invocation);
      const said = await answered;
      if (said?.kind === 'response') return said.body;
      if (said?.kind === 'error') throw new FunctionError('handler-failed', `${said.errorType}: ${said.errorMessage}`);
      const hasEnded = !isAlive();
      await kill();
      if (hasEnded) throw new FunctionError('crashed', 'the process ended');
      throw new FunctionError('timed-out', 'killed at its time limit');
    },
  };
}
