import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { operationNames, operations } from '../../shared/contract/operations.ts';
import type { Answered } from '../rig/rig.ts';
import type { Door } from './door.ts';
import { buy, elaineSmall, gist, newKey, oneGigabyte } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

/**
 * The first of three attempts of somebody with an account: Elaine wants what is Jerry's. She has come to know every id,
 * key, cursor and validator that there is of it. Whatever comes out is looked through for his markers by the door.
 */
const world = useOneWorld();
let door: Door;
let second: Door;
let jerrys: { purchase: string; subscriptionAddon: string; key: string; cursor: string };
const line = seedSubscriptions.jerry;
const own = seedSubscriptions.elaine;

beforeAll(async () => {
  [door, second] = [await world.open(), await world.open()];
  const key = newKey();
  const bought = await buy(door, { key });
  jerrys = {
    key,
    purchase: bought.body.id,
    subscriptionAddon: bought.body.subscriptionAddon.id,
    cursor: `${Date.parse(bought.body.createdAt).toString(36)}-${bought.body.id}`,
  };
  world.clock.advance(1000);
});

function get(target: string, headers: Record<string, string | readonly string[]> = {}): Promise<Answered> {
  tally('attempts of an attacker with an account');
  return door.send({ target, user: 'elaine', headers });
}

function expectNothingOfJerrys(answer: Answered): void {
  const said = JSON.stringify([answer.headers, answer.body]);
  for (const word of [...Object.values(jerrys), line]) expect(said).not.toContain(word);
}

describe("every id of Jerry's", () => {
  it('is nothing in any place of any route, with a precondition or without', async () => {
    const ids = [line, jerrys.purchase, jerrys.subscriptionAddon, jerrys.cursor, jerrys.key];
    const preconditions = [{}, { 'if-none-match': '*' }, { 'if-match': '*' }, { range: 'bytes=0-' }];
    for (const operation of operationNames.filter((name) => operations[name].path.includes('{subscription}'))) {
      const { method, path } = operations[operation];
      for (const [index, id] of ids.entries()) {
        for (const subscription of [line, own]) {
          const target = path.replace('{subscription}', subscription).replace(/\{\w+\}/g, id);
          const isOwnList = subscription === own && !target.includes(id);
          if (method === 'POST' || isOwnList) continue;
          tally('attempts of an attacker with an account');
          const headers = preconditions[index % preconditions.length] ?? {};
          const answer = await door.send({ method, target, user: 'elaine', headers });
          expect({ target, status: answer.status }).toEqual({ target, status: 404 });
          expectNothingOfJerrys(answer);
        }
      }
    }
  });

  it.each([
    ['a list of lines', () => `/v1/subscriptions?cursor=${line}`, '400 invalid-request'],
    [
      'a list of add-ons',
      () => `/v1/subscriptions/${own}/addons?cursor=${jerrys.subscriptionAddon}`,
      '400 invalid-request',
    ],
    [
      'a list of his add-ons',
      () => `/v1/subscriptions/${line}/addons?cursor=${jerrys.subscriptionAddon}`,
      '404 subscription-not-found',
    ],
    [
      'a list of his purchases',
      () => `/v1/subscriptions/${line}/purchases?cursor=${jerrys.cursor}`,
      '404 subscription-not-found',
    ],
  ])('is no place to go on in %s', async (_what, target, expected) => {
    const answer = await get(target());
    expect(gist(answer)).toBe(expected);
    expectNothingOfJerrys(answer);
  });

  it('as the cursor of her purchases is a time and no more', async () => {
    await buy(door, { user: 'elaine', body: elaineSmall });
    const answer = await get(`/v1/subscriptions/${own}/purchases?cursor=zzzzzzzz-${jerrys.purchase}`);
    expect(answer.body.items.map(({ subscription }: { subscription: string }) => subscription)).toEqual([own]);
    expectNothingOfJerrys(answer);
  });

  it.each([
    line.replace('s', 'ſ'),
    line.replace('K', '\u212a'),
    [...line].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join(''),
    `${line}\u200b`,
    `${line}\u0301`,
    line.toLowerCase(),
    `${line}%00`,
    `${own}%2f..%2f${line}`,
    `${own},${line}`,
    '__proto__',
    'constructor',
    'hasOwnProperty',
  ])('is not reached by what only looks like it: %s', async (id) => {
    const encoded = id.includes('%') ? id : encodeURIComponent(id);
    for (const target of [
      `/v1/subscriptions/${encoded}/addons`,
      `/v1/subscriptions/${encoded}/purchases`,
      `/v1/subscriptions/${own}/purchases/${encoded}`,
    ]) {
      const answer = await get(target);
      expect([400, 404]).toContain(answer.status);
      expectNothingOfJerrys(answer);
    }
  });
});

describe("Jerry's idempotency key", () => {
  it('is hers alone where she uses it, on either line, at the same time, through another instance', async () => {
    const before = await posts();
    const key = newKey();
    const [his, onHis, onOwn, hisBody] = await Promise.all([
      buy(door, { key, body: { ...oneGigabyte, allowRepeat: true } }),
      buy(second, { user: 'elaine', subscription: line, key }),
      buy(second, { user: 'elaine', key, body: { ...elaineSmall, allowRepeat: true } }),
      buy(door, { user: 'elaine', subscription: own, key: jerrys.key }),
    ]);
    tally('attempts of an attacker with an account', 3);
    expect([his, onHis, onOwn, hisBody].map(gist)).toEqual([
      '201',
      '404 subscription-not-found',
      '201',
      '422 top-up-unavailable',
    ]);
    for (const answer of [onHis, onOwn, hisBody]) {
      expectNothingOfJerrys(answer);
      expect(answer.headers).not.toHaveProperty('idempotent-replayed');
    }
    expect(onOwn.body.id).not.toBe(his.body.id);
    expect(await posts()).toBe(before + 2);
  });

  async function posts(): Promise<number> {
    return (await world.sandbox.requests()).filter(({ method }) => method === 'POST').length;
  }
});

describe("a connection on which Jerry's request went before", () => {
  const hidden = `GET /v1/subscriptions/${line}/purchases HTTP/1.1\r\nHost: x\r\n\r\n`;

  async function requestOf(user: 'jerry' | 'elaine', method: string, more: string): Promise<string> {
    const token = await door.token(user);
    return `${method} /v1/subscriptions/${line}/purchases HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${more}`;
  }

  it.each([
    ['a chunk that says it is the last', `Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['an encoding behind a vertical tab', `Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${hidden}`],
    ['two encodings', `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden}`],
    ['a length in another notation', `Content-Length: 0x${hidden.length.toString(16)}\r\n\r\n${hidden}`],
    ['a length for each of two bodies', `Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`],
    [
      'a token in a trailer',
      `Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n0\r\nAuthorization: x\r\n\r\n${hidden}`,
    ],
    ['an upgrade', `Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n${hidden}`],
    ['a token that the connection is to forget', `Connection: authorization\r\nContent-Length: 0\r\n\r\n${hidden}`],
    ['a request without a token', `Content-Length: 0\r\n\r\n${hidden}`],
  ])('lends nothing to %s', async (_what, more) => {
    const [his, ...hers] = await answersOn(
      await requestOf('jerry', 'GET', '\r\n'),
      await requestOf('elaine', 'POST', more),
    );
    tally('attempts of an attacker with an account');
    expect(his).toMatch(/^HTTP\/1\.1 200 /);
    expect(hers.length).toBeGreaterThan(0);
    for (const answer of hers) {
      expect(answer).toMatch(/^HTTP\/1\.1 (400|401|404|415) /);
      for (const word of Object.values(jerrys)) expect(answer).not.toContain(word);
    }
  });

  /** All answers on one connection, the second request being sent when the first was answered. */
  async function answersOn(first: string, next: string): Promise<string[]> {
    const socket = connect(Number(new URL(door.url).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
    });
    socket.write(first);
    await expect.poll(() => received).toMatch(/\r\n\r\n\{/);
    socket.write(Buffer.from(next, 'latin1'));
    await expect.poll(() => received.split('HTTP/1.1 ').length).toBeGreaterThan(2);
    // As long as another answer would take.
    await sleep(100);
    socket.destroy();
    return received.split(/(?=HTTP\/1\.1 \d)/);
  }
});
