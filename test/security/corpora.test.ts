import blns from 'big-list-of-naughty-strings' with { type: 'json' };
import { beforeAll, describe, expect, it } from 'vitest';
import { seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import { type Asked, httpApiEvent } from '../rig/event.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { naughtyStrings } from './corpora/naughty-strings.ts';
import { pathTricks } from './corpora/path-tricks.ts';
import type { Door } from './door.ts';
import { must } from './must.ts';
import { newKey, oneGigabyte } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let instance: Instance;
let door: Door;

beforeAll(async () => {
  instance = world.start();
  door = await world.open();
});

/** The Big List of Naughty Strings, and what this project adds to it. */
const corpus = [...new Set([...blns, ...naughtyStrings, ...pathTricks.filter((_text, index) => index % 5 === 0)])];

/** Where a caller can put a text: an operation, and what is asked of it with the text. */
interface Input {
  readonly name: string;
  readonly operation: OperationName;
  readonly asked: (text: string) => Asked;
}

const idInPath: readonly Input[] = operationNames.flatMap((operation) => {
  const { path }: Operation = operations[operation];
  const slots = [...path.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? '');
  return slots.map((slot) => ({
    name: `path ${slot}`,
    operation,
    asked: (text: string) => ({
      params: { ...Object.fromEntries(slots.map((other) => [other, seedSubscriptions.jerry])), [slot]: text },
      ...(operation === 'buyTopUp' && { headers: { 'idempotency-key': newKey() }, body: oneGigabyte }),
    }),
  }));
});

const line = { subscription: seedSubscriptions.jerry };
const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());
const inQuery: readonly Input[] = (['listSubscriptions', 'listPurchases', 'listSubscriptionAddons'] as const).flatMap(
  (operation) => [
    ...['cursor', 'limit', 'status', 'anything'].map((name) => ({
      name: `query ${name}`,
      operation,
      asked: (text: string) => ({ params: line, query: `${name}=${encoded(text)}` }),
    })),
    { name: 'query name', operation, asked: (text: string) => ({ params: line, query: `${encoded(text)}=1` }) },
    { name: 'query as it is', operation, asked: (text: string) => ({ params: line, query: text }) },
  ],
);

const inHeaders: readonly Input[] = [
  {
    name: 'header idempotency-key',
    operation: 'buyTopUp',
    asked: (text) => ({
      params: line,
      headers: { 'idempotency-key': text },
      body: { ...oneGigabyte, addon: 'add_none' },
    }),
  },
  ...['content-type', 'content-length', 'x-forwarded-for', 'user-agent'].map((name) => ({
    name: `header ${name}`,
    operation: 'buyTopUp' as const,
    asked: (text: string) => ({ params: line, headers: { 'idempotency-key': newKey(), [name]: text }, body: {} }),
  })),
  {
    name: 'header if-none-match',
    operation: 'listPlanTopUps',
    asked: (text) => ({ params: { plan: 'pln_a' }, headers: { 'if-none-match': text } }),
  },
  {
    name: 'header accept',
    operation: 'getProblem',
    asked: (text) => ({ params: { code: 'price-changed' }, headers: { accept: text } }),
  },
];

const inBody: readonly Input[] = [
  ['addon', (text: string) => ({ ...oneGigabyte, addon: text })],
  ['price', (text: string) => ({ ...oneGigabyte, price: text })],
  ['price.amount', (text: string) => ({ ...oneGigabyte, price: { amount: text, currency: 'USD' } })],
  ['price.currency', (text: string) => ({ ...oneGigabyte, price: { amount: 999, currency: text } })],
  ['allowRepeat', (text: string) => ({ ...oneGigabyte, allowRepeat: text })],
  ['a name', (text: string) => ({ ...oneGigabyte, [text]: 1 })],
  ['a name inside', (text: string) => ({ ...oneGigabyte, price: { ...oneGigabyte.price, [text]: 1 } })],
  ['all of it', (text: string) => text],
].map(([name, body]) => ({
  name: `body ${name}`,
  operation: 'buyTopUp' as const,
  asked: (text: string) => ({
    params: line,
    headers: { 'idempotency-key': newKey() },
    body: (body as (text: string) => unknown)(text),
  }),
}));

const inputs = [...idInPath, ...inQuery, ...inHeaders, ...inBody];

/** Nothing that was sent comes back, unless it is a word of ours. */
function mustNotEcho(text: string, answer: Answered, ours: string): void {
  if (text.length < 6 || ours.includes(text)) return;
  const { headers, body } = answer;
  const { requestId: _, ...rest } = typeof body === 'object' ? body : { requestId: '', body };
  const said = JSON.stringify({ headers, rest });
  must(!said.includes(JSON.stringify(text).slice(1, -1)), () => ({ text, said }));
}

/** A bound on what one answer may take, far above what any takes: what is slow by a text is slower than this. */
const patienceMs = 2000;

describe.each(inputs)('$operation: $name', ({ operation, asked }) => {
  it('takes any text without a 5xx, an echo or a pause', async () => {
    const ours = JSON.stringify(await instance.handle(httpApiEvent(operation, asked('plain-text-x'))));
    for (const text of corpus) {
      const startedAt = performance.now();
      const answer = await instance.handle(httpApiEvent(operation, asked(text)));
      const tookMs = performance.now() - startedAt;
      must(tookMs < patienceMs && answer.status < 500, () => ({ text, tookMs, answer }));
      mustNotEcho(text, answer, ours);
      world.look(answer, seedUsers.jerry);
      tally('corpus requests');
    }
  });
});

it('is not left out anywhere: every operation that takes a text is tried', () => {
  const tried = new Set(inputs.map(({ operation }) => operation));
  const withText = operationNames.filter((name) => operations[name].path.includes('{') || name === 'listSubscriptions');
  expect(withText.filter((name) => !tried.has(name))).toEqual([]);
});

describe('over a socket', () => {
  it.each(['authorization', 'cookie', 'origin', 'host', 'x-request-id', 'accept-language', 'range', 'x-amzn-trace-id'])(
    '%s takes any text',
    async (name) => {
      const isToken = name === 'authorization';
      const ours = JSON.stringify(await door.send({ target: '/v1/subscriptions' }));
      for (const text of new Set([...blns, ...naughtyStrings].filter((one) => !/[\r\n\0]/.test(one)))) {
        const headers = { [name]: Buffer.from(text).toString('latin1') };
        const answer = await door.send({ target: '/v1/subscriptions', user: isToken ? null : 'jerry', headers });
        must(answer.status < 500, () => ({ text, answer }));
        must(!isToken || [400, 401].includes(answer.status), () => ({ text, answer }));
        mustNotEcho(text, answer, ours);
        tally('corpus requests');
      }
    },
  );
});
