import { afterEach, describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames, operations } from '../../../shared/contract/operations.ts';
import { buy, expectProblem, jerry, newKey, oneGigabyte, useApi } from './setup.ts';

const api = useApi();

// Whatever is refused for its form never reaches Gigs.
afterEach(async () => {
  expect(await api.upstream()).toEqual([]);
});

function parametersOf(operation: OperationName): string[] {
  return [...operations[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
}

function goodParams(operation: OperationName): Record<string, string> {
  return Object.fromEntries(parametersOf(operation).map((name) => [name, name === 'code' ? 'not-found' : 'any_id']));
}

function call(operation: OperationName, asked: Parameters<ReturnType<typeof api.start>['call']>[1] = {}) {
  const isBuying = operation === 'buyTopUp';
  return api.start().call(operation, {
    params: goodParams(operation),
    ...(isBuying && { body: oneGigabyte, headers: { 'idempotency-key': newKey() } }),
    ...asked,
  });
}

const badIds = [
  '..',
  '.',
  '',
  ' ',
  'a b',
  '../addons/add_X/publish',
  '..%2faddons',
  '%2e%2e',
  'sub_X/../../credentials',
  'sub_X&status=ended',
  'sub_X;status=ended',
  'sub_X?status=ended',
  'sub_X#top',
  'sub_X\0',
  'sub_X\r\nX-Injected: 1',
  'sub_X\n',
  '\tsub_X',
  'https://evil.example/',
  '\\\\evil.example\\',
  'sübscription',
  'sub_\ud83d\ude00',
  'sub_\ud83d',
  'x'.repeat(65),
  'x'.repeat(10_000),
  '~',
  '*',
];

const identified = operationNames.flatMap((operation) => parametersOf(operation).map((name) => ({ operation, name })));

it.each(identified)('$operation refuses a $name that is no id, and does not repeat it', async ({ operation, name }) => {
  for (const bad of badIds) {
    const answer = await call(operation, { params: { ...goodParams(operation), [name]: bad } });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'path', path: name, message: 'is not an id' }]);
  }
});

const strange = [
  'x=1',
  'x',
  '=',
  '__proto__=1',
  'constructor=1',
  'Limit=1',
  'limit[]=1',
  'access_token=a',
  'plan=pln_x',
];

it.each(operationNames)('%s refuses a parameter that it does not know', async (operation) => {
  for (const query of strange) {
    const answer = await call(operation, { query });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toContainEqual({ in: 'query', path: '', message: 'has a parameter that is not known' });
  }
});

it.each(operationNames.filter((operation) => operation !== 'buyTopUp'))('%s takes no body', async (operation) => {
  const answer = await call(operation, { body: '{}' });
  expectProblem(answer, 'invalid-request');
  expect(answer.body.errors).toEqual([{ in: 'body', path: '', message: 'this operation takes no body' }]);
  expectProblem(await call(operation, { body: 'x'.repeat(2049) }), 'body-too-large');
});

const lists = ['listSubscriptions', 'listPurchases', 'listSubscriptionAddons'] as const;

const badLimits = [
  '',
  '0',
  '-1',
  '+5',
  '01',
  '101',
  '1000',
  '1.0',
  '1e1',
  '0x10',
  '%205',
  '5%20',
  '5%0A',
  'ten',
  'NaN',
  '%D9%A1',
];

describe.each(lists)('the page of %s', (operation) => {
  it('has a limit of one to a hundred, in decimal digits', async () => {
    for (const limit of badLimits) {
      const answer = await call(operation, { query: `limit=${limit}` });
      expectProblem(answer, 'invalid-request');
      const message = 'is not a whole number from 1 to 100';
      expect(answer.body.errors).toEqual([{ in: 'query', path: 'limit', message }]);
    }
  });

  it('has no cursor that is no id', async () => {
    for (const cursor of ['', '..', 'a%2Fb', 'a%00', 'x'.repeat(65), 'a.b', '%0A', 'a,b', '%ff']) {
      const answer = await call(operation, { query: `cursor=${cursor}` });
      expectProblem(answer, 'invalid-request');
      expect(answer.body.errors).toEqual([{ in: 'query', path: 'cursor', message: 'is not a cursor of this list' }]);
    }
  });

  it.each(['limit=1&limit=1', 'limit=1&limit=2', 'cursor=a&cursor=b', 'limit=1&%6Cimit=1'])(
    'is not asked for with a parameter twice: %s',
    async (query) => {
      const answer = await call(operation, { query });
      expectProblem(answer, 'invalid-request');
      expect(answer.body.errors).toContainEqual({
        in: 'query',
        path: '',
        message: 'a parameter is given more than once',
      });
    },
  );

  it('hears of all that is wrong at once', async () => {
    const params = { ...goodParams(operation), ...(operation !== 'listSubscriptions' && { subscription: '.' }) };
    const answer = await call(operation, { params, query: 'limit=0&cursor=.&x=1', body: 'x' });
    const places = answer.body.errors.map(({ in: place, path }: { in: string; path: string }) => `${place} ${path}`);
    const inPath = operation === 'listSubscriptions' ? [] : ['path subscription'];
    expect(places).toEqual([...inPath, 'query cursor', 'query limit', 'query ', 'body ']);
  });
});

it.each(['pur_x', '1-abc', '-pur_x', '1-pur_', '1_pur_x', 'ABC-pur_x', `${'z'.repeat(12)}-pur_x`])(
  'a list of purchases has no cursor that it did not make: %s',
  async (cursor) => {
    const answer = await call('listPurchases', {
      params: { subscription: jerry.subscription },
      query: `cursor=${cursor}`,
    });
    expectProblem(answer, 'invalid-request');
  },
);

it("tells nobody else's line from none by how it refuses the form of what is asked", async () => {
  for (const subscription of [jerry.subscription, seedSubscriptions.elaine, 'sub_nothing']) {
    const answer = await buy(api.start(), { subscription, body: {} });
    expectProblem(answer, 'invalid-request');
  }
});
