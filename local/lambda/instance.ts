import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { FunctionError } from './function-error.ts';

/** What a function instance is told of an invocation. */
export interface Invocation {
  readonly eventJson: string;
  readonly requestId: string;
  /** ms since epoch at which the invocation is killed. */
  readonly deadlineAt: number;
}

export interface InstanceSettings {
  readonly name: string;
  /** file: URL of the bundle that exports `handler`. */
  readonly bundleUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly initTimeoutMs: number;
  /** Takes each line that the function writes to stdout or stderr. */
  readonly writeLine: (line: string) => void;
}

/** One function instance: a thread that serves one invocation at a time. */
export interface Instance {
  /** Runs one invocation; the result as JSON. Throws FunctionError. */
  invoke(invocation: Invocation): Promise<string>;
  /** False once the thread has ended, for whatever reason. */
  isAlive(): boolean;
  /** Ends the thread at once, in the middle of whatever it does. */
  kill(): Promise<void>;
}

type Message = 'ready' | { readonly resultJson: string } | { readonly failure: string };

/**
 * Starts an instance and loads the bundle in it, with its own environment and nothing of this process's.
 *
 * @throws FunctionError `init-failed` when the bundle cannot be loaded, throws while it is, or takes too long.
 */
export async function startInstance(settings: InstanceSettings): Promise<Instance> {
  const worker = new Worker(new URL('./runtime.mjs', import.meta.url), {
    workerData: { bundleUrl: settings.bundleUrl, context: contextOf(settings) },
    env: environmentOf(settings),
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: settings.memoryMb },
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    createInterface({ input: stream }).on('line', settings.writeLine);
  }

  let isAlive = true;
  let expected: { answer: (message: Message) => void; die: (reason: Error) => void } | undefined;
  worker.on('message', (message: Message) => expected?.answer(message));
  worker.on('error', (error: unknown) => end(error instanceof Error ? error : new Error('it threw something odd')));
  worker.on('exit', (code) => end(new Error(`it ended with exit code ${code}`)));

  function end(reason: Error): void {
    // Nobody waits for an instance that dies between two invocations, so it has to be said here.
    if (isAlive && !expected) settings.writeLine(reportOf(settings.name, reason));
    isAlive = false;
    expected?.die(reason);
  }

  /** The next message of the thread. Rejects with why it ended, or with `undefined` when neither comes in time. */
  function nextMessage(timeoutMs: number): Promise<Message> {
    return new Promise<Message>((resolve, reject) => {
      const timer = setTimeout(reject, Math.max(0, timeoutMs));
      expected = {
        answer(message) {
          clearTimeout(timer);
          resolve(message);
        },
        die(reason) {
          clearTimeout(timer);
          reject(reason);
        },
      };
    }).finally(() => {
      expected = undefined;
    });
  }

  async function kill(): Promise<void> {
    isAlive = false;
    await worker.terminate();
  }

  async function invoke(invocation: Invocation): Promise<string> {
    if (!isAlive) throw new FunctionError('crashed', 'the instance has ended');
    const timeoutMs = invocation.deadlineAt - Date.now();
    const message = nextMessage(timeoutMs);
    worker.postMessage(invocation);
    const answer = await message.catch(async (reason: Error | undefined) => {
      await kill();
      if (reason) throw new FunctionError('crashed', reason.stack ?? reason.message);
      throw new FunctionError('timed-out', `killed after ${(timeoutMs / 1000).toFixed(2)} seconds`);
    });
    if (answer === 'ready') throw new FunctionError('crashed', 'the instance said ready twice');
    if ('failure' in answer) throw new FunctionError('handler-failed', answer.failure);
    return answer.resultJson;
  }

  await nextMessage(settings.initTimeoutMs).catch(async (reason: Error | undefined) => {
    await kill();
    const slow = `not loaded within ${settings.initTimeoutMs / 1000} seconds`;
    throw new FunctionError('init-failed', reason?.message ?? slow);
  });
  return { invoke, isAlive: () => isAlive, kill };
}

function reportOf(name: string, { message, stack }: Error): string {
  const time = new Date().toISOString();
  return JSON.stringify({ time, level: 'error', message: 'instance ended', function: name, reason: stack ?? message });
}

function contextOf({ name, memoryMb, env }: InstanceSettings) {
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${env['AWS_REGION'] ?? 'local'}:000000000000:function:${name}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
  };
}

function environmentOf({ name, memoryMb, env }: InstanceSettings): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    ...env,
  };
}
