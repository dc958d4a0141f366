import { FunctionError } from './function-error.ts';
import type { Instance } from './instance.ts';

export interface InstancePool {
  /** Gives the work an instance of its own, started if none is free, and takes it back if it is still alive. */
  use<T>(work: (instance: Instance) => Promise<T>): Promise<T>;
  /** Kills all instances; nobody gets one any more. */
  close(): Promise<void>;
}

export interface InstancePoolOptions {
  readonly start: () => Promise<Instance>;
  readonly maxInstances: number;
  readonly maxWaitMs: number;
}

/**
 * Instances started on demand up to a maximum, the last used one first. Work beyond that waits its turn, oldest first,
 * at most `maxWaitMs`: FunctionError `no-capacity`.
 */
export function createInstancePool({ start, maxInstances, maxWaitMs }: InstancePoolOptions): InstancePool {
  const free: Instance[] = [];
  const alive = new Set<Instance>();
  const waiting: Array<() => void> = [];
  let places = maxInstances;
  let isClosed = false;

  /** Waits until fewer than `maxInstances` pieces of work are under way. */
  async function takePlace(): Promise<void> {
    if (places > 0) {
      places -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(
          new FunctionError('no-capacity', `all ${maxInstances} instances were busy for ${maxWaitMs / 1000} seconds`),
        );
      }, maxWaitMs);
      waiting.push(turn);
    });
  }

  function givePlaceBack(): void {
    const next = waiting.shift();
    if (next) next();
    else places += 1;
  }

  async function takeInstance(): Promise<Instance> {
    for (let instance = free.pop(); instance; instance = free.pop()) {
      if (instance.isAlive()) return instance;
      alive.delete(instance); // It ended between two invocations.
    }
    const closed = new FunctionError('no-capacity', 'the function is being shut down');
    if (isClosed) throw closed;
    const instance = await start();
    alive.add(instance);
    if (!isClosed) return instance;
    await instance.kill();
    throw closed;
  }

  async function use<T>(work: (instance: Instance) => Promise<T>): Promise<T> {
    await takePlace();
    try {
      const instance = await takeInstance();
      try {
        return await work(instance);
      } finally {
        if (instance.isAlive()) free.push(instance);
        else alive.delete(instance);
      }
    } finally {
      givePlaceBack();
    }
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all([...alive].map((instance) => instance.kill()));
  }

  return { use, close };
}
