import { type Guard, guardsOf } from '../guard.ts';

const api = (...names: string[]) => names.map((name) => `test/functions/api/${name}.test.ts`);

/** Guards of who may do what: the caller, the route, and whose things these are. */
export const authorizationGuards: readonly Guard[] = [
  ...guardsOf('functions/api/middleware/caller.ts', api('caller', 'event'), [
    ['a caller is asked for', "if (access !== 'public') {", 'if (false as boolean) {'],
    [
      'somebody must be signed in',
      "if (user === undefined || !idPattern.test(user)) throw new Problem('unauthenticated');",
      '',
    ],
    ['the user id is one', 'user === undefined || !idPattern.test(user)', 'user === undefined'],
    ['the scope', 'if (!hasScope(claims, scopes, access)) throw', 'if (false as boolean) throw'],
    ['reading is no right to buy', 'const needed = scopes[access];', "const needed = scopes['read'];"],
    ['a scope is a whole word', '.includes(needed)', '.some((scope) => scope.startsWith(needed))'],
  ]),
  ...guardsOf(
    'functions/api/event.ts',
    [...api('event', 'no-event'), 'test/security/cases-path.test.ts'],
    [
      [
        'only routes that there are',
        'const name = byRouteKey.get(routeKey);',
        "const name = byRouteKey.get(routeKey) ?? 'getHealth';",
      ],
      ["the method is the route's", 'operation.method !== requestContext.http.method', 'false'],
      [
        "the path is the route's template",
        "if (fill(operation.path, (parameter) => pathParameters[parameter] ?? '') !== rawPath) {",
        'if (false as boolean) {',
      ],
      ['only an id is put into a URL', 'return idPattern.test(value) ? value : noId;', 'return value;'],
      ['only events of an HTTP API', "version: z.literal('2.0'),", 'version: z.optional(z.string()),'],
      ['a query is of its characters', ".check(z.regex(/^[\\x21\\x22\\x24-\\x7e]*$/)), '')", ", '')"],
      [
        'a request id is fit to be shown',
        '/^[\\w=+/.-]{1,128}$/.test(requestId) ? requestId',
        'requestId.length > 0 ? requestId',
      ],
    ],
  ),
  ...guardsOf(
    'functions/api/event.ts',
    [...api('event', 'caller', 'request-log'), 'test/security/cases-http.test.ts'],
    [
      [
        'no header but those that are read',
        "const passedHeaders = ['content-type', 'idempotency-key', 'if-none-match', 'accept'];",
        "const passedHeaders = ['content-type', 'idempotency-key', 'if-none-match', 'accept', 'x-http-method-override'];",
      ],
      ['claims are strings', 'claims: strings }) })), undefined)', 'claims: z.any() }) })), undefined)'],
    ],
  ),
  ...guardsOf('functions/api/app.ts', api('app'), [
    [
      "the gateway's word says what runs",
      "if (c.env.operation !== route.operation) throw new Problem('not-found');",
      '',
    ],
  ]),
  ...guardsOf('functions/api/app.ts', api('caller'), [
    ['a caller is looked for at all', 'hashUser), caller(config), userRate(', 'hashUser), userRate('],
  ]),
  ...guardsOf('functions/api/checked-json.ts', api('checked-json'), [
    [
      'only what the contract names leaves',
      'return JSON.stringify(schema.parse(body));',
      'return JSON.stringify(body);',
    ],
    [
      'nor more of what is answered many times',
      'this.text = JSON.stringify(schema.parse(value));',
      'this.text = JSON.stringify(value);',
    ],
    ['each operation by its own schema', 'if (body.schema !== schema) throw', 'if (false as boolean) throw'],
  ]),
  ...guardsOf('shared/ownership.ts', api('ownership', 'list-subscription-top-ups', 'buy-top-up-guards'), [
    ["a subscription is the caller's", ' || answer.user.id !== user) throw', ') throw'],
    [
      'a subscription that is not there',
      "if (answer?.id !== subscription || answer.user.id !== user) throw new Problem('subscription-not-found');",
      "if (answer && answer.user.id !== user) throw new Problem('subscription-not-found');",
    ],
    ['an id that Gigs refuses is of nothing', 'if (error instanceof GigsRefused) return undefined;', ''],
  ]),
  ...guardsOf('shared/ownership.ts', api('mixed-up-answers'), [
    [
      'it is the subscription that was asked for',
      'answer?.id !== subscription || answer.user.id',
      'answer === undefined || answer.user.id',
    ],
  ]),
  ...guardsOf(
    'functions/api/own-subscription-addon.ts',
    api('ownership', 'get-subscription-addon', 'end-subscription-addon'),
    [
      ['the line is asked for first', "if (owner.status === 'rejected') throw owner.reason;", ''],
      ["an add-on is the line's", 'found.subscription !== subscription || found.user', 'found.user'],
      ["an add-on is the caller's", ' || found.user !== user) {', ') {'],
    ],
  ),
  ...guardsOf('functions/api/own-subscription-addon.ts', api('mixed-up-answers'), [
    [
      'it is the add-on that was asked for',
      'found?.id !== subscriptionAddon || found.subscription',
      'found === undefined || found.subscription',
    ],
  ]),
  ...guardsOf('functions/api/routes/list-subscriptions.ts', api('mixed-up-answers'), [
    ["only the caller's lines", 'page.items.filter((item) => item.user.id === user)', 'page.items.filter(() => true)'],
    ['no cursor of others', 'ownCursor(own, page.next)', 'page.next'],
  ]),
  ...guardsOf('functions/api/routes/list-subscription-addons.ts', api('mixed-up-answers'), [
    [
      'the list is filtered again: line',
      'item.subscription === subscription && item.user === user',
      'item.user === user',
    ],
    [
      'the list is filtered again: user',
      'item.subscription === subscription && item.user === user',
      'item.subscription === subscription',
    ],
    ['no cursor of others', 'ownCursor(own, page.next)', 'page.next'],
  ]),
  ...guardsOf('functions/api/routes/list-subscriptions.ts', api('list-subscriptions', 'ownership'), [
    [
      "a cursor is one of the caller's lines",
      'if (cursor !== undefined) {',
      'if (false as boolean && cursor !== undefined) {',
    ],
    [
      'Gigs is asked for the caller',
      'gigs.listSubscriptions({ user,',
      "gigs.listSubscriptions({ user: 'usr_0SNlurA049MEWVnz46ilO6zswe9Y',",
    ],
  ]),
  ...guardsOf('functions/api/routes/list-subscription-addons.ts', api('list-subscription-addons', 'ownership'), [
    ["the line is the caller's", '? readOwnSubscription(gigs, user, subscription, call)', '? Promise.resolve()'],
    [
      "a cursor is one of the caller's add-ons",
      ": readOwnSubscriptionAddon(gigs, owner, cursor, call).catch(wrongCursorOn('addon-not-found')));",
      ': readOwnSubscription(gigs, user, subscription, call));',
    ],
  ]),
  ...guardsOf('functions/api/routes/list-subscription-top-ups.ts', api('list-subscription-top-ups', 'ownership'), [
    [
      "the line is the caller's",
      'await readOwnSubscription(gigs, user, params.subscription, call);',
      '(await gigs.getSubscription(params.subscription, call)) as never as { plan: { id: string } };',
    ],
  ]),
  ...guardsOf('functions/api/routes/get-subscription-addon.ts', api('ownership', 'get-subscription-addon'), [
    [
      "the add-on is the caller's",
      'await readOwnSubscriptionAddon(gigs, owner, params.subscriptionAddon, { answerBy: softDeadlineAt });',
      '(await gigs.getSubscriptionAddon(params.subscriptionAddon, { answerBy: softDeadlineAt })) as never;',
    ],
  ]),
  ...guardsOf('shared/purchases/purchase-facts.ts', api('buy-top-up-guards', 'ownership'), [
    [
      "the line is the buyer's",
      'readOwnSubscription(gigs, wish.user, wish.subscription, call),',
      'gigs.getSubscription(wish.subscription, call) as never as ReturnType<typeof readOwnSubscription>,',
    ],
  ]),
  ...guardsOf('functions/api/routes/list-purchases.ts', api('ownership', 'list-purchases'), [
    [
      "the line is the caller's",
      'await readOwnSubscription(gigs, user, subscription, { answerBy: softDeadlineAt });',
      '',
    ],
  ]),
  ...guardsOf('functions/api/routes/end-subscription-addon.ts', api('mixed-up-answers'), [
    ['what is read again is the same add-on', '!isSame(now, active) || now.status', 'now.status'],
  ]),
  ...guardsOf('functions/api/routes/end-subscription-addon.ts', api('ownership', 'end-subscription-addon'), [
    [
      "the add-on is the caller's",
      'await readOwnSubscriptionAddon(gigs, owner, params.subscriptionAddon, sendBy);',
      '(await gigs.getSubscriptionAddon(params.subscriptionAddon, sendBy)) as never as GigsSubscriptionAddon;',
    ],
    ['only an active add-on is ended', "if (active.status !== 'active') throw", 'if (false as boolean) throw'],
    [
      'the answer is about the same add-on',
      'if (isSame(outcome.value, active)) return outcome.value;',
      'return outcome.value;',
    ],
    ['what ended is read again', " || now.status !== 'ended') throw", ') throw'],
  ]),
  ...guardsOf(
    'infra/constructs/http-api.ts',
    ['test/infra/api.test.ts'],
    [
      [
        'a route asks for a token',
        "if (access === 'public') return createPublicRoute",
        "if (access === 'public' || operation === 'getProject') return createPublicRoute",
      ],
      [
        'a route asks for its scope',
        'authorizationScopes: askedFor ? [askedFor] : [] });',
        'authorizationScopes: [] });',
      ],
    ],
  ),
];
