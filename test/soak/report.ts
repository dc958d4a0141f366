import type { SettlementLog } from './settlement-log.ts';
import type { Told } from './shopper.ts';
import type { SoakOptions } from './soak.ts';
import type { Bought, Shown, Verdict } from './verdict.ts';

export interface SoakResult {
  readonly options: SoakOptions;
  readonly told: readonly Told[];
  readonly shown: readonly Shown[];
  readonly bought: readonly Bought[];
  readonly verdict: Verdict;
  /** How often each fault was suffered. */
  readonly faults: ReadonlyMap<string, number>;
  readonly kills: number;
  readonly log: Pick<SettlementLog, 'unknown' | 'takenOver'>;
  readonly durationMs: number;
}

/** What happened, a line for each figure. */
export function figuresOf({ told, shown, bought, verdict, faults, kills, log, durationMs }: SoakResult): string[] {
  const purchases = shown.flatMap((each) => each.purchases);
  const times = purchases
    .filter(({ id, status }) => log.unknown.has(id) && status !== 'processing')
    .map(({ createdAt, updatedAt }) => Date.parse(updatedAt) - Date.parse(createdAt))
    .sort((a, b) => a - b);
  const of = (status: string) => purchases.filter((purchase) => purchase.status === status).length;
  const kinds = [...faults].sort().map(([kind, count]) => `${count} ${kind}`);
  const lines: [string, string | number][] = [
    ['keys used', told.length],
    ['purchases', `${purchases.length} (${of('succeeded')} succeeded, ${of('failed')} failed)`],
    ['charged by Gigs', bought.length],
    ['faults', `${sum(faults)} (${kinds.join(', ')})`],
    ['kills', kills],
    ['unknown outcomes', `${log.unknown.size} (${log.takenOver.size} of them taken over from a dead worker)`],
    ['time to settle', `p50 ${at(times, 0.5)} s, p95 ${at(times, 0.95)} s, max ${at(times, 1)} s`],
    ['duplicates', verdict.duplicates.length],
    ['wrong', verdict.wrong.length],
    ['lost', verdict.lost.length],
    ['undecided', verdict.undecided.length],
    ['took', `${Math.round(durationMs / 1000)} s`],
  ];
  return lines.map(([name, value]) => `${name.padEnd(18)}${value}`);
}

/** All that is not as it must be, a line for each. A soak with less trouble than was asked for proves nothing. */
export function failuresOf({ options, shown, verdict, faults, kills }: SoakResult): string[] {
  const { duplicates, wrong, lost, undecided } = verdict;
  const happened = { purchases: shown.flatMap(({ purchases }) => purchases).length, faults: sum(faults), kills };
  const tooFew = (['purchases', 'faults', 'kills'] as const)
    .filter((what) => happened[what] < options[what])
    .map((what) => `only ${happened[what]} of ${options[what]} ${what}`);
  return [...duplicates, ...wrong, ...lost, ...undecided.map((id) => `${id} is undecided`), ...tooFew];
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((all, count) => all + count, 0);
}

/** Seconds, to a tenth. */
function at(times: readonly number[], share: number): string {
  const time = times[Math.max(0, Math.ceil(times.length * share) - 1)];
  return time === undefined ? '-' : (time / 1000).toFixed(1);
}
