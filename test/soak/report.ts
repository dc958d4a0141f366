import type { Told } from './shopper.ts';
import type { SoakOptions } from './soak.ts';
import type { Bought, Shown, Verdict } from './verdict.ts';

/** What the service's own log tells of purchases whose outcome was not known at once. */
export class SettlementLog {
  readonly unknown = new Set<string>();
  readonly takenOver = new Set<string>();

  readonly read = (line: string): void => {
    if (!line.startsWith('{')) return;
    const { purchase, reason } = parsed(line);
    if (purchase === undefined) return;
    if (reason === 'outcome-unknown') this.unknown.add(purchase);
    if (reason === 'taken-over') this.takenOver.add(purchase);
  };
}

export interface SoakResult {
  readonly options: SoakOptions;
  readonly told: readonly Told[];
  readonly shown: readonly Shown[];
  readonly bought: readonly Bought[];
  readonly verdict: Verdict;
  readonly faults: ReadonlyMap<string, number>;
  readonly killed: number;
  readonly log: SettlementLog;
  readonly durationMs: number;
}

/** Prints what happened. @returns whether everything is as it must be. */
export function report({
  options,
  told,
  shown,
  bought,
  verdict,
  faults,
  killed,
  log,
  durationMs,
}: SoakResult): boolean {
  const { duplicates, wrong, lost, undecided } = verdict;
  const purchases = shown.flatMap((each) => each.purchases);
  const suffered = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const unknown = new Set([...log.unknown, ...log.takenOver]);
  const times = purchases
    .filter(({ id, status }) => unknown.has(id) && status !== 'processing')
    .map(({ createdAt, updatedAt }) => Date.parse(updatedAt) - Date.parse(createdAt))
    .sort((a, b) => a - b);
  const of = (status: string) => purchases.filter((purchase) => purchase.status === status).length;
  const lines: [string, string | number][] = [
    ['keys used', told.length],
    ['purchases', `${purchases.length} (${of('succeeded')} succeeded, ${of('failed')} failed)`],
    ['charged by Gigs', bought.length],
    ['faults', `${suffered} (${[...faults].map(([kind, count]) => `${count} ${kind}`).join(', ')})`],
    ['kills', killed],
    ['unknown outcomes', `${unknown.size} (${log.takenOver.size} of them taken over from a dead worker)`],
    ['time to settle', `p50 ${at(times, 0.5)} s, p95 ${at(times, 0.95)} s, max ${at(times, 1)} s`],
    ['duplicates', duplicates.length],
    ['wrong', wrong.length],
    ['lost', lost.length],
    ['undecided', undecided.length],
    ['took', `${Math.round(durationMs / 1000)} s`],
  ];
  for (const [name, value] of lines) console.log(`${name.padEnd(18)}${value}`);
  const failures = [...duplicates, ...wrong, ...lost, ...undecided.map((id) => `${id} is undecided`)];
  if (suffered < options.faults) failures.push(`only ${suffered} of ${options.faults} faults were suffered`);
  for (const failure of failures.slice(0, 50)) console.error(failure);
  console.log(failures.length === 0 ? 'passed' : 'FAILED');
  return failures.length === 0;
}

/** Seconds, to a tenth. */
function at(times: readonly number[], share: number): string {
  const time = times[Math.max(0, Math.ceil(times.length * share) - 1)];
  return time === undefined ? '-' : (time / 1000).toFixed(1);
}

function parsed(line: string): { purchase?: string; reason?: string } {
  try {
    return JSON.parse(line);
  } catch {
    // The last line of a process that was killed may be cut short.
    return {};
  }
}
