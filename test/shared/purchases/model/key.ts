import { type Entry, isUndecided } from '../../../../shared/purchases/ledger.ts';
import { auditsAfterMs, auditWindowMs, dayMs } from '../../../../shared/purchases/rules.ts';
import { listingTicks, type ModelObject, protocol, sendTicks, tickMs, type Worker, type World } from './world.ts';

/** After so many ticks nothing depends any more on how long ago a deadline was, but for the window of audits. */
const { settleAfterSeconds, settleListingGapSeconds } = protocol.rules;
const longTicks = sendTicks + (settleAfterSeconds * 1000) / tickMs + listingTicks;
const gapTicks = (settleListingGapSeconds * 1000) / tickMs + listingTicks;

/**
 * What the future of a world depends on: times from now, and only as far as a rule tells them apart; of versions and
 * epochs only whether they are the ledger's; and nothing of what no rule reads any more.
 */
export function keyOf(world: World): string {
  const { ledger, archive, workers, requests, objects, now } = world;
  const open = Object.values(ledger.purchases).filter(({ baseline }) => baseline !== null);
  const parts = [
    entriesKey(world, ledger.purchases),
    entriesKey(world, archive),
    Object.entries(ledger.stubs).map(([purchase, { createdAt }]) => `${purchase}${now - createdAt >= dayMs}`),
    workers.map((worker) => workerKey(world, worker)),
    requests.map(({ purchase, listedBy }) => `${purchase}${ticksFrom(now, listedBy)}`),
    objects.map((object) => objectKey(world, object, open)),
  ].map((part) => part.sort().join(' '));
  return `${parts.join('|')}|${world.blindListings}${world.boughtOutside}${world.isAlarmed ? '!' : ''}${world.misdeed ?? ''}`;
}

function entriesKey(world: World, entries: Readonly<Record<string, Entry>>): string[] {
  return Object.entries(entries).map(([purchase, entry]) => `${purchase}${entryKey(world, entry)}`);
}

function entryKey({ now }: World, entry: Entry): string {
  const { state, baseline, deadline } = entry;
  if (baseline === null) return `${state}${entry.subscriptionAddon?.id ?? ''}${entry.proof ?? ''}`;
  const isInWindow = now - deadline <= auditWindowMs;
  const known = `${state}${baseline.ids.join()}${isInWindow}`;
  if (isUndecided(entry)) {
    const listed = entry.lastListedAt === now ? '=' : '';
    const firstEmpty = entry.firstEmptyAt === null ? '-' : ticksFrom(now, entry.firstEmptyAt, gapTicks);
    return `${known}${ticksFrom(now, deadline, longTicks)}/${firstEmpty}${listed}`;
  }
  const dueAt = entry.dueAt ?? 0;
  return `${known}${dueAt <= now}${dueAt < (entry.settledAt ?? 0) + auditsAfterMs[1]}`;
}

function workerKey({ now, ledger }: World, worker: Worker): string {
  const common = `${worker.doing}${worker.purchase}${ticksFrom(now, worker.diesAt)}`;
  switch (worker.doing) {
    case 'begin':
      return `${common}${worker.ledger.version === ledger.version}${worker.baseline.join()}`;
    case 'settle':
      return `${common}${worker.seen.join()}${ticksFrom(now, worker.beganAt)}`;
    default: {
      const isOwn = ledger.purchases[worker.purchase]?.epoch === worker.begun.epoch;
      return `${common}${isOwn}${ticksFrom(now, worker.begun.deadline)}${worker.begun.baseline?.ids.join()}`;
    }
  }
}

function objectKey({ now }: World, object: ModelObject, open: readonly Entry[]): string {
  const near = open.map(({ deadline }) => Math.abs(object.createdAt - deadline) <= auditWindowMs);
  return `${object.id}${object.isListed ? '' : ticksFrom(now, object.listedBy)}${near.join()}`;
}

function ticksFrom(now: number, time: number, most = Number.POSITIVE_INFINITY): string {
  return String(Math.max(-most, (time - now) / tickMs));
}
