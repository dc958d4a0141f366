/** A guard in the code, and what takes it away. */
export interface Guard {
  /** What it guards, in words. */
  readonly guard: string;
  /** The file it is in, from the project's root. */
  readonly file: string;
  /** Its exact text, which the file has once. */
  readonly text: string;
  /** What stands there instead where the guard is taken away. */
  readonly without: string;
  /** The tests of which one must fail then. */
  readonly killedBy: readonly string[];
}

/** One guard of a file: what it guards, its text, what stands there without it. */
export type GuardIn = readonly [guard: string, text: string, without: string];

/** The guards of one file, that the same tests must kill. */
export function guardsOf(file: string, killedBy: readonly string[], guards: readonly GuardIn[]): Guard[] {
  return guards.map(([guard, text, without]) => ({ guard, file, text, without, killedBy }));
}
