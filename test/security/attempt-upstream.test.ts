import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seedAddons, seedSubscriptions, seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import { page, subscription } from '../shared/gigs/recorded.ts';
import type { Door } from './door.ts';
import { json, startHostileGigs } from './hostile-gigs.ts';
import { buy, elaineSmall, newKey } from './shop.ts';
import { tally } from './tally.ts';
import { type Caller, isAllowed } from './upstream-allow-list.ts';
import { useOneWorld } from './world.ts';

/**
 * The second attempt: Elaine wants Gigs to be asked for something that is not hers to ask. The sandbox's own log is
 * held against the allow-list after each test.
 */
const world = useOneWorld();
let door: Door;
let second: Door;
const own = seedSubscriptions.elaine;
const named = new Set<string>();

beforeAll(async () => {
  [door, second] = [await world.open(), await world.open()];
});

afterEach(async () => {
  const bought = await world.sandbox.subscriptionAddons();
  const elaine: Caller = {
    user: seedUsers.elaine,
    subscriptions: [own, seedSubscriptions.elainePending],
    plans: [],
    named,
    owns: (id) => bought.some((one) => one.id === id && one.user === seedUsers.elaine),
  };
  const forbidden = (await world.sandbox.requests()).filter((sent) => !isAllowed(sent, elaine));
  expect(forbidden).toEqual([]);
  await world.rig.reset();
  world.clock.advance(61_000);
});

function naming<Id extends string>(id: Id): Id {
  named.add(id);
  return id;
}

/** Words of Gigs' own paths and parameters, all of them of an id's form. */
const words = [
  ...['publish', 'archive', 'credentials', 'users', 'projects', 'addons', 'subscriptions', 'subscriptionAddons'],
  ...['search', 'new', 'me', 'all', 'null', 'undefined', 'usage', 'end', 'restrict', 'portings', '__proto__', '-', '_'],
];

describe("a word of Gigs' own paths", () => {
  it.each(operationNames.filter((name) => operations[name].path.includes('{') && name !== 'getProblem'))(
    'is an id like any other in %s',
    async (operation) => {
      const slots = [...operations[operation].path.matchAll(/\{(\w+)\}/g)].map(([, slot]) => slot ?? '');
      for (const word of words) {
        for (const slot of slots) {
          const params = {
            subscription: own,
            plan: 'pln_none',
            purchase: 'pur_none',
            subscriptionAddon: 'sad_none',
            [slot]: word,
          };
          for (const id of Object.values(params)) naming(id);
          const answer = await callAs('elaine', operation, params);
          // A plan that nobody knows has an empty list.
          expect([200, 404, 422]).toContain(answer.status);
        }
      }
    },
  );

  it('is an add-on that cannot be bought, in the body', async () => {
    for (const word of [...words, own, seedSubscriptions.jerry, seedUsers.jerry]) {
      naming(own);
      const answer = await buy(door, { user: 'elaine', body: { ...elaineSmall, addon: naming(word) } });
      expect(answer.body.code).toBe('top-up-unavailable');
      tally('attempts of an attacker with an account');
    }
  });

  function callAs(user: 'elaine', operation: OperationName, params: Record<string, string>) {
    tally('attempts of an attacker with an account');
    const body = operation === 'buyTopUp' ? { headers: { 'idempotency-key': newKey() }, body: elaineSmall } : {};
    naming(elaineSmall.addon);
    return door.call(operation, { user, params, ...body });
  }
});

describe('a body that two parsers would read differently', () => {
  const good = JSON.stringify(elaineSmall);
  const foreign = `"subscription":"${seedSubscriptions.jerry}"`;
  const latest = naming('add_latest');

  it.each([
    [
      'a member twice: the last one is read, here and by nobody else',
      `{"addon":"../users","addon":"${latest}",${good.slice(good.indexOf('"price"'))}`,
      422,
    ],
    [
      'a member twice, the other in escapes',
      `{"\\u0061ddon":"${latest}","addon":"../users",${good.slice(good.indexOf('"price"'))}`,
      400,
    ],
    ['a line beside', `{${foreign},${good.slice(1)}`, 400],
    ['a line inside a prototype', `{"__proto__":{${foreign}},${good.slice(1)}`, 400],
    ['a line in the price', good.replace('"price":{', `"price":{${foreign},`), 400],
    ['a comment', `${good}/*${foreign}*/`, 400],
    ['a second text', `${good}\n{${foreign}}`, 400],
    ['a NUL', `${good}\u0000`, 400],
    ['a byte order mark', `\ufeff${good}`, 400],
    ['a list', `[${good},{${foreign}}]`, 400],
    ['a number of another kind', good.replace('299', '2.99e2000'), 400],
  ])('%s', async (_what, body, status) => {
    naming(own);
    const answer = await buy(door, { user: 'elaine', body });
    tally('attempts of an attacker with an account');
    expect(answer.status).toBe(status);
    expect(await world.sandbox.subscriptionAddons()).toEqual([]);
  });

  it.each(['gzip', 'deflate', 'br', 'identity, gzip', 'aws-chunked'])('encoded: %s', async (encoding) => {
    const answer = await door.send({
      method: 'POST',
      target: `/v1/subscriptions/${own}/purchases`,
      user: 'elaine',
      headers: { 'content-type': 'application/json', 'content-encoding': encoding, 'idempotency-key': newKey() },
      body: gzipSync(good),
    });
    tally('attempts of an attacker with an account');
    expect(answer.status).toBe(400);
  });
});

it('a race of two instances for one key, one line and one add-on makes one purchase, and ending it twice ends hers', async () => {
  for (const id of [own, seedAddons.elaineSmall]) naming(id);
  const key = newKey();
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      buy(index % 2 ? door : second, { user: 'elaine', body: elaineSmall, ...(index % 3 && { key }) }),
    ),
  );
  tally('attempts of an attacker with an account', 30);
  const [bought, ...others] = await world.sandbox.subscriptionAddons();
  expect(others).toEqual([]);
  expect(new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.id)).size).toBe(1);
  world.clock.advance(1000);
  const params = { subscription: own, subscriptionAddon: naming(String(bought?.id)) };
  const ends = await Promise.all(
    [door, second].map((one) => one.call('endSubscriptionAddon', { user: 'elaine', params })),
  );
  for (const { status } of ends) expect([200, 409]).toContain(status);
});

it('nothing that stands in her headers goes on to Gigs', async () => {
  using gigs = await startHostileGigs();
  gigs.when('GET', /\/subscriptions$/, json(page([{ ...subscription, user: { id: seedUsers.elaine } }])));
  const through = await world.open({ gigsUrl: gigs.url });
  const marker = 'a-word-of-elaines';
  const names = [
    ...[
      'x-gigs-project',
      'x-gigs-user',
      'gigs-version',
      'x-api-key',
      'x-forwarded-for',
      'forwarded',
      'via',
      'traceparent',
    ],
    ...[
      'cookie',
      'user-agent',
      'accept-language',
      'accept-encoding',
      'referer',
      'origin',
      'idempotency-key',
      'baggage',
    ],
    ...['x-amzn-trace-id', 'x-http-method-override', 'prefer', 'if-modified-since', 'proxy-authorization', 'from'],
  ];
  const headers = Object.fromEntries(names.map((name) => [name, marker]));
  expect((await through.send({ target: '/v1/subscriptions', user: 'elaine', headers })).status).toBe(200);
  tally('attempts of an attacker with an account', names.length);
  expect(gigs.authorizations).toEqual([`Bearer ${world.gigsKey}`]);
  expect(gigs.otherHeaders.map((header) => header.split(':')[0]).sort()).toEqual([
    'accept',
    'accept-encoding',
    'user-agent',
  ]);
  expect(gigs.otherHeaders.join()).not.toContain(marker);
});
