import { afterEach, describe, expect, it } from 'vitest';
import { httpApiEvent } from '../../rig/event.ts';
import { buy, expectProblem, jerry, newKey, oneGigabyte, useApi } from './setup.ts';

const api = useApi();
const text = JSON.stringify(oneGigabyte);

describe('a body that is refused', () => {
  // Whatever is refused for its form never reaches Gigs.
  afterEach(async () => {
    expect(await api.upstream()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['white space', ' '],
    ['null', 'null'],
    ['a list', '[]'],
    ['a list of it', `[${text}]`],
    ['a string', '"x"'],
    ['a number', '1'],
    ['half of it', text.slice(0, -1)],
    ['more than it', `${text}}`],
    ['it twice', text + text],
    ['a byte order mark before it', `\ufeff${text}`],
    ['a trailing comma', text.replace('}}', '},}')],
    ['a comment', `${text}//`],
    ['single quotes', text.replaceAll('"', "'")],
    ['names without quotes', text.replace('"addon"', 'addon')],
    ['NaN', text.replace('999', 'NaN')],
    ['a hexadecimal number', text.replace('999', '0x3e7')],
    ['a number with a plus', text.replace('999', '+999')],
    ['a number with a leading zero', text.replace('999', '0999')],
    ['an unescaped control character', text.replace('USD', 'US\u0001')],
    ['deep nesting', '['.repeat(1000) + ']'.repeat(1000)],
    ['deep nesting that never ends', '{"addon":'.repeat(220)],
  ])('is %s', async (_what, body) => {
    const answer = await buy(api.start(), { body });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toHaveLength(1);
    expect(answer.body.errors[0]).toMatchObject({ in: 'body', path: '' });
  });

  it.each([
    ['addon', 5],
    ['addon', null],
    ['addon', true],
    ['addon', ['add_x']],
    ['addon', { id: 'add_x' }],
    ['addon', ''],
    ['addon', '../addons/add_X/publish'],
    ['addon', 'add_x\n'],
    ['addon', 'x'.repeat(65)],
    ['addon', undefined],
    ['price', undefined],
    ['price', null],
    ['price', 999],
    ['price', '999'],
    ['price', []],
    ['allowRepeat', 'true'],
    ['allowRepeat', 1],
    ['allowRepeat', null],
  ])('has %s of %o', async (member, value) => {
    const answer = await buy(api.start(), { body: { ...oneGigabyte, [member]: value } });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'body', path: member, message: expect.any(String) }]);
  });

  it.each([
    ['amount', '999'],
    ['amount', 9.99],
    ['amount', -1],
    ['amount', 2 ** 53],
    ['amount', null],
    ['amount', undefined],
    ['currency', 'usd'],
    ['currency', 'US'],
    ['currency', 'USDX'],
    ['currency', 'USD\n'],
    ['currency', '\u{ff35}SD'],
    ['currency', 5],
    ['currency', undefined],
  ])('has a price with %s of %o', async (member, value) => {
    const price = { ...oneGigabyte.price, [member]: value };
    const answer = await buy(api.start(), { body: { ...oneGigabyte, price } });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'body', path: `price.${member}`, message: expect.any(String) }]);
  });

  it.each(['1e400', '-1e400', '999.5', '9007199254740993'])('has an amount of %s', async (amount) => {
    expectProblem(await buy(api.start(), { body: text.replace('999', amount) }), 'invalid-request');
  });

  it.each([
    'user',
    'subscription',
    'project',
    'provider',
    'status',
    'metadata',
    'discount',
    'createdAt',
    'Addon',
    'addon ',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
  ])('has a member that nobody knows, %s, and does not hear its name again', async (member) => {
    const answer = await buy(api.start(), { body: { ...oneGigabyte, [member]: 'canary' } });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'body', path: '', message: 'has a member that is not known' }]);
    const inPrice = await buy(api.start(), {
      body: { ...oneGigabyte, price: { ...oneGigabyte.price, [member]: 'canary' } },
    });
    expectProblem(inPrice, 'invalid-request');
    expect(inPrice.body.errors).toEqual([{ in: 'body', path: 'price', message: 'has a member that is not known' }]);
    expect(JSON.stringify([answer.body, inPrice.body])).not.toContain('canary');
  });

  it.each([
    text.replace('{', '{"__proto__":{"allowRepeat":true},'),
    text.replace('{', '{"__proto__":null,'),
    text.replace('"amount"', '"__proto__":{"amount":999},"amount"'),
    text.replace('{', '{"__proto__":{"polluted":1},"__proto__":{"polluted":2},'),
  ])('reaches for a prototype: %s', async (body) => {
    const answer = await buy(api.start(), { body });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toMatchObject([{ in: 'body', message: 'has a member that is not known' }]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('hears of all that is wrong at once, and nothing of what was sent', async () => {
    const body = {
      addon: 'canary/',
      price: { amount: 'canary', currency: 'canary' },
      allowRepeat: 'canary',
      canary: 1,
    };
    const answer = await buy(api.start(), { body, query: 'canary=1', subscription: 'canary.' });
    expectProblem(answer, 'invalid-request');
    const places = answer.body.errors.map(({ in: place, path }: { in: string; path: string }) => `${place} ${path}`);
    expect(places.sort()).toEqual([
      'body ',
      'body addon',
      'body allowRepeat',
      'body price.amount',
      'body price.currency',
      'path subscription',
      'query ',
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('canary');
  });

  it('is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"addon":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    for (const body of [bytes, Buffer.from(text, 'utf16le')]) {
      const answer = await sent(body.toString('base64'), true);
      expectProblem(answer, 'invalid-request');
      expect(answer.body.errors).toEqual([{ in: 'body', path: '', message: 'is not JSON in UTF-8' }]);
    }
  });

  it.each([
    ['a byte too many', text.padEnd(2049)],
    ['many', 'x'.repeat(1_000_000)],
    ['few characters of many bytes', JSON.stringify({ x: 'ü'.repeat(1030) })],
    ['many of them nested', '['.repeat(100_000)],
  ])('is too large with %s', async (_what, body) => {
    expectProblem(await sent(body, false), 'body-too-large');
    expectProblem(await sent(Buffer.from(body).toString('base64'), true), 'body-too-large');
    // A length that lies changes nothing: bytes are counted as they are.
    expectProblem(await sent(body, false, { 'content-length': '1' }), 'body-too-large');
    expectProblem(await sent(body, false, { 'transfer-encoding': 'xchunked' }), 'body-too-large');
  });

  it.each([
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json, text/plain',
    'application/json,application/json',
    'application/jsonp',
    'application/json+x',
    'application/problem+json',
    'application/merge-patch+json',
    'application /json',
    'x-application/json',
    'application/json; boundary=x',
  ])('is not JSON but %s', async (contentType) => {
    const event = httpApiEvent('buyTopUp', { params: { subscription: jerry.subscription }, body: oneGigabyte });
    const { 'content-type': _json, ...headers } = event.headers;
    const answer = await api.start().handle({
      ...event,
      headers: {
        ...headers,
        'idempotency-key': newKey(),
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
    });
    expectProblem(answer, 'unsupported-media-type');
  });
});

describe('a body that is accepted', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json ; charset="utf-8"',
    ' application/json ',
  ])('is %s', async (contentType) => {
    await api.pause();
    expect((await buy(api.start(), { headers: { 'content-type': contentType } })).body.code).toBe('purchases-paused');
  });

  it('is one of 2,048 bytes, or in Base64', async () => {
    await api.pause();
    expect((await sent(text.padEnd(2048), false)).body.code).toBe('purchases-paused');
    expect((await sent(Buffer.from(text.padEnd(2048)).toString('base64'), true)).body.code).toBe('purchases-paused');
  });

  it('has escapes, another order, and the last of two members of one name', async () => {
    await api.pause();
    const body = '{"price":{"currency":"EUR","currency":"\\u0055SD","amount":1,"amount":999},"addon":"add_x"}';
    expect((await buy(api.start(), { body })).body.code).toBe('purchases-paused');
  });
});

function sent(body: string, isBase64Encoded: boolean, headers: Record<string, string> = {}) {
  const event = httpApiEvent('buyTopUp', { params: { subscription: jerry.subscription }, body });
  return api.start().handle({
    ...event,
    isBase64Encoded,
    headers: { ...event.headers, 'idempotency-key': newKey(), ...headers },
  });
}
