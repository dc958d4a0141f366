import { cpus, loadavg, totalmem } from 'node:os';

/** Where and when something was measured. */
export interface Machine {
  readonly at: string;
  readonly node: string;
  readonly processors: string;
  readonly memoryGb: number;
  /** How many threads wanted to run in the last minute, on average: above what the benchmark itself uses, others did. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const [first, ...others] = cpus();
  return {
    at: new Date().toISOString().slice(0, 16).replace('T', ' '),
    node: process.version,
    processors: `${others.length + 1} × ${first?.model.trim() || 'unknown'}, ${process.platform} ${process.arch}`,
    memoryGb: Math.round(totalmem() / 1e9),
    load: loadavg()[0] ?? Number.NaN,
  };
}
