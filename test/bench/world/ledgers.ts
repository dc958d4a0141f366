import { seedAddons, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { type Entry, emptyLedger } from '../../../shared/purchases/ledger.ts';
import { archivedItem, type Item, ledgerItem } from '../../../shared/purchases/ledger-items.ts';

const dayMs = 86_400_000;

/** A purchase of Jerry's as the ledger keeps it once it succeeded, `age` ms ago. */
function settledEntry(age: number): Entry {
  const at = Date.now() - age;
  const addon = {
    id: seedAddons.oneGigabyte,
    name: '1GB Data Top-up',
    description: 'A gigabyte of data for a week.',
    price: { amount: 999, currency: 'USD' },
    allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
    validity: { unit: 'day', value: 7 },
    recurrenceType: 'oneTime',
    activationTrigger: null,
  } as const;
  return {
    user: seedUsers.jerry,
    addon,
    fingerprint: 'of another request',
    state: 'succeeded',
    epoch: 1,
    deadline: at + 6000,
    baseline: null,
    firstEmptyAt: null,
    lastListedAt: null,
    looks: 0,
    dueAt: null,
    subscriptionAddon: {
      id: `sad_${age}`,
      status: 'active',
      subscription: 'sub_grown',
      addon,
      currentPeriod: null,
      createdAt: new Date(at).toISOString(),
      activatedAt: null,
      canceledAt: null,
      endedAt: null,
    },
    proof: 'answer',
    failure: null,
    createdAt: at,
    updatedAt: at,
    settledAt: at,
  };
}

/** The items of a subscription with so many purchases of long ago: the newest 50 in its ledger, the others archived. */
export function itemsWithPurchases(subscription: string, purchases: number): Item[] {
  const entries = Array.from(
    { length: purchases },
    (_, index) => [`pur_${index}`, settledEntry((index + 2) * dayMs)] as const,
  );
  const kept = entries.slice(0, 50);
  const archived = entries.slice(50);
  const ledger = {
    ...emptyLedger(subscription),
    version: purchases + 1,
    purchases: Object.fromEntries(kept),
    hasArchive: archived.length > 0,
  };
  return [ledgerItem(ledger, 'seed'), ...archived.map((entry) => archivedItem(subscription, entry))];
}

/** The item of a subscription whose purchase was sent a while ago and has no outcome yet: the next look settles it. */
export function itemWithUndecided(subscription: string, number: number): Item {
  const now = Date.now();
  const sentAt = now - 600_000;
  const undecided: Entry = {
    ...settledEntry(0),
    state: 'unknown',
    subscriptionAddon: null,
    proof: null,
    settledAt: null,
    createdAt: sentAt,
    updatedAt: sentAt,
    deadline: sentAt,
    baseline: { ids: [], isWhole: true },
    firstEmptyAt: now - 300_000,
    lastListedAt: now - 300_000,
    looks: 1,
    // Each has a time of its own, since pages of the index go on from there.
    dueAt: now - 60_000 + number,
  };
  const purchases = { [`pur_${number}`]: undecided };
  return ledgerItem({ ...emptyLedger(subscription), version: 2, purchases }, 'seed');
}
