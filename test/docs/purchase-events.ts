import { archivable } from '../../shared/purchases/archive.ts';
import { audit } from '../../shared/purchases/audit.ts';
import { begin } from '../../shared/purchases/begin.ts';
import { finish, type SendOutcome } from '../../shared/purchases/finish.ts';
import type { Change, Entry, Ledger } from '../../shared/purchases/ledger.ts';
import { look } from '../../shared/purchases/look.ts';
import { type Resolution, resolve } from '../../shared/purchases/resolve.ts';
import { settle } from '../../shared/purchases/settle.ts';
import {
  deadline,
  entries,
  holding,
  hour,
  ledgerOf,
  listingOf,
  minute,
  objectOf,
  rules,
  second,
  settledFrom,
  t0,
  takeoverFrom,
  topUpOf,
  user,
} from '../shared/purchases/ledgers.ts';

/** The states of the table, by the heads of its columns. */
export const states: Readonly<Record<string, Entry | undefined>> = {
  none: undefined,
  dispatching: entries.dispatching,
  unknown: { ...entries.unknown, firstEmptyAt: t0 + 20 * second },
  review: entries.review,
  succeeded: { ...entries.succeeded, ...holding('sad_1', 'listing') },
  refused: entries.refused,
  'not-purchased': entries.notPurchased,
  'not-purchased, audited': entries.audited,
};

const purchase = 'pur_a';
const rulesHere = { ...rules, archive: { kept: 0, batch: 1 } };

/** Everything that can happen to a purchase, by the heads of the table's rows. */
export const events: Readonly<Record<string, (entry: Entry | undefined) => Change | undefined>> = {
  'a request with its key': (entry) => (entry ? undefined : begun(ledgerWith(entry))),
  'Gigs says: accepted': (entry) => finished(entry, { kind: 'accepted', object: objectOf('sad_1') }),
  'Gigs says: accepted, and contradicts itself': (entry) =>
    finished(entry, { kind: 'accepted', object: objectOf('sad_2', { user: 'usr_other' }) }),
  'Gigs says: refused': (entry) =>
    finished(entry, { kind: 'refused', failure: { code: 'purchase-refused', declineReason: null } }),
  'nothing was done': (entry) => finished(entry, { kind: 'not-done' }),
  'nobody knows what was done': (entry) => finished(entry, { kind: 'unknown' }),
  'Gigs says to another purchase: its object': (entry) => {
    const other: Entry = { ...entries.dispatching, epoch: 5 };
    const ledger = ledgerOf({ ...(entry && { [purchase]: entry }), pur_other: other });
    const outcome: SendOutcome = { kind: 'accepted', object: objectOf('sad_1') };
    return finish(ledger, { purchase: 'pur_other', begun: other, outcome, now: t0 + 10 * minute });
  },
  'a look, while its worker may live': (entry) => look(ledgerWith(entry), purchase, rulesHere, takeoverFrom - 1),
  'a look, later': (entry) => look(ledgerWith(entry), purchase, rulesHere, t0 + 20 * minute),
  'listed: nothing new, too early': (entry) => listed(entry, [], settledFrom - 1),
  'listed: nothing new, and settled': (entry) => listed(entry, ['sad_before'], settledFrom),
  'listed: one new object of the user': (entry) => listed(entry, ['sad_1'], settledFrom),
  'listed: several new objects': (entry) => listed(entry, ['sad_1', 'sad_2'], settledFrom),
  "listed: somebody else's new object": (entry) =>
    listed(entry, [objectOf('sad_2', { user: 'usr_other' })], settledFrom),
  'an operator says: succeeded': (entry) =>
    resolved(entry, { as: 'succeeded', object: objectOf('sad_1'), archivedHolder: undefined }),
  'an operator says: failed': (entry) => resolved(entry, { as: 'failed', listing: listingOf([], settledFrom) }),
};

/** Whether a purchase in this state may leave the ledger. */
export function mayBeArchived(entry: Entry): boolean {
  return archivable(ledgerWith(entry), rulesHere, t0 + 48 * hour).length > 0;
}

/** What a table's cell says of a change: the new state where it is another one, and the reason where one is given. */
export function cellOf(entry: Entry | undefined, change: Change | undefined): string {
  const state = entry?.state ?? 'none';
  const next = change?.ledger.purchases[purchase]?.state ?? 'none';
  const reasons = (change?.events ?? []).filter((event) => event.purchase === purchase).map(({ reason }) => reason);
  const said = reasons.map((reason) => `\`${reason}\``).join(', ');
  if (change === undefined || (state === next && said === '')) return '–';
  return state === next ? said : `→ ${next} ${said}`;
}

function ledgerWith(entry: Entry | undefined): Ledger {
  return ledgerOf(entry ? { [purchase]: entry } : {});
}

function begun(ledger: Ledger): Change | undefined {
  const facts = {
    purchase,
    user,
    fingerprint: 'fingerprint',
    addon: topUpOf(),
    mayRepeat: false,
    listed: [],
    baseline: { ids: ['sad_before'], isWhole: true },
    now: t0,
    deadline,
  };
  const decision = begin(ledger, facts, rulesHere);
  return decision.kind === 'begun' ? decision.change : undefined;
}

function finished(entry: Entry | undefined, outcome: SendOutcome): Change | undefined {
  return finish(ledgerWith(entry), { purchase, begun: entries.dispatching, outcome, now: t0 + 3 * second });
}

/** What look-at.ts does with a listing. */
function listed(entry: Entry | undefined, items: Parameters<typeof listingOf>[0], beganAt: number) {
  const ledger = ledgerWith(entry);
  const listing = listingOf(items, beganAt);
  return (
    settle(ledger, purchase, listing, rulesHere, beganAt + second) ?? audit(ledger, purchase, listing, beganAt + second)
  );
}

function resolved(entry: Entry | undefined, resolution: Resolution): Change | undefined {
  const answer = resolve(ledgerWith(entry), purchase, resolution, rulesHere, t0 + hour);
  return 'change' in answer ? answer.change : undefined;
}
