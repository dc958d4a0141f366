import { type Guard, guardsOf } from '../guard.ts';

const tests = (...names: string[]) => names.map((name) => `test/shared/purchases/${name}.test.ts`);
const api = (...names: string[]) => names.map((name) => `test/functions/api/${name}.test.ts`);

const witnesses = ['test/shared/observability/purchase-report.test.ts'];

/** Guards of the purchase protocol in what reads and writes: buying, settling, listing, and the store. */
export const ledgerGuards: readonly Guard[] = [
  ...guardsOf(
    'shared/purchases/buy.ts',
    api('buy-top-up-order', 'buy-top-up-replay', 'buy-top-up-guards', 'ledger-down'),
    [
      [
        'a known key is answered before anything else',
        'const known = await findPurchase',
        "if (isPaused) throw new Problem('purchases-paused');\n    const known = await findPurchase",
      ],
      [
        'a known key is never sent again',
        'if (known) return answerKnown(ports, request, ledger, purchase, known);',
        '',
      ],
      ['buying can be paused', "if (isPaused) throw new Problem('purchases-paused', { retryAfterSeconds: 60 });", ''],
      [
        'another body under a known key',
        'if (known.fingerprint !== fingerprintOf(request)) throw',
        'if (false as boolean) throw',
      ],
      ['a purchase in progress is not settled', 'if (isRunning(known, rules, now())) {', 'if (false as boolean) {'],
      ["another user's purchase is not pointed to", 'return isOwn ? { location', 'return true ? { location'],
    ],
  ),
  ...guardsOf('shared/purchases/buy.ts', tests('worker'), [
    [
      'a purchase that cannot be finished is not begun',
      'if (deadline - begunAt < Math.max(leastSendMs, sendReserveMs / 2))',
      'if (false as boolean)',
    ],
    ['a full ledger takes no purchase', 'if (isTooLarge(decision.change.ledger)) throw', 'if (false as boolean) throw'],
    [
      'durable before sent',
      'if (!(await store.write(decision.change.ledger, softDeadlineAt))) return undefined;',
      'await store.write(decision.change.ledger, softDeadlineAt);',
    ],
    [
      'a ledger lost after sending is no reason to say "nothing was sent"',
      'if (!(error instanceof LedgerUnavailable || error instanceof LedgerUnreadable)) throw error;',
      'throw error;',
    ],
    ['nor is one that cannot be read', ' || error instanceof LedgerUnreadable)', ')'],
    [
      'the deadline leaves time to record',
      'Math.min(softDeadlineAt - finishMs, begunAt + request.sendTimeoutMs)',
      'begunAt + request.sendTimeoutMs',
    ],
    ['what a listing proves is witnessed first', 'witnessSuccesses(report, decision.change);', ''],
  ]),
  ...guardsOf('shared/purchases/send-purchase.ts', tests('worker'), [
    [
      'nothing leaves after the deadline',
      'if (entry.deadline - now() < leastSendMs) return',
      'if (false as boolean) return',
    ],
    ['the client is told the deadline', '{ answerBy: entry.deadline }', '{ answerBy: entry.deadline + 60_000 }'],
    [
      'what nobody expected is unknown',
      "error instanceof GigsKeyUnavailable ? notDone(error) : sent({ kind: 'unknown' })",
      'notDone(error as GigsKeyUnavailable)',
    ],
  ]),
  ...guardsOf('shared/purchases/send-purchase.ts', witnesses, [
    [
      'a witness before the ledger',
      'report.witnessed({ purchase, subscription, subscriptionAddon: answer.value.id });',
      '',
    ],
  ]),
  ...guardsOf('shared/purchases/send-purchase.ts', tests('gigs-idempotency-key'), [
    ["Gigs' key only where it is switched on", 'rules.sendsIdempotencyKey ? purchase : null', 'purchase'],
    ["Gigs' key where it is switched on", 'rules.sendsIdempotencyKey ? purchase : null', 'null'],
  ]),
  ...guardsOf('shared/purchases/send-purchase.ts', api('buy-top-up-refusals'), [
    ['only published codes are passed on', "publishedPaymentCodes.has(code ?? '') ? code : 'unknown'", 'code'],
  ]),
  ...guardsOf('shared/purchases/purchase-facts.ts', api('buy-top-up', 'buy-top-up-order'), [
    [
      'what the ledger refuses is refused though Gigs does not list',
      "return before.status === 'fulfilled'",
      "settledValue(before);\n  return before.status === 'fulfilled'",
    ],
    ['the subscription is active', "if (status !== 'active') throw", 'if (false as boolean) throw'],
    ['the add-on is on offer', 'addon?.id === wish.addon && isPurchasable(addon, plan)', 'addon?.id === wish.addon'],
    ['the price is what was shown', 'price.amount !== wish.price.amount || price.currency', 'price.currency'],
    ['in the currency that was shown', ' || price.currency !== wish.price.currency', ''],
  ]),
  ...guardsOf('shared/purchases/purchase-facts.ts', tests('worker'), [
    [
      "Gigs' add-on is the one that was asked for",
      'addon?.id === wish.addon && isPurchasable(addon, plan)',
      'addon !== undefined && isPurchasable(addon, plan)',
    ],
  ]),
  ...guardsOf('shared/purchases/find-purchase.ts', api('list-purchases', 'buy-top-up-replay', 'get-purchase'), [
    ['a key is looked for in the archive', 'if (entry || !ledger.hasArchive) return entry;', 'return entry;'],
  ]),
  ...guardsOf('shared/purchases/look-at.ts', tests('worker', 'settle-due'), [
    ['only who claimed the look lists', 'if (!lists) return claimed;', ''],
    [
      'Gigs that does not answer decides nothing',
      'if (isNoAnswer(error)) return undefined;',
      'if (isNoAnswer(error)) return { beganAt: now(), items: [] };',
    ],
  ]),
  ...guardsOf('shared/purchases/look-at.ts', witnesses, [
    ['a witness before the ledger', 'if (change) witnessSuccesses(report, change);', ''],
  ]),
  ...guardsOf('shared/purchases/list-at-gigs.ts', tests('list-at-gigs'), [
    [
      'all statuses are listed',
      'statuses: subscriptionAddonStatuses',
      "statuses: ['pending', 'initiated', 'active'] as const",
    ],
    ['an item that cannot be read is no listing', 'if (page.malformed > 0) throw', 'if (false as boolean) throw'],
    [
      'the list is filtered again: subscription',
      'return item.subscription === subscription && item.addon.id === addon;',
      'return item.addon.id === addon;',
    ],
    [
      'the list is filtered again: add-on',
      'return item.subscription === subscription && item.addon.id === addon;',
      'return item.subscription === subscription;',
    ],
    [
      'all pages since the baseline are read',
      'if (page.next === null || end !== -1) return { beganAt, items };',
      'return { beganAt, items };',
    ],
    [
      'nothing older than the baseline',
      'const since = end === -1 ? page.items : page.items.slice(0, end);',
      'const since = page.items;',
    ],
    ['a baseline knows whether it is whole', 'isWhole: page.next === null', 'isWhole: true'],
    [
      'an endless listing is none',
      "throw new GigsUnavailable('unreadable');\n}\n\nasync function readPage",
      'return { beganAt, items };\n}\n\nasync function readPage',
    ],
  ]),
  ...guardsOf('shared/purchases/settle-due.ts', tests('settle-due'), [
    ['one poisoned ledger blocks nothing', 'run.failed += 1;', 'throw error;'],
    ['bounded work', 'while (ports.now() < stopAt) {', 'while (true) {'],
    ['what is not due is left alone', 'if (dueAt <= startedAt) ledger =', 'ledger ='],
    [
      'the oldest is known also where it is not due',
      'listDue(startedAt + reviewEveryMs, stopAt)',
      'listDue(startedAt, stopAt)',
    ],
    [
      'reviews are told apart',
      "if (entry.state === 'review') run.reviewAgeMs",
      "if (entry.state === 'review' && false) run.reviewAgeMs",
    ],
  ]),
  ...guardsOf('shared/purchases/settle-due.ts', tests('worker'), [
    ['copied before dropped', 'await ports.store.archive(subscription, moving, answerBy);', ''],
    ['dropped only from what was copied', 'newest.version === copied.version ? dropArchived', 'true ? dropArchived'],
  ]),
  ...guardsOf('shared/purchases/change-ledger.ts', tests('worker'), [
    ['a lost race is decided anew', 'ledger = undefined;', ''],
    ['nothing is said of what was not written', 'if (isWritten) {', 'if (true as boolean) {'],
  ]),
  ...guardsOf('shared/purchases/read-purchases.ts', api('get-purchase', 'list-purchases', 'ownership'), [
    ["another user's purchase is not found", 'if (known?.user !== user) throw', 'if (!known) throw'],
    [
      "another user's purchases are not listed",
      'inLedger(ledger).filter(({ entry }) => entry.user === user)',
      'inLedger(ledger)',
    ],
    ['nor from the archive', 'if (item.entry.user === user && !ledger', 'if (!ledger'],
    ['a purchase on its way to the archive is listed once', ' && !ledger.purchases[item.purchase])', ')'],
  ]),
  ...guardsOf('shared/purchases/dynamo-ledger-store.ts', tests('dynamo-ledger-store'), [
    [
      'a version is written once',
      "ledger.version === 1 ? 'attribute_not_exists(pk)' : 'version = :before'",
      "'attribute_not_exists(pk) OR version <> :before'",
    ],
    [
      'a first version is written once',
      "'attribute_not_exists(pk)' : 'version = :before'",
      "'attribute_not_exists(other)' : 'version = :before'",
    ],
    ['reads are consistent', '{ Keys: keys, ConsistentRead: true }', '{ Keys: keys }'],
    ['reads of one item are consistent', 'Key: key, ConsistentRead: true', 'Key: key'],
    ['lists of the archive are consistent', 'ConsistentRead: true,\n        Limit: limit', 'Limit: limit'],
    [
      'a put that was repeated is known by its id',
      'if (await isOurs(ledger.subscription, writeId, answerBy)) return true;',
      '',
    ],
    [
      'half an answer is none',
      "if (answer.UnprocessedKeys?.[table]) throw new LedgerUnavailable('UnprocessedKeys');",
      '',
    ],
    [
      'half a copy is none',
      "if (answer.UnprocessedItems?.[table]) throw new LedgerUnavailable('UnprocessedItems');",
      '',
    ],
    [
      'the pause switch is read with the ledger',
      "const isPaused = items.some((item) => item['pk']?.S === pauseKey['pk']?.S);",
      'const isPaused = false;',
    ],
    ['the index is read to its end', '} while (start);', '} while (false as boolean && start);'],
  ]),
  ...guardsOf('shared/purchases/ledger-items.ts', tests('dynamo-ledger-store', 'settle-due'), [
    [
      'what is due is in the index',
      "...(dueAt !== null && { duePartition: { S: 'due' }, dueAt: { N: String(dueAt) } }),",
      '',
    ],
    [
      'archived purchases are in order',
      'createdAtKey: { S: createdAtKeyOf(entry.createdAt, purchase) },',
      'createdAtKey: { S: purchase },',
    ],
  ]),
  ...guardsOf('shared/purchases/ledger.ts', tests('dynamo-ledger-store', 'settle-due'), [
    ['another schema version is refused', 'schemaVersion: z.literal(1),', 'schemaVersion: z.int(),'],
  ]),
];
