import { randomUUID } from 'node:crypto';
import { createInstancePool } from '../../local/lambda/instance-pool.ts';
import { lookForLeaks, lookForLeaksInLine } from '../rig/leak-watch.ts';
import { type ProcessInstance, type ProcessSettings, startProcessInstance } from './process-instance.ts';

export interface DeployedFunctionOptions extends Pick<ProcessSettings, 'name' | 'folder' | 'env'> {
  readonly handler?: string;
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  readonly memoryMb?: number;
  /** How many invocations there may be at once. */
  readonly concurrency?: number;
}

/** A function as it is deployed: its asset, in as many processes as are needed at once. */
export interface DeployedFunction extends AsyncDisposable {
  /** @throws FunctionError */
  invoke(event: unknown): Promise<unknown>;
  /** Every line that it wrote. */
  readonly lines: readonly string[];
  /** Lets all instances be stuck from now on. */
  freeze(): void;
  /** How many instances were started so far. */
  readonly coldStarts: () => number;
}

export function startDeployedFunction(options: DeployedFunctionOptions): DeployedFunction {
  const { handler = 'index.handler', timeoutMs = 15_000, initTimeoutMs = 10_000, memoryMb = 1024 } = options;
  const lines: string[] = [];
  const instances: ProcessInstance[] = [];
  const pool = createInstancePool({
    async start() {
      function writeLine(line: string): void {
        lines.push(line);
        lookForLeaksInLine(line);
      }
      const instance = await startProcessInstance({ ...options, handler, initTimeoutMs, memoryMb, writeLine });
      instances.push(instance);
      return instance;
    },
    maxInstances: options.concurrency ?? 1,
    maxWaitMs: 60_000,
  });
  return {
    lines,
    coldStarts: () => instances.length,
    freeze() {
      for (const instance of instances) if (instance.isAlive()) instance.freeze();
    },
    async invoke(event) {
      const eventJson = JSON.stringify(event);
      const requestId = randomUUID();
      const resultJson = await pool.use((instance) =>
        instance.invoke({ eventJson, requestId, deadlineAt: Date.now() + timeoutMs }),
      );
      lookForLeaks(resultJson, 'body');
      return JSON.parse(resultJson);
    },
    [Symbol.asyncDispose]: () => pool.close(),
  };
}
