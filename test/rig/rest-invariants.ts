import { type Entry, isUndecided } from '../../shared/purchases/ledger.ts';
import { entryIn } from '../../shared/purchases/ledger-items.ts';
import type { MemoryTable } from './memory-ledger-store.ts';
import { type GigsObject, longAgo, type SimulatedGigs } from './simulated-gigs.ts';

interface World {
  readonly table: MemoryTable;
  readonly gigs: SimulatedGigs;
}

/** The second window that cannot be closed, where it is open: objects appear later than the settle time. */
export interface LateWindow {
  /** Whether an alarm said that an audit of the purchase found what it could not decide. */
  readonly isReported: (purchase: string) => boolean;
}

/**
 * What does not hold although nothing is due any more. Every purchase holds the one object that its own request made,
 * or is shown as failed and there is none. Only where the same add-on was bought outside the service on the line may a
 * purchase hold what was bought there: the first window that cannot be closed. In the second, a purchase may hold what
 * an earlier one made that was thought not to have been made; and what nobody holds was reported.
 */
export function violationsAtRest({ table, gigs }: World, late: LateWindow | null): string[] {
  return table.ledgers().flatMap(({ subscription, purchases }) => {
    const archived = table.archived(subscription).map((item): [string, Entry] => [item['sk']?.S ?? '', entryIn(item)]);
    const entries = new Map([...archived, ...Object.entries(purchases)]);
    const objects = gigs.objects.filter((object) => object.subscription === subscription);
    return new Line(entries, objects, gigs.changedHands.has(subscription), late).violations();
  });
}

class Line {
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #objects: readonly GigsObject[];
  readonly #hasChangedHands: boolean;
  readonly #late: LateWindow | null;

  constructor(
    entries: ReadonlyMap<string, Entry>,
    objects: readonly GigsObject[],
    hasChangedHands: boolean,
    late: LateWindow | null,
  ) {
    this.#entries = entries;
    this.#objects = objects;
    this.#hasChangedHands = hasChangedHands;
    this.#late = late;
  }

  violations(): string[] {
    const unknownMakers = this.#objects.filter(
      ({ maker }) => maker !== null && maker !== longAgo && !this.#entries.has(maker),
    );
    return [
      ...unknownMakers.map(({ id, maker }) => `${id} was made by ${maker}, of which nothing is known`),
      ...[...this.#entries].flatMap(([id, entry]) => this.#violationsOf(id, entry)),
    ];
  }

  #violationsOf(id: string, entry: Entry): string[] {
    if (entry.state === 'review') {
      return this.#needsAPerson(entry) ? [] : [`${id} waits for a person though nothing contradicts it`];
    }
    if (isUndecided(entry)) return [`${id} is still ${entry.state}`];
    const made = this.#objects.filter(({ maker }) => maker === id).map((object) => object.id);
    const held = this.#heldBy(id);
    if (made.length > 1) return [`${id} made ${made}`];
    if (held?.id === made[0] || this.#holdsWhatWasBoughtOutside(id)) return [];
    if (this.#late && this.#isMistakenForLate(id, entry, made[0])) return [];
    return [`${id} is ${entry.state}, made ${made[0]} at Gigs and holds ${held?.id}`];
  }

  /** Something that is not of our making, or not the user's, can be taken for what the purchase bought. */
  #needsAPerson({ addon }: Entry): boolean {
    const isOutside = this.#objects.some((object) => object.addon === addon.id && object.maker === null);
    return isOutside || this.#hasChangedHands || this.#late !== null;
  }

  #heldBy(id: string): GigsObject | undefined {
    const held = this.#entries.get(id)?.subscriptionAddon?.id;
    return this.#objects.find((object) => object.id === held);
  }

  /** Or what another purchase made that itself holds, in the end, what was bought outside. */
  #holdsWhatWasBoughtOutside(id: string, seen: readonly string[] = []): boolean {
    const entry = this.#entries.get(id);
    const held = this.#heldBy(id);
    // Gigs' own answer to a purchase names what it made, and nothing else.
    if (entry === undefined || held === undefined || entry.proof === 'answer' || seen.includes(id)) return false;
    if (held.maker === null) return true;
    return held.maker !== id && this.#holdsWhatWasBoughtOutside(held.maker, [...seen, id]);
  }

  /** It has what another one made, or what it made was found and could not be told from something else. */
  #isMistakenForLate(id: string, entry: Entry, made: string | undefined): boolean {
    const held = this.#heldBy(id);
    if (held !== undefined) return entry.proof !== 'answer' && held.maker !== null;
    const entries = [...this.#entries.values()];
    const isHeld = entries.some(({ subscriptionAddon }) => subscriptionAddon?.id === made);
    const waits = entries.some(({ state, addon }) => state === 'review' && addon.id === entry.addon.id);
    return isHeld || waits || (this.#late?.isReported(id) ?? false);
  }
}
