import { type Guard, guardsOf } from '../guard.ts';

const api = (...names: string[]) => names.map((name) => `test/functions/api/${name}.test.ts`);

/** Guards of what a request may be, and of what is on offer. */
export const contractGuards: readonly Guard[] = [
  ...guardsOf('functions/api/read-input.ts', api('request-body', 'read-input'), [
    ['the body is small', "if (received.body.byteLength > largestBody) throw new Problem('body-too-large');", ''],
    [
      'so many bytes, and no more',
      'received.body.byteLength > largestBody',
      'received.body.byteLength > largestBody + 1',
    ],
    [
      'the body is JSON by its type',
      "if (shape.body && !isJson(received.contentType)) throw new Problem('unsupported-media-type');",
      '',
    ],
    [
      'what is wrong is refused',
      "if (faults.length > 0) throw new Problem('invalid-request', { errors: faults });",
      '',
    ],
    ['no parameter twice', 'if (new Set(names).size !== names.length) {', 'if (false as boolean) {'],
    ['no parameter that is not known', 'if (names.length > 0) faults.push', 'if (false as boolean) faults.push'],
    ['no body where none belongs', 'if (body.byteLength > 0) faults.push', 'if (false as boolean) faults.push'],
    ['the body is UTF-8', 'fatal: true, ignoreBOM: true', 'fatal: false, ignoreBOM: true'],
    ['no byte order mark', 'fatal: true, ignoreBOM: true', 'fatal: true'],
    [
      'path parameters are ids',
      "params: shape.params ? parse(shape.params, received.params, 'path', faults) : {},",
      'params: received.params,',
    ],
    [
      'a message does not repeat what was sent',
      "return place === 'query' ? 'has a parameter that is not known' : 'has a member that is not known';",
      'return issue.message;',
    ],
  ]),
  ...guardsOf(
    'functions/api/paging.ts',
    api('read-input', 'list-purchases', 'list-subscriptions', 'list-subscription-addons'),
    [
      ['a page has its limit', '/^([1-9]\\d?|100)$/', '/^\\d+$/'],
      [
        'a query has no other member',
        'z.strictObject({ ...own, cursor, limit })',
        'z.object({ ...own, cursor, limit })',
      ],
      [
        'a cursor is one of ours',
        "if (!time || !purchase) throw new Problem('invalid-request', { errors: [wrongCursor] });",
        'if (!time || !purchase) return null;',
      ],
      ["no cursor of somebody else's", 'return own.some(({ id }) => id === next) ? next : null;', 'return next;'],
      ["another's cursor is like none", 'error instanceof Problem && error.code === code', 'false'],
    ],
  ),
  ...guardsOf('functions/api/idempotency-key.ts', api('idempotency-key', 'buy-top-up'), [
    [
      'a purchase has a key',
      "if (!header) throw new Problem('idempotency-key-missing');",
      "if (!header) return 'no-key-was-given-at-all';",
    ],
    [
      'a key has its form',
      "if (key === undefined) throw new Problem('idempotency-key-invalid');",
      'if (key === undefined) return header;',
    ],
    [
      'a key is long enough',
      '"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,64})',
      '"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{15,64})',
    ],
    [
      'a key is not endless',
      '"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,64})',
      '"([A-Za-z0-9_-]{16,64})"|([A-Za-z0-9_-]{16,65})',
    ],
    ['quoted is the same key', 'const key = quoted ?? bare;', 'const key = bare ?? (quoted && header);'],
  ]),
  ...guardsOf('shared/contract/schemas.ts', api('request-body', 'read-input'), [
    [
      'an id has its form',
      "export const id = z.string().check(z.regex(idPattern, 'is not an id'));",
      'export const id = z.string();',
    ],
    [
      'an id is short',
      'export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;',
      'export const idPattern = /^[A-Za-z0-9_-]{1,65}$/;',
    ],
    [
      'an id has no dot',
      'export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;',
      'export const idPattern = /^[A-Za-z0-9_.-]{1,64}$/;',
    ],
    [
      'no unknown member in a body',
      'export const purchaseRequest = z.strictObject({',
      'export const purchaseRequest = z.object({',
    ],
    ['no unknown member in a price', 'price: z.strictObject({', 'price: z.object({'],
    [
      'a price is a whole number',
      'price: z.strictObject({\n    amount: z.int().check(z.nonnegative()),',
      'price: z.strictObject({\n    amount: z.number().check(z.nonnegative()),',
    ],
    [
      'a price is not below 0',
      'price: z.strictObject({\n    amount: z.int().check(z.nonnegative()),',
      'price: z.strictObject({\n    amount: z.int(),',
    ],
    [
      'a currency is a code',
      "currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'is not a currency code')),",
      'currency: z.string(),',
    ],
    ['a permission is true or false', 'allowRepeat: z.optional(z.boolean()),', 'allowRepeat: z.optional(z.any()),'],
  ]),
  ...guardsOf('shared/contract/operations.ts', api('caller'), [
    ['buying needs more than reading', "/purchases', access: 'buy' }", "/purchases', access: 'read' }"],
    ['ending needs more than reading', "    access: 'buy',", "    access: 'read',"],
    ['lists of purchases are not public', "/purchases', access: 'read' }", "/purchases', access: 'public' }"],
    ['a purchase is not public', "{purchase}', access: 'read' }", "{purchase}', access: 'public' }"],
    ['lines are not public', "'/v1/subscriptions', access: 'read' }", "'/v1/subscriptions', access: 'public' }"],
    ['an add-on is not public', "    access: 'read',", "    access: 'public',"],
    ['the project is not public', "'/v1/project', access: 'read' }", "'/v1/project', access: 'public' }"],
  ]),
  ...guardsOf(
    'shared/top-ups/top-up.ts',
    ['test/shared/top-ups/top-up.test.ts'],
    [
      ['only what is available', "if (addon.status !== 'available') return 'status';", ''],
      ['only top-ups', "if (addon.type !== 'topUp') return 'type';", ''],
      ['only what the plan may have', "if (!addon.plans.includes(plan)) return 'plan';", ''],
      ['only what has a price', "return addon.price === null ? 'price' : undefined;", 'return undefined;'],
    ],
  ),
  ...guardsOf('functions/api/middleware/user-rate.ts', api('user-rate'), [
    ['so many requests a minute', 'if (bucket.tokens < 1) return (1 - bucket.tokens) / perMs;', ''],
    ['a user is a user', 'const known = buckets.get(user);', 'const known = [...buckets.values()][0];'],
    ['it can be switched off', 'perMinute === 0 || user === undefined', 'user === undefined'],
  ]),
  ...guardsOf('functions/api/create-handler.ts', api('event', 'no-event', 'ledger-down', 'buy-top-up-order'), [
    ['what is no event runs nothing', "if ('refused' in invocation) {", "if ('refused' in invocation && false) {"],
  ]),
  ...guardsOf(
    'functions/api/create-handler.ts',
    ['test/shared/purchases/worker.test.ts'],
    [
      [
        'time is kept back from the end of the invocation',
        'Math.min(softDeadlineMs, context.getRemainingTimeInMillis() - lastMs)',
        'softDeadlineMs',
      ],
    ],
  ),
  ...guardsOf('functions/api/problem-answer.ts', api('problems', 'ledger-down', 'what-leaves'), [
    [
      'a key is free where the ledger fails',
      'error instanceof LedgerUnavailable || error instanceof LedgerUnreadable) {\n    return',
      'error instanceof LedgerUnreadable) {\n    return',
    ],
  ]),
  ...guardsOf(
    'functions/api/problem-answer.ts',
    ['test/security/error-leaks.test.ts'],
    [
      [
        'nobody hears of an error that nobody planned',
        "return new Problem('internal-error');",
        "return new Problem('internal-error', { detail: String(error) });",
      ],
    ],
  ),
];
