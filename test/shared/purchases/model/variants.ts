import type { Change, Entry, Ledger } from '../../../../shared/purchases/ledger.ts';
import { dayMs, type PurchaseRules } from '../../../../shared/purchases/rules.ts';
import { type Bounds, type Protocol, protocol } from './world.ts';

/** The protocol without one of its guards. */
export interface Variant {
  readonly without: string;
  readonly protocol: Protocol;
  readonly bounds: Bounds;
  /** Something wrong that the variant is bound to do, and that is not what is looked for. */
  readonly ignoring?: string;
}

/** A world in which messages are late or lost, but nothing is later than the settle time, and nobody else buys. */
export const ordinary: Bounds = {
  workers: 2,
  lag: 'any',
  blindListings: 0,
  boughtOutside: 0,
  mayBeVeryLate: false,
};

const { rules } = protocol;

/** The same function by other rules. */
const by = (given: Partial<PurchaseRules>): PurchaseRules => ({ ...rules, ...given });

export const variants: readonly Variant[] = [
  without('a take-over only once the worker is dead', {
    look: (ledger, purchase, _rules, now) => protocol.look(ledger, purchase, by({ takeoverGraceSeconds: -10 }), now),
  }),
  without('a last moment at which the request may leave', { maySend: () => true }),
  without('fresh epochs', {
    begin(ledger, facts, given) {
      const decision = protocol.begin(ledger, facts, given);
      if (decision.kind !== 'begun') return decision;
      const entry = { ...decision.entry, epoch: 1 };
      return { ...decision, entry, change: withEntry(decision.change, facts.purchase, entry) };
    },
    look(ledger, purchase, given, now) {
      const claim = protocol.look(ledger, purchase, given, now);
      const entry = claim?.ledger.purchases[purchase];
      return claim && entry ? { ...claim, ...withEntry(claim, purchase, { ...entry, epoch: 1 }) } : undefined;
    },
  }),
  { ...without('a write on the version that was read', { mayReplace: () => true }), ignoring: 'a write is lost' },
  without('the settle time', {
    settle: (ledger, purchase, listing, _rules, now) =>
      protocol.settle(ledger, purchase, listing, by({ settleAfterSeconds: 0 }), now),
  }),
  without('the settle time for operators', {
    resolve: (ledger, purchase, resolution, _rules, now) =>
      protocol.resolve(ledger, purchase, resolution, by({ settleAfterSeconds: -10 }), now),
  }),
  without('a last listing begun after the settle time', {
    settle: (ledger, purchase, listing, given, now) =>
      protocol.settle(ledger, purchase, { ...listing, beganAt: now }, given, now),
  }),
  without(
    'two listings apart',
    {
      settle: (ledger, purchase, listing, _rules, now) =>
        protocol.settle(ledger, purchase, listing, by({ settleListingGapSeconds: 0 }), now),
    },
    { lag: 'now', blindListings: 1 },
  ),
  without('one undecided purchase per pair', withoutUndecided()),
  { ...without('one undecided purchase per pair: what comes of it', withoutUndecided()), ignoring: 'two purchases of' },
  without('the baseline', {
    settle: (ledger, purchase, listing, given, now) =>
      asIf(
        ledger,
        (seen) => protocol.settle(seen, purchase, listing, given, now),
        (id, entry) => (id === purchase ? { ...entry, baseline: { ids: [], isWhole: true } } : entry),
      ),
  }),
  without('the unique claim', {
    settle: (ledger, purchase, listing, given, now) =>
      asIf(
        ledger,
        (seen) => protocol.settle({ ...seen, stubs: {} }, purchase, listing, given, now),
        unclaimed(purchase),
      ),
    audit: (ledger, purchase, listing, now) =>
      asIf(ledger, (seen) => protocol.audit({ ...seen, stubs: {} }, purchase, listing, now), unclaimed(purchase)),
  }),
  without('audits that wait', {
    look(ledger, purchase, given, now) {
      const hiding = hideUndecided(purchase);
      let lists = false;
      const change = asIf(
        ledger,
        (seen) => {
          const claim = protocol.look(seen, purchase, given, now);
          lists = claim?.lists ?? false;
          return claim;
        },
        hiding,
      );
      return change && { ...change, lists };
    },
    audit: (ledger, purchase, listing, now) =>
      asIf(ledger, (seen) => protocol.audit(seen, purchase, listing, now), hideUndecided(purchase)),
  }),
  without('a stub for what is archived', {
    dropArchived: (ledger, archived, now) => protocol.dropArchived(ledger, archived, now + 2 * dayMs),
  }),
  without('a key being looked for in the archive', { looksInArchive: false }),
  without(
    'what awaits an audit staying in the ledger',
    {
      archivable: (ledger) =>
        Object.entries(ledger.purchases).filter(([, { state }]) => state === 'not-purchased' || state === 'succeeded'),
    },
    { mayBeVeryLate: true },
  ),
];

function without(guard: string, replaced: Partial<Protocol>, bounds: Partial<Bounds> = {}): Variant {
  return { without: guard, protocol: { ...protocol, ...replaced }, bounds: { ...ordinary, ...bounds } };
}

function withoutUndecided(): Partial<Protocol> {
  return {
    begin(ledger, facts, given) {
      const shown = shownAs(ledger, hideUndecided(facts.purchase));
      const decision = protocol.begin(shown, facts, given);
      return 'change' in decision ? { ...decision, change: merged(ledger, shown, decision.change) } : decision;
    },
  };
}

type Seen = (purchase: string, entry: Entry) => Entry | undefined;

/** Decides as if the ledger were another one, and writes what came of it into the true one. */
function asIf(ledger: Ledger, decide: (seen: Ledger) => Change | undefined, seenAs: Seen): Change | undefined {
  const shown = shownAs(ledger, seenAs);
  const change = decide(shown);
  return change && merged(ledger, shown, change);
}

function shownAs(ledger: Ledger, seenAs: Seen): Ledger {
  const purchases = Object.fromEntries(
    Object.entries(ledger.purchases).flatMap(([purchase, entry]) => {
      const seen = seenAs(purchase, entry);
      return seen ? [[purchase, seen]] : [];
    }),
  );
  return { ...ledger, purchases };
}

function merged(ledger: Ledger, shown: Ledger, change: Change): Change {
  const changed = Object.entries(change.ledger.purchases).filter(
    ([purchase, entry]) => shown.purchases[purchase] !== entry,
  );
  const purchases = { ...ledger.purchases, ...Object.fromEntries(changed) };
  return { ...change, ledger: { ...ledger, version: ledger.version + 1, purchases } };
}

function unclaimed(purchase: string): Seen {
  return (id, entry) => (id === purchase ? entry : { ...entry, subscriptionAddon: null });
}

function hideUndecided(except: string): Seen {
  return (id, entry) =>
    id !== except && ['dispatching', 'unknown', 'review'].includes(entry.state) ? undefined : entry;
}

function withEntry(change: Change, purchase: string, entry: Entry): Change {
  const { ledger } = change;
  return { ...change, ledger: { ...ledger, purchases: { ...ledger.purchases, [purchase]: entry } } };
}
