import type { TopUp } from '../../shared/contract/schemas.ts';
import type { Archived } from '../../shared/purchases/archive.ts';
import { awaitsAudit, type Entry, isUndecided, type Ledger } from '../../shared/purchases/ledger.ts';
import type { PurchaseRules } from '../../shared/purchases/rules.ts';

/** In no token: it is no id. So nobody is ever shown what belongs to it. */
export const nobody = '(forgotten)';

const nothing: TopUp = {
  id: nobody,
  name: nobody,
  description: null,
  price: { amount: 0, currency: 'XXX' },
  allowances: { dataBytes: 0, voiceSeconds: 0, smsMessages: 0 },
  validity: null,
  recurrenceType: 'unknown',
  activationTrigger: null,
};

/**
 * What stays of a purchase that is forgotten: that its key was used. Without that, a request that an app sends once more,
 * however late, would buy again. Who bought what, when and how it ended is gone, and no body fits the fingerprint any
 * more, so the key is refused for whatever it comes with.
 */
export function forgotten([purchase, entry]: Archived): Archived {
  return [
    purchase,
    {
      user: nobody,
      addon: nothing,
      fingerprint: nobody,
      state: 'refused',
      epoch: entry.epoch,
      deadline: 0,
      baseline: null,
      firstEmptyAt: null,
      lastListedAt: null,
      looks: 0,
      dueAt: null,
      subscriptionAddon: null,
      proof: null,
      failure: null,
      createdAt: 0,
      updatedAt: 0,
      settledAt: 0,
    },
  ];
}

/** Why nothing of a ledger may be forgotten now, or undefined where it may. */
export function whyNotYet(ledger: Ledger, user: string, rules: PurchaseRules, now: number): string | undefined {
  const entries = Object.entries(ledger.purchases);
  // Whosever they are: what is forgotten could be taken for theirs.
  const open = entries.find(([, entry]) => isUndecided(entry) || awaitsAudit(entry));
  if (open) {
    const [purchase, entry] = open;
    const what = isUndecided(entry) ? 'has no outcome yet' : 'is still to be audited';
    const until = awaitsAudit(entry) ? ', at the latest a day after it failed' : '';
    return `${purchase} ${what}: what is forgotten now could be taken for it. Try again once that is over${until}.`;
  }
  const repeatableFrom = now - rules.repeatWindowSeconds * 1000;
  const recent = entries.find(([, entry]) => entry.user === user && isRecent(entry, repeatableFrom));
  return recent && `${recent[0]} was bought a moment ago: without it the same could be bought again by accident.`;
}

function isRecent({ state, settledAt }: Entry, since: number): boolean {
  return state === 'succeeded' && (settledAt ?? 0) > since;
}
