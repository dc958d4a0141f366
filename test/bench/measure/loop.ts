import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Subject } from './subjects.ts';

export interface LoopOrder {
  readonly event: unknown;
  /** How many different users call, in turn; 1 for the one of the event. */
  readonly users?: number;
  /** A path parameter that changes from call to call: so many ids of its own in turn. */
  readonly vary?: { readonly parameter: 'plan' | 'subscription'; readonly prefix: string; readonly count: number };
  readonly warmUp: number;
  readonly rounds: number;
  /** In each round. */
  readonly calls: number;
  readonly profile?: boolean;
}

export interface Round {
  readonly cpuMicroseconds: number;
  readonly wallMs: number;
  /** After a garbage collection. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** What V8's profiler sampled. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface LoopResult {
  readonly rounds: readonly Round[];
  readonly profile: CpuProfile | null;
}

const script = fileURLToPath(new URL('./loop.mjs', import.meta.url));

/**
 * Calls the function's handler in a process of its own, again and again.
 *
 * @throws Error where it answers anything but success
 */
export async function runLoop(
  { folder, file }: Pick<Subject, 'folder' | 'file'>,
  env: Readonly<Record<string, string>>,
  order: LoopOrder,
): Promise<LoopResult> {
  const path = join(folder, file);
  const child = spawn(process.execPath, ['--expose-gc', script], {
    env: { ...env, BENCH_ORDER: JSON.stringify({ users: 1, vary: null, profile: false, ...order, path }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error(`The function failed: ${said}`);
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as LoopResult;
}
