import { type Guard, guardsOf } from '../guard.ts';

const tests = (...names: string[]) => names.map((name) => `test/shared/purchases/${name}.test.ts`);
const api = (...names: string[]) => names.map((name) => `test/functions/api/${name}.test.ts`);

/** Guards of the purchase protocol that are pure functions on the ledger: docs/purchases.md says what they are for. */
export const purchaseGuards: readonly Guard[] = [
  ...guardsOf('shared/purchases/begin.ts', tests('begin'), [
    [
      'one undecided purchase per add-on',
      'const undecided = undecidedOf(ledger, addon.id);',
      'const undecided = undefined as never;',
    ],
    ['an earlier purchase is corrected first', 'if (corrected) return', 'if (false as boolean && corrected) return'],
    [
      'no accidental repeat',
      'facts.mayRepeat ? undefined : boughtLately(ledger, addon.id, now, rules)',
      'undefined as string | undefined',
    ],
    [
      'only the same add-on is a repeat',
      "entry.addon.id === addon && entry.state === 'succeeded'",
      "entry.state === 'succeeded'",
    ],
    [
      'only what was bought can be repeated',
      "entry.addon.id === addon && entry.state === 'succeeded'",
      'entry.addon.id === addon',
    ],
    [
      'the repeat window counts from when the outcome was known',
      '(entry.settledAt ?? 0) > since',
      'entry.createdAt > since',
    ],
    ['nothing without a baseline', 'baseline === null', 'false as boolean'],
    ['the limit of a day', 'if (freeAt !== undefined) return', 'if (false as boolean) return'],
    [
      'the limit counts archived purchases',
      '...Object.values(ledger.purchases), ...Object.values(ledger.stubs)]',
      '...Object.values(ledger.purchases)]',
    ],
    [
      'the limit is of a day only',
      '.map(({ createdAt }) => createdAt)\n    .filter((createdAt) => createdAt > now - dayMs)',
      '.map(({ createdAt }) => createdAt)',
    ],
    ['a fresh epoch for each begin', 'epoch: ledger.version + 1,', 'epoch: 1,'],
    [
      'a purchase is due when its worker is dead',
      'dueAt: deadline + rules.takeoverGraceSeconds * 1000,',
      'dueAt: null,',
    ],
    ['a stub stays while its add-on is open', ' || open.has(addon)', ''],
    ['a stub goes after a day', 'createdAt > now - dayMs || open.has(addon)', 'true'],
  ]),
  ...guardsOf('shared/purchases/look.ts', tests('look'), [
    ['no take-over while the worker may live', 'if (isRunning(entry, rules, now)) return undefined;', ''],
    [
      'a worker may live until the grace is over',
      'now < entry.deadline + rules.takeoverGraceSeconds * 1000',
      'now < entry.deadline',
    ],
    ['a fresh epoch for each take-over', "state: 'unknown', epoch: ledger.version + 1", "state: 'unknown'"],
    [
      'one listing in 2 s',
      'if (entry.lastListedAt !== null && now - entry.lastListedAt < lookEveryMs) return undefined;',
      '',
    ],
    [
      'a review is counted when it is due',
      'if (!isDue(entry, now)) return undefined;\n  const counted',
      'const counted',
    ],
    ['an audit has its time', 'if (!isDue(entry, now)) return undefined;\n  const lists', 'const lists'],
    [
      'an audit waits for undecided purchases',
      'const lists = undecidedOf(ledger, entry.addon.id) === undefined;',
      'const lists = true;',
    ],
    ['only looks that are due back off', 'if (!isDue(entry, now)) return listed;', ''],
    [
      'looks back off',
      'return { ...listed, looks, dueAt: now + backOffMs(looks) };',
      'return { ...listed, looks, dueAt: now };',
    ],
  ]),
  ...guardsOf('shared/purchases/settle.ts', tests('settle'), [
    [
      'only what is unknown is settled',
      "return entry?.state === 'unknown' && entry.baseline !== null;",
      'return entry !== undefined && entry.baseline !== null;',
    ],
    ['several candidates need a person', 'if (another) return', 'if (false as boolean) return'],
    [
      "another user's object needs a person",
      'if (candidate && candidate.user !== entry.user) {',
      'if (false as boolean) {',
    ],
    ['the settle time', '    entry.deadline + rules.settleAfterSeconds * 1000,\n', ''],
    ['two listings apart', '    firstEmptyAt + rules.settleListingGapSeconds * 1000,\n', ''],
    ['the last listing begins after the settle time', 'if (listing.beganAt >= settledFrom)', 'if (now >= settledFrom)'],
    ['the first empty listing stays the first', 'entry.firstEmptyAt ?? listing.beganAt', 'listing.beganAt'],
  ]),
  ...guardsOf('shared/purchases/candidates.ts', tests('settle', 'audit'), [
    ['a candidate is of the subscription', 'item.subscription === ledger.subscription &&', ''],
    ['a candidate is of the add-on', 'item.addon.id === entry.addon.id &&', ''],
    ['a candidate was not there before', '!before.has(item.id) &&', ''],
    ['a candidate is held by no other purchase', ' &&\n      holderOf(ledger, item.id, purchase) === undefined', ''],
    ['an object counts once', '[...new Map(items.map((item) => [item.id, item])).values()]', '[...items]'],
    ['the window of an audit', 'Math.abs(createdAt - deadline) <= windowMs', 'true'],
    [
      'a time that cannot be read is in no window',
      'Number.isFinite(createdAt) && Math.abs(createdAt - deadline) <= windowMs',
      '!(Math.abs(createdAt - deadline) > windowMs)',
    ],
  ]),
  ...guardsOf('shared/purchases/audit.ts', tests('audit', 'begin'), [
    ['an audit waits for undecided purchases', ' || undecidedOf(ledger, entry.addon.id)', ''],
    ['one candidate only', 'if (!candidate || another || candidate.user', 'if (!candidate || candidate.user'],
    ["the user's candidate only", ' || candidate.user !== entry.user', ''],
    [
      'created about when it was sent',
      'return isCreatedAround(candidate, entry.deadline, auditWindowMs) ? candidate : undefined;',
      'return candidate;',
    ],
    [
      'only the same add-on is corrected',
      'if (entry.addon.id !== addon || !isAuditable(entry)) continue;',
      'if (!isAuditable(entry)) continue;',
    ],
    [
      'only what awaits an audit is audited',
      'return entry !== undefined && awaitsAudit(entry);',
      'return entry !== undefined && entry.baseline !== null;',
    ],
    ['a second audit after a day', '.find((at) => at > now)', '.find(() => false)'],
    ['the last audit is the last', '.find((at) => at > now)', '.at(-1)'],
  ]),
  ...guardsOf('shared/purchases/finish.ts', tests('finish'), [
    [
      'only while dispatching',
      "return entry.state === 'dispatching' && entry.epoch === begun.epoch;",
      'return entry.epoch === begun.epoch;',
    ],
    [
      "only at the worker's own epoch",
      "return entry.state === 'dispatching' && entry.epoch === begun.epoch;",
      "return entry.state === 'dispatching';",
    ],
    [
      'only the worker that holds the right records',
      'if (entry === undefined || !isOwn(entry, begun)) return undefined;',
      'if (entry === undefined) return undefined;',
    ],
    [
      'a genuine success overwrites',
      'const entry = present ?? begun;',
      'const entry = present ?? begun;\n  if (!present || !isOwn(present, begun)) return undefined;',
    ],
    [
      'no other object for a purchase that holds one',
      'if (present?.subscriptionAddon) return',
      'if (false as boolean && present) return',
    ],
    [
      'a purchase that holds another object is reported',
      'if (entry.subscriptionAddon?.id === object.id) return undefined;',
      'return undefined;',
    ],
    ["Gigs' object is of the subscription", 'object.subscription !== ledger.subscription ||', ''],
    ["Gigs' object is of the add-on", 'object.addon.id !== begun.addon.id ||', ''],
    ["Gigs' object is of the user", 'object.user !== begun.user ||', ''],
    ["Gigs' object was not there before", ' ||\n    (begun.baseline?.ids.includes(object.id) ?? false)', ''],
    ['a strong claim is not taken away', ' || (holder !== undefined && !isWeakClaim(ledger, holder))', ''],
    ['a weak claim is', "return ledger.purchases[holder]?.proof === 'listing';", 'return false;'],
    [
      'who loses a claim goes to a person',
      'if (holder === undefined || loser === undefined) return',
      'if (true as boolean) return',
    ],
    [
      'a late contradiction is reported only',
      'return present && isOwn(present, begun) ? change : { ...change, ledger };',
      'return change;',
    ],
    ['what is unknown is due soon', "state: 'unknown', dueAt: now + backOffMs(0)", "state: 'unknown', dueAt: null"],
  ]),
  ...guardsOf('shared/purchases/settled.ts', tests('settle', 'resolve'), [
    [
      'a failure that can be audited is',
      'dueAt: entry.baseline === null ? null : now + auditsAfterMs[0],',
      'dueAt: null,',
    ],
    [
      'a failure without a baseline is never due',
      'dueAt: entry.baseline === null ? null : now + auditsAfterMs[0],',
      'dueAt: now + auditsAfterMs[0],',
    ],
    [
      'a review is due at once',
      'dueAt: now,\n    looks: 0,\n    updatedAt: now,\n    settledAt: null,',
      'dueAt: null,\n    looks: 0,\n    updatedAt: now,\n    settledAt: null,',
    ],
  ]),
  ...guardsOf('shared/purchases/archive.ts', tests('archive', 'begin'), [
    ['nothing of an open add-on', '!open.has(entry.addon.id) && (entry.settledAt', '(entry.settledAt'],
    ['nothing within the repeat window', ' && (entry.settledAt ?? now) <= repeatableFrom', ''],
    ['the newest stay', '    .slice(kept);', '    .slice(0);'],
    [
      'what is undecided is none of those that stay',
      '.filter(([, entry]) => !isUndecided(entry))',
      '.filter(() => true)',
    ],
    ['what awaits an audit keeps its add-on open', 'isUndecided(entry) || awaitsAudit(entry)', 'isUndecided(entry)'],
    ['what is undecided keeps its add-on open', 'isUndecided(entry) || awaitsAudit(entry)', 'awaitsAudit(entry)'],
    ['a stub stays', 'stubs: { ...ledger.stubs, ...Object.fromEntries(stubs) }', 'stubs: ledger.stubs'],
    [
      'stubs that are there stay',
      'stubs: { ...ledger.stubs, ...Object.fromEntries(stubs) }',
      'stubs: Object.fromEntries(stubs)',
    ],
    ['a stub is for a day', '.filter(([, { createdAt }]) => createdAt > now - dayMs)', '.filter(() => true)'],
    ['the ledger knows of the archive', 'hasArchive: true', 'hasArchive: false'],
    ['moves are due in batches', 'if (waiting.length < rule.batch) return null;', ''],
  ]),
  ...guardsOf('shared/purchases/resolve.ts', tests('resolve'), [
    [
      'what is not there is not resolved',
      "if (!entry) return { objection: 'The ledger holds no such purchase.' };",
      "if (!entry) throw new Error('none');",
    ],
    ['what is settled is not resolved', 'if (!isUndecided(entry)) return', 'if (false as boolean) return'],
    ['what may run is not resolved', 'if (isRunning(entry, rules, now)) return', 'if (false as boolean) return'],
    [
      'the object is of the subscription',
      'if (object.subscription !== ledger.subscription) return',
      'if (false as boolean) return',
    ],
    ['the object is of the user', 'if (object.user !== entry.user) return', 'if (false as boolean) return'],
    ['the object is of the add-on', 'if (object.addon.id !== entry.addon.id) return', 'if (false as boolean) return'],
    [
      'the object was not there before',
      'if (entry.baseline?.ids.includes(object.id)) return',
      'if (false as boolean) return',
    ],
    [
      'the object is held by no other purchase',
      'holderOf(ledger, object.id, purchase) ?? archivedHolder',
      'archivedHolder',
    ],
    [
      'nor by an archived one',
      'holderOf(ledger, object.id, purchase) ?? archivedHolder',
      'holderOf(ledger, object.id, purchase)',
    ],
    ['failed only after the settle time', 'if (listing.beganAt < settledFrom) {', 'if (false as boolean) {'],
    ['failed only without candidates', 'if (own.length > 0) {', 'if (false as boolean) {'],
    ['only own candidates object', 'item.user === entry.user && (baseline', '(baseline'],
    [
      'without a baseline the time tells',
      '(baseline !== null || isCreatedAround(item, deadline, auditWindowMs))',
      'true',
    ],
  ]),
  ...guardsOf('shared/purchases/ledger.ts', tests('settle', 'finish', 'begin', 'look', 'due'), [
    [
      'a stub holds its object',
      '([id, held]) => id !== except && held.subscriptionAddon === subscriptionAddon',
      '() => false',
    ],
    [
      'a purchase does not stand in its own way',
      '([id, held]) => id !== except && held.subscriptionAddon?.id === subscriptionAddon',
      '([, held]) => held.subscriptionAddon?.id === subscriptionAddon',
    ],
    ['a review is undecided', " || state === 'review'", ''],
    ['what is being sent is undecided', "return state === 'dispatching' || state", 'return state'],
    [
      'each write is a version of its own',
      'version: ledger.version + 1, purchases',
      'version: ledger.version, purchases',
    ],
    ['undecided of the same add-on only', 'entry.addon.id === addon && isUndecided(entry)', 'isUndecided(entry)'],
    [
      'a ledger is measured in bytes',
      'Buffer.byteLength(JSON.stringify(ledger)) > largestBytes',
      'JSON.stringify(ledger).length > largestBytes',
    ],
  ]),
  ...guardsOf('shared/purchases/due.ts', tests('due'), [
    ['what is due, and no more', 'dueAt !== null && dueAt <= now', 'dueAt !== null'],
    ['the longest waiting first', '.sort(([, a], [, b]) => (a.dueAt ?? 0) - (b.dueAt ?? 0))', ''],
    ['a ledger is due by the first of its purchases', 'Math.min(...due)', 'Math.max(...due)'],
    ['a ledger is due for the archive', '[...moments, archiveDueAt(ledger, archiveRule)]', '[...moments]'],
  ]),
  ...guardsOf('shared/purchases/purchase-id.ts', tests('purchase-id'), [
    [
      'a key belongs to its user',
      'JSON.stringify([user, subscription, idempotencyKey])',
      'JSON.stringify([subscription, idempotencyKey])',
    ],
    [
      'a key belongs to its subscription',
      'JSON.stringify([user, subscription, idempotencyKey])',
      'JSON.stringify([user, idempotencyKey])',
    ],
    [
      'another key is another purchase',
      'JSON.stringify([user, subscription, idempotencyKey])',
      'JSON.stringify([user, subscription])',
    ],
    [
      'the parts of an id are kept apart',
      'JSON.stringify([user, subscription, idempotencyKey])',
      "[user, subscription, idempotencyKey].join('')",
    ],
    [
      'a body is its add-on',
      'JSON.stringify([addon, price.amount, price.currency])',
      'JSON.stringify([price.amount, price.currency])',
    ],
    [
      'a body is its price',
      'JSON.stringify([addon, price.amount, price.currency])',
      'JSON.stringify([addon, price.currency])',
    ],
    [
      'a body is its currency',
      'JSON.stringify([addon, price.amount, price.currency])',
      'JSON.stringify([addon, price.amount])',
    ],
  ]),
  ...guardsOf('shared/purchases/view.ts', api('buy-top-up-outcomes', 'get-purchase'), [
    [
      'a failure is shown as failed',
      "return state === 'refused' || state === 'not-purchased' ? 'failed' : 'processing';",
      "return state === 'refused' ? 'failed' : 'processing';",
    ],
    [
      'only a success is shown as one',
      "if (state === 'succeeded') return 'succeeded';",
      "if (state === 'succeeded' || state === 'unknown') return 'succeeded';",
    ],
  ]),
];
