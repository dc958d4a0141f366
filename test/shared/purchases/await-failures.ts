import { arrives, type CallName, faults, type Way, ways } from '../../rig/simulated-network.ts';
import { SimulatedWorld } from '../../rig/simulated-world.ts';
import { type Scenario, wish } from './await-scenarios.ts';

/** Which calls fail, by their number from 1, and in which way. */
export type Failures = ReadonlyMap<number, Way>;

export interface Run {
  readonly world: SimulatedWorld;
  /** The calls that were made until rest. */
  readonly calls: readonly CallName[];
  /** Which of them failed, and how. */
  readonly failed: readonly (readonly [CallName, Way])[];
}

/** Where nothing changes on the other side, before and after are the same. */
const readWays: readonly Way[] = [
  'throws before its effect',
  'hangs past the deadline',
  'process dies before its effect',
];
const changes: readonly CallName[] = ['ledger write', 'archive write', 'gigs create'];

/** The four that differ most. Nightly it is all of them. */
const pairWays: readonly Way[] = [
  'throws before its effect',
  'throws after its effect',
  'hangs past the deadline, then takes effect',
  'process dies after its effect',
];

export function waysOf(name: CallName, ofChanges: readonly Way[] = ways): readonly Way[] {
  if (!changes.includes(name)) return readWays;
  // The one call that is never repeated.
  return name === 'gigs create' ? ofChanges.filter((way) => way !== 'is made twice') : ofChanges;
}

/** No failure is meant for what happens later than this: by then everything has happened that is not mere waiting. */
const failuresEndAfterMs = 40 * 60_000;

/**
 * Plays a scenario with these calls failing, then lets the service alone until nothing is due any more, and comes
 * once more with the same key.
 *
 * @throws Error that names the invariants that do not hold, or a failure that no call came for
 */
export async function play({ rules = {}, prepare, act }: Scenario, failures: Failures): Promise<Run> {
  // In virtual time nothing else gets its turn, not even the test runner.
  await new Promise(setImmediate);
  const calls: CallName[] = [];
  const failed: [CallName, Way][] = [];
  let isOver = false;
  const world = new SimulatedWorld({
    rules,
    fateOf(name) {
      if (isOver || world.time.now() > endsAt) return arrives;
      const way = failures.get(calls.push(name));
      if (way === undefined) return arrives;
      failed.push([name, way]);
      return faults[way];
    },
  });
  const endsAt = world.time.now() + failuresEndAfterMs;
  prepare?.(world);
  await act(world);
  await world.rest();
  isOver = true;
  // Requests that are still on their way arrive now, and change nothing any more.
  await world.time.pass(5 * 60_000);
  await world.rest();
  world.invariants.atRest();
  await world.time.until(world.buy(wish));
  await world.rest();
  world.invariants.atRest();
  world.invariants.check();
  if (failed.length !== failures.size) throw new Error(`only ${failed.length} of ${failures.size} calls failed`);
  return { world, calls, failed };
}

/** Every call of a run that comes after number `after`, in each way in which it can fail. */
export function* failuresOf(
  { calls }: Run,
  after = 0,
  ofChanges: readonly Way[] = ways,
): Generator<readonly [number: number, way: Way]> {
  for (const [index, name] of calls.entries()) {
    if (index < after) continue;
    for (const way of waysOf(name, ofChanges)) yield [index + 1, way];
  }
}

/** Plays a run, and says which failures it was where an invariant does not hold. */
export async function playNamed(scenario: Scenario, failures: Failures): Promise<Run> {
  try {
    return await play(scenario, failures);
  } catch (error) {
    const named = [...failures].map(([number, way]) => `call ${number} ${way}`).join(', ');
    throw new Error(`${scenario.name}; ${named}: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Lets every two calls of a scenario fail together, in every two ways.
 *
 * @param isNightly in all ways rather than those that differ
 * @returns the number of runs
 */
export async function playAllPairs(scenario: Scenario, isNightly: boolean): Promise<number> {
  const ofChanges = isNightly ? ways : pairWays;
  let runs = 0;
  for (const first of failuresOf(await play(scenario, new Map()), 0, ofChanges)) {
    const run = await playNamed(scenario, new Map([first]));
    for (const second of failuresOf(run, first[0], ofChanges)) {
      await playNamed(scenario, new Map([first, second]));
      runs += 1;
    }
  }
  return runs;
}
