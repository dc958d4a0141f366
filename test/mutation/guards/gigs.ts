import { type Guard, guardsOf } from '../guard.ts';

const tests = (...names: string[]) => names.map((name) => `test/shared/gigs/${name}.test.ts`);

/** Guards of the Gigs client: what is sent where, once, and what an answer proves. */
export const gigsGuards: readonly Guard[] = [
  ...guardsOf('shared/gigs/phased-request.ts', tests('purchase-outcomes'), [
    ['sent is sent', 'isSent = true;', ''],
    ['nothing leaves before the handshake', "isSecure ? 'secureConnect' : 'connect'", "'connect'"],
    ['nothing leaves too late', "if (!limits.mayLeave()) return fail('timeout');", ''],
    ['no connection of another request', 'agent: false,', 'agent: new http.Agent({ keepAlive: true }),'],
    [
      'a connection has its time',
      'const connectTimer = setTimeout(fail, limits.connectMs',
      'const connectTimer = setTimeout(fail, limits.totalMs',
    ],
    [
      'the whole has its time',
      "const totalTimer = setTimeout(fail, limits.totalMs, 'timeout');",
      'const totalTimer = setTimeout(() => {}, 0);',
    ],
    ['a lost answer is lost', "outgoing.on('close', () => answer === undefined && fail('connection-lost'));", ''],
    [
      'half an answer is none',
      "() => fail('connection-lost'),\n      );",
      "() => settle(answered(response, Buffer.from('{}'), null)),\n      );",
    ],
  ]),
  ...guardsOf('shared/gigs/send-once.ts', tests('purchase-outcomes'), [
    [
      'sent once, also where no answer comes',
      'const outcome = outcomeOf(phased, change, connection.now());',
      "if (phased.phase === 'sent') return sendOnce(connection, { ...change }, call);\n  const outcome = outcomeOf(phased, change, connection.now());",
    ],
    [
      'sent once, also after a 401',
      'await keyAfterRefusal(connection, key, call);',
      'if ((await keyAfterRefusal(connection, key, call)) !== null) return sendOnce(connection, change, call);',
    ],
    [
      'not sent proves that nothing was done',
      "if (phased.phase === 'not-sent') return notDone(phased.reason);",
      "if (phased.phase === 'not-sent') return { kind: 'unknown', reason: phased.reason };",
    ],
    [
      'sent proves nothing',
      "if (phased.phase === 'sent') return { kind: 'unknown', reason: phased.reason };",
      "if (phased.phase === 'sent') return notDone(phased.reason);",
    ],
    [
      '401, 403 and 429 are about us',
      'if (status === 401 || status === 403 || status === 429) {',
      'if (false as boolean) {',
    ],
    [
      "a conflict with Gigs' key is unknown",
      'if (status === 409 && change.idempotencyKey !== null) return',
      'if (false as boolean) return',
    ],
    [
      'a conflict without it is a refusal',
      'if (status === 409 && change.idempotencyKey !== null) return',
      'if (status === 409) return',
    ],
    ['a refusal refuses', "if (isRefusal(status)) return { kind: 'refused', status, code: errorCodeOf(json) };", ''],
    ['only a success is one', "if (!isSuccess(status)) return { kind: 'unknown', reason: reasonOf(status) };", ''],
    [
      'an answer that cannot be read is unknown',
      "return value === undefined ? { kind: 'unknown', reason: cutShortBy ?? 'unreadable' }",
      "return value === undefined ? notDone('unreadable')",
    ],
    ['nothing is sent after its time', 'if (call.answerBy <= startedAt) return', 'if (false as boolean) return'],
    [
      'no longer than the caller waits',
      'totalMs: Math.min(connection.postTimeoutMs, call.answerBy - startedAt),',
      'totalMs: connection.postTimeoutMs,',
    ],
    [
      'nor than the setting says',
      'totalMs: Math.min(connection.postTimeoutMs, call.answerBy - startedAt),',
      'totalMs: call.answerBy - startedAt,',
    ],
    ['it does not leave later', 'mayLeave: () => connection.now() < call.answerBy,', 'mayLeave: () => true,'],
  ]),
  ...guardsOf('shared/gigs/answer.ts', tests('purchase-outcomes', 'broken-reads', 'mutated-answers'), [
    ['which statuses refuse', 'new Set([400, 402, 404, 409, 422])', 'new Set([400, 402, 404, 408, 409, 422])'],
    ['a 5xx refuses nothing', 'new Set([400, 402, 404, 409, 422])', 'new Set([400, 402, 404, 409, 422, 500, 503])'],
    ['a body is not endless', 'if (length > maxBytes) return undefined;', ''],
    [
      'a body is JSON by its type',
      "body === undefined || !/^application\\/([\\w.-]+\\+)?json\\s*(;|$)/i.test(contentType ?? '')",
      'body === undefined',
    ],
  ]),
  ...guardsOf('shared/gigs/answer.ts', tests('answer'), [
    ['a redirect is no success', 'return status >= 200 && status <= 299;', 'return status >= 200 && status <= 399;'],
    ["no text of Gigs' in a code", '/^[A-Za-z]{1,64}$/.test(body.code) ? body.code', 'true ? body.code'],
    ['nobody waits for a day', 'return Math.min(60, Math.max(1, seconds));', 'return Math.max(1, seconds);'],
  ]),
  ...guardsOf('shared/gigs/try-read.ts', tests('broken-reads'), [
    [
      'a read has its time',
      'const timer = setTimeout(() => controller.abort(), timeoutMs);',
      'const timer = setTimeout(() => {}, 0);',
    ],
    [
      'a status that is none of ours is no answer',
      'if (!isSuccess(status) && !isRefused(status)) {',
      'if (false as boolean) {',
    ],
  ]),
  ...guardsOf('shared/gigs/read.ts', tests('reads', 'broken-reads', 'mutated-answers'), [
    [
      'the answer is what was asked for',
      'return found !== undefined && isAskedFor(found) ? found : undefined;',
      'return found;',
    ],
    ['items are of what was asked for', 'items: readable.filter(isAskedFor),', 'items: readable,'],
    [
      'no page is its own successor',
      " || (page.moreItemsAfter !== null && page.moreItemsAfter === query['after'])",
      '',
    ],
    ['items that cannot be read are counted', 'malformed: page.items.length - readable.length,', 'malformed: 0,'],
    ['a read is repeated once', 'mayRepeat = false;', ''],
    ['a 401 is looked into once', 'mayChangeKey = false;', ''],
    ['Gigs says when to come back', 'if (retryAfterSeconds !== null) return false;', ''],
    ['no read after its time', "if (leftMs <= 0) throw new GigsUnavailable('timeout');", ''],
  ]),
  ...guardsOf('shared/gigs/request-url.ts', tests('request-url'), [
    ['only ids are put into a path', '...ids.map(checkedId)', '...ids'],
    [
      'the address is its template',
      'if (url.origin !== origin || url.pathname !== path) throw',
      'if (false as boolean) throw',
    ],
    ['an id is one', "if (typeof id !== 'string' || !idPattern.test(id)) throw", 'if (false as boolean) throw'],
    [
      'a limit is one',
      'if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 200) {',
      'if (false as boolean) {',
    ],
    [
      'an argument in a query is an id',
      "if (name !== 'status' || !Array.isArray(value)) return checkedId(value);",
      "if (name !== 'status' || !Array.isArray(value)) return String(value);",
    ],
    ['no status is not every status', 'if (value.length === 0) throw', 'if (false as boolean) throw'],
    ['a status is a word', "return value.map(checkedId).join(',');", "return value.join(',');"],
  ]),
  ...guardsOf('shared/gigs/fields.ts', tests('request-url', 'mutated-answers'), [
    [
      'an id is one segment of a path',
      'export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;',
      'export const idPattern = /^[A-Za-z0-9_./-]{1,64}$/;',
    ],
  ]),
  ...guardsOf('shared/gigs/connection.ts', tests('connection'), [
    [
      'the address is an origin',
      'if (url === undefined || url.href !==',
      'if (url === undefined || typeof url.href !==',
    ],
    [
      'the key crosses no network in clear text',
      "if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.test(url.hostname))) {",
      'if (false as boolean) {',
    ],
    ['the project is an id', 'if (!idPattern.test(connection.project)) throw', 'if (false as boolean) throw'],
  ]),
  ...guardsOf('shared/gigs/connection.ts', tests('broken-reads'), [
    [
      'an observer that fails changes nothing',
      '  } catch {\n    // Nobody to tell.\n  }',
      '  } finally {\n    // Nobody to tell.\n  }',
    ],
  ]),
  ...guardsOf('shared/gigs/subscription-addons.ts', tests('reads', 'request-url', 'mutated-answers'), [
    ["only the subscription's add-ons are listed", 'found.subscription === subscription &&\n        (addon', '(addon'],
    ["only the add-on's are listed", '(addon === undefined || found.addon.id === addon) &&', ''],
    ["only the user's are listed", ' &&\n        (user === undefined || found.user === user)', ''],
    [
      'no list without a subscription',
      'query: { subscription: checkedId(subscription), addon',
      'query: { subscription, addon',
    ],
    ['it is the add-on that was asked for', 'isAskedFor: (found) => found.id === subscriptionAddon,', ''],
  ]),
  ...guardsOf('shared/gigs/subscription-addons.ts', tests('purchase-outcomes'), [
    [
      'what ended is what was to be ended',
      'return ended?.id === subscriptionAddon ? ended : undefined;',
      'return ended;',
    ],
  ]),
  ...guardsOf('shared/gigs/subscriptions.ts', tests('reads', 'request-url', 'mutated-answers'), [
    ["only the user's subscriptions are listed", 'isAskedFor: (found) => found.user.id === user,', ''],
    ['no list without a user', 'query: { user: checkedId(user), after, limit },', 'query: { user, after, limit },'],
    ['it is the subscription that was asked for', 'isAskedFor: (found) => found.id === subscription,', ''],
  ]),
  ...guardsOf('shared/gigs/addons.ts', tests('reads', 'request-url', 'mutated-answers'), [
    ['it is the add-on that was asked for', 'isAskedFor: (found) => found.id === addon,', ''],
    ['no list without a plan', 'plan: checkedId(plan),', 'plan,'],
    [
      'a price is whole',
      'z.object({ amount: z.int().check(z.nonnegative()),',
      'z.object({ amount: z.number().check(z.nonnegative()),',
    ],
  ]),
  ...guardsOf(
    'shared/gigs-key.ts',
    ['test/shared/gigs-key.test.ts'],
    [
      [
        'a key is fit for a header',
        "if (typeof key !== 'string' || !/^[\\x21-\\x7e]{1,512}$/.test(key)) return undefined;",
        "if (typeof key !== 'string') return undefined;",
      ],
      [
        'a refused key is read again once a minute',
        'const mayRead = now() - readAfterRefusalAt >= REFUSED_READ_GAP_MS;',
        'const mayRead = true;',
      ],
      ['many callers share one reading', 'reading ??= readOnce()', 'reading = readOnce()'],
      [
        'a key outlives an outage, for a while',
        'return failure === undefined || now() - keyReadAt < STALE_KEY_MS ? key : undefined;',
        'return failure === undefined ? key : undefined;',
      ],
    ],
  ),
];
