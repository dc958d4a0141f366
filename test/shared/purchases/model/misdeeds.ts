import { type Entry, isUndecided, type Ledger } from '../../../../shared/purchases/ledger.ts';
import { auditsAfterMs } from '../../../../shared/purchases/rules.ts';
import type { Bounds, ModelObject, World } from './world.ts';

/** The arrows of docs/purchases.md. What is not an arrow is a misdeed. */
const arrows = new Set([
  'none dispatching',
  'none succeeded',
  'dispatching none',
  'dispatching succeeded',
  'dispatching refused',
  'dispatching unknown',
  'dispatching review',
  'dispatching not-purchased',
  'unknown succeeded',
  'unknown not-purchased',
  'unknown review',
  'review succeeded',
  'review not-purchased',
  'not-purchased succeeded',
  'succeeded review',
]);

/** What one write did that no write may do. */
export function misdeedOf(before: Ledger, after: Ledger, archive: World['archive']): string | undefined {
  const purchases = new Set([...Object.keys(before.purchases), ...Object.keys(after.purchases)]);
  for (const purchase of purchases) {
    const [was, is] = [before.purchases[purchase], after.purchases[purchase]];
    const wasMoved = is === undefined && was !== undefined && !isUndecided(was);
    const [from, to] = [was?.state ?? 'none', is?.state ?? 'none'];
    if (from !== to && !wasMoved && !arrows.has(`${from} ${to}`)) return `${purchase} goes from ${from} to ${to}`;
    if (was && is && is.epoch < was.epoch) return `the epoch of ${purchase} falls`;
    if (!was && is && archive[purchase]) return `${purchase} begins again`;
  }
  return after.version > before.version ? undefined : 'a write is lost under another';
}

/** What must never be, with the invariants of docs/purchases.md. */
export function wrongIn(world: World, bounds: Bounds): string | undefined {
  const { ledger, archive, objects, requests } = world;
  if (world.misdeed !== undefined) return world.misdeed;
  const known: [string, Entry][] = [
    ...Object.entries(archive).filter(([purchase]) => !(purchase in ledger.purchases)),
    ...Object.entries(ledger.purchases),
  ];
  if (Object.values(ledger.purchases).filter(isUndecided).length > 1) return 'two purchases of the pair are undecided';
  for (const object of objects) {
    const holders = known.filter(([, entry]) => entry.subscriptionAddon?.id === object.id);
    if (holders.length > 1) return `two purchases hold ${object.id}`;
  }
  for (const [purchase, entry] of known) {
    const wrong = wrongWith(world, bounds, purchase, entry);
    if (wrong !== undefined) return wrong;
  }
  for (const sent of [...requests.map(({ purchase }) => purchase), ...objects.map(({ owner }) => owner)]) {
    if (sent === 'outside' || sent === 'before') continue;
    if (!known.some(([purchase]) => purchase === sent)) return `${sent} was sent and is forgotten`;
    const copies = [...objects.map(({ owner }) => owner), ...requests.map(({ purchase }) => purchase)];
    if (copies.filter((copy) => copy === sent).length > 1) return `${sent} is charged twice`;
  }
  return undefined;
}

function wrongWith(world: World, bounds: Bounds, purchase: string, entry: Entry): string | undefined {
  const own = world.objects.filter(({ owner }) => owner === purchase);
  const isOpen = world.requests.some((request) => request.purchase === purchase);
  const isPure = bounds.boughtOutside === 0 && !bounds.mayBeVeryLate;
  if (entry.state === 'succeeded') {
    const held = world.objects.find(({ id }) => id === entry.subscriptionAddon?.id);
    if (!held || held.owner === 'before') return `${purchase} succeeded without an object`;
    if (isPure && held.owner !== purchase) return `${purchase} has the object of ${held.owner}`;
  }
  if (entry.state === 'review' && isPure) return `${purchase} needs a person for no reason`;
  if (entry.state === 'refused' && (own.length > 0 || isOpen)) return `${purchase} is shown as refused and was made`;
  if (entry.state !== 'not-purchased') return undefined;
  if (!bounds.mayBeVeryLate) {
    return own.length > 0 || isOpen ? `${purchase} is shown as failed and was made` : undefined;
  }
  const isOver = entry.baseline === null || !(purchase in world.ledger.purchases);
  return isOver && own.some((object) => isWaiting(world, object, entry)) && !world.isAlarmed
    ? `${purchase} stays failed, was made, and nobody is told`
    : undefined;
}

/** Listed before the audits, and claimed by nobody. */
function isWaiting({ ledger, archive }: World, object: ModelObject, entry: Entry): boolean {
  const all = [...Object.values(ledger.purchases), ...Object.values(archive)];
  const isClaimed = all.some((other) => other.subscriptionAddon?.id === object.id);
  return !isClaimed && object.isListed && object.listedBy < (entry.settledAt ?? 0) + auditsAfterMs[0];
}
