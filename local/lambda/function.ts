import { randomUUID } from 'node:crypto';
import { FunctionError } from './function-error.ts';
import { type InstanceSettings, startInstance } from './instance.ts';
import { createInstancePool } from './instance-pool.ts';

// Lambda's limit for the JSON of a synchronous invocation, each way.
const maxPayloadBytes = 6 * 1024 * 1024;

/** A built function that can be invoked. */
export interface LambdaFunction {
  /**
   * Runs the handler on an event, as JSON there and back.
   *
   * @throws FunctionError
   */
  invoke(event: unknown): Promise<unknown>;
  /** Loads the bundle in a first instance. Throws FunctionError `init-failed` with the reason. */
  warmUp(): Promise<void>;
  /** Ends all instances at once, and the invocations in them. */
  close(): Promise<void>;
}

export interface LambdaFunctionOptions extends Pick<InstanceSettings, 'name' | 'bundleUrl' | 'env'> {
  /** How long one invocation may take, in ms; after that it is killed and its instance thrown away. */
  readonly timeoutMs?: number;
  readonly initTimeoutMs?: number;
  readonly memoryMb?: number;
  /** How many instances, and so invocations, there may be at once. */
  readonly maxInstances?: number;
  /** How long an invocation waits for a free instance, in ms. */
  readonly maxWaitMs?: number;
  /** Takes each line of the function's output and each report of a failed invocation, itself a line of JSON. */
  readonly writeLine?: (line: string) => void;
}

/** Lambda in small: a built function, its instances, and the limits that Lambda sets to an invocation. */
export function createLambdaFunction(options: LambdaFunctionOptions): LambdaFunction {
  const { name, timeoutMs = 15_000, initTimeoutMs = 10_000, memoryMb = 512, maxInstances = 16 } = options;
  const { maxWaitMs = 5000, writeLine = (line) => process.stdout.write(`${line}\n`) } = options;
  const pool = createInstancePool({
    start: () => startInstance({ ...options, initTimeoutMs, memoryMb, writeLine }),
    maxInstances,
    maxWaitMs,
  });

  async function run(event: unknown, requestId: string): Promise<unknown> {
    const eventJson = JSON.stringify(event);
    if (Buffer.byteLength(eventJson) > maxPayloadBytes) {
      throw new FunctionError('request-too-large', 'the event is over 6 MB');
    }
    const resultJson = await pool.use((instance) =>
      instance.invoke({ eventJson, requestId, deadlineAt: Date.now() + timeoutMs }),
    );
    if (Buffer.byteLength(resultJson) > maxPayloadBytes) {
      throw new FunctionError('response-too-large', 'the result is over 6 MB');
    }
    return JSON.parse(resultJson);
  }

  async function invoke(event: unknown): Promise<unknown> {
    const requestId = randomUUID();
    try {
      return await run(event, requestId);
    } catch (error) {
      if (error instanceof FunctionError) writeLine(reportOf(name, requestId, error));
      throw error;
    }
  }

  return { invoke, warmUp: () => pool.use(async () => undefined), close: pool.close };
}

function reportOf(name: string, requestId: string, error: FunctionError): string {
  const { code, message } = error;
  const time = new Date().toISOString();
  return JSON.stringify({
    time,
    level: 'error',
    message: 'invocation failed',
    function: name,
    requestId,
    code,
    reason: message,
  });
}
