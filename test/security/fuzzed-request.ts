import fc from 'fast-check';
import { kramerTopUpId, seedAddons, seedPlans, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import { pathTricks } from './corpora/path-tricks.ts';

/** Everything of a request that somebody outside decides about, and some of what only the gateway does. */
export interface FuzzedRequest {
  readonly operation: OperationName;
  readonly user: keyof typeof seedUsers;
  readonly params: Readonly<Record<string, string>>;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly text: string; readonly isBase64: boolean } | null;
  readonly tampered: Tampered;
}

/** What of the event is not as the gateway would write it, null where all is. */
type Tampered =
  | { readonly what: 'rawPath' | 'routeKey' | 'method'; readonly with: string }
  | { readonly what: 'claims'; readonly with: Readonly<Record<string, string>> | null }
  | null;

const known = [
  ...Object.values(seedSubscriptions),
  ...Object.values(seedPlans),
  ...Object.values(seedAddons),
  ...Object.values(seedUsers),
];
const trick = fc.constantFrom(...pathTricks);
const wildText = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme', maxLength: 20 }));
const idLike = fc.string({ unit: fc.constantFrom(...'abzAZ09_-'), minLength: 1, maxLength: 66 });
const text = fc.oneof({ weight: 4, arbitrary: trick }, { weight: 2, arbitrary: wildText }, idLike);

/** Stand for ids that there are only once something was bought: the newest subscription add-on, and its purchase. */
export const newest = { subscriptionAddon: '@newest add-on', purchase: '@newest purchase' } as const;

const own: Readonly<Record<string, Readonly<Partial<Record<keyof typeof seedUsers, string>>>>> = {
  subscription: seedSubscriptions,
  plan: seedPlans,
  subscriptionAddon: sameFor(newest.subscriptionAddon),
  purchase: sameFor(newest.purchase),
  code: sameFor('price-changed'),
};

function sameFor(id: string) {
  return { jerry: id, elaine: id, kramer: id };
}

function idFor(slot: string, user: keyof typeof seedUsers): fc.Arbitrary<string> {
  const owned = own[slot]?.[user];
  return fc.oneof(
    { weight: owned ? 4 : 0, arbitrary: fc.constant(owned ?? '') },
    { weight: 2, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: text },
  );
}

const queryPart = fc.oneof(
  fc.constantFrom(
    'limit=1',
    'limit=100',
    'limit=0',
    'limit=101',
    'limit=1e1',
    'cursor=',
    'status=active',
    'status=ended,active',
  ),
  fc
    .tuple(
      fc.constantFrom('cursor', 'limit', 'status', 'user', 'plan', 'after', 'subscription', 'limit[]', '__proto__'),
      text,
    )
    .map(([name, value]) => `${name}=${encodeURIComponent(Buffer.from(value).toString())}`),
  fc.tuple(text, text).map(([name, value]) => `${name}=${value}`),
  fc.constantFrom(...known).map((id) => `cursor=${id}`),
);
const query = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.array(queryPart, { maxLength: 4 }).map((parts) => parts.join('&')) },
);

const goodKey = fc.string({ unit: fc.constantFrom(...'0123456789abcdef-'), minLength: 16, maxLength: 64 });
const headers = fc
  .record(
    {
      'idempotency-key': fc.oneof(
        { weight: 3, arbitrary: goodKey },
        goodKey.map((key) => `"${key}"`),
        text,
      ),
      'content-type': fc.oneof(
        { weight: 6, arbitrary: fc.constant('application/json') },
        fc.constantFrom(
          'text/plain',
          'application/json; charset=utf-16',
          'application/problem+json',
          'multipart/form-data',
        ),
        text,
      ),
      'if-none-match': text,
      accept: fc.oneof(fc.constantFrom('text/html', '*/*;q=0'), text),
      authorization: text,
      cookie: text,
      host: text,
      'x-forwarded-host': text,
      'x-original-url': text,
      'x-http-method-override': fc.constantFrom('DELETE', 'PATCH', 'POST'),
      'transfer-encoding': fc.constantFrom('chunked', 'xchunked'),
      'content-length': fc.constantFrom('0', '1', '-1', '99999999'),
    },
    { requiredKeys: ['idempotency-key', 'content-type'] },
  )
  .map(
    (all) =>
      Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>,
  );

const prices = [
  { amount: 999, currency: 'USD' },
  { amount: 299, currency: 'USD' },
  { amount: 299, currency: 'EUR' },
  { amount: 0, currency: 'USD' },
];
const addon = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...Object.values(seedAddons)) }, text);
const wish = fc.record(
  {
    addon: fc.oneof<fc.Arbitrary<unknown>[]>(addon, addon, addon, fc.jsonValue()),
    price: fc.oneof<fc.Arbitrary<unknown>[]>(fc.constantFrom(...prices), fc.constantFrom(...prices), fc.jsonValue()),
    allowRepeat: fc.oneof<fc.Arbitrary<unknown>[]>(fc.boolean(), fc.constant(null), text),
    user: fc.constantFrom(...Object.values(seedUsers)),
    __proto__: fc.constant({ polluted: true }),
  },
  { requiredKeys: ['addon', 'price'] },
);
const goodWish = {
  jerry: { addon: seedAddons.smsPack, price: { amount: 299, currency: 'USD' }, allowRepeat: true },
  elaine: { addon: seedAddons.elaineSmall, price: { amount: 299, currency: 'EUR' }, allowRepeat: true },
  kramer: { addon: kramerTopUpId(1), price: { amount: 99, currency: 'USD' }, allowRepeat: true },
} as const;
const wishText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...Object.values(goodWish)).map((value) => JSON.stringify(value)) },
  { weight: 5, arbitrary: wish.map((value) => JSON.stringify({ addon: value.addon, price: value.price })) },
  { weight: 2, arbitrary: wish.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: text },
);

const tampered: fc.Arbitrary<Tampered> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({
        what: fc.constantFrom('rawPath' as const),
        with: fc.oneof(
          text,
          text.map((end) => `/${end}`),
          text.map((end) => `/problems/${end}`),
          text.map((end) => `/v1/subscriptions/${end}`),
        ),
      }),
      fc.record({
        what: fc.constantFrom('routeKey' as const),
        with: fc.oneof(
          text,
          fc.constantFrom('$default', 'ANY /{proxy+}', 'GET /v1/project', 'GET /v1/subscriptions', 'GET /health'),
        ),
      }),
      fc.record({
        what: fc.constantFrom('method' as const),
        with: fc.oneof(text, fc.constantFrom('HEAD', 'PATCH', 'PUT', 'POST', 'DELETE', 'get')),
      }),
      fc.record({
        what: fc.constantFrom('claims' as const),
        with: fc.oneof(
          fc.constant(null),
          fc.dictionary(
            fc.constantFrom('gigs_user', 'sub', 'scope', 'scp', '__proto__', 'GIGS_USER'),
            fc.oneof(text, fc.constantFrom(...known, 'top-ups:read top-ups:buy')),
          ),
        ),
      }),
    ),
  },
);

const others = operationNames.filter((name) => name !== 'getOpenApi');

/** A request of which any part may be wrong. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc
  // The document is large and takes no input: once is as good as often.
  .tuple(
    fc.oneof(
      { weight: 1, arbitrary: fc.constant('getOpenApi' as const) },
      { weight: 60, arbitrary: fc.constantFrom(...others) },
    ),
    fc.constantFrom('jerry' as const, 'elaine' as const, 'kramer' as const),
  )
  .chain(([operation, user]) => {
    const { path, method }: Operation = operations[operation];
    const slots = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
    return fc.record({
      operation: fc.constant(operation),
      user: fc.constant(user),
      params: fc.record(Object.fromEntries(slots.map((slot) => [slot, idFor(slot, user)]))),
      query,
      headers,
      body: fc.oneof(
        { weight: method === 'POST' ? 19 : 1, arbitrary: fc.record({ text: wishText, isBase64: fc.boolean() }) },
        { weight: method === 'POST' ? 1 : 9, arbitrary: fc.constant(null) },
      ),
      tampered,
    });
  });
