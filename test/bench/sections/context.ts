import type { Subject } from '../measure/subjects.ts';
import type { BenchWorld } from '../world/world.ts';

/** What every part of the benchmark is given. */
export interface BenchContext {
  readonly world: BenchWorld;
  readonly subjects: readonly Subject[];
  /** The share of the usual repetitions that is made: 1, or less for a quick look. */
  readonly share: number;
  /** The Node binaries that cold starts are measured with. */
  readonly nodes: readonly string[];
  readonly say: (line: string) => void;
}

/** How often something is repeated in this run. */
export function times({ share }: Pick<BenchContext, 'share'>, usual: number): number {
  return Math.max(2, Math.ceil(usual * share));
}
