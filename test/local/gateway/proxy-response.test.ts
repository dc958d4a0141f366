import { describe, expect, it } from 'vitest';
import { runGateway } from './running-gateway.ts';

async function answerFor(result: unknown) {
  const { url } = await runGateway({ invoke: async () => result });
  return fetch(`${url}/health`);
}

describe('a result of the function', () => {
  it('becomes status, headers, cookies and body', async () => {
    const response = await answerFor({
      statusCode: 201,
      headers: { 'Content-Type': 'application/problem+json', 'X-Count': 2, Location: '/v1/a' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '{"ü":1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-count')).toBe('2');
    expect(response.headers.get('location')).toBe('/v1/a');
    expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(response.headers.get('content-length')).toBe('8');
    expect(await response.text()).toBe('{"ü":1}');
  });

  it('may have a body in base64', async () => {
    const response = await answerFor({ statusCode: 200, body: 'AP8B', isBase64Encoded: true });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255, 1]));
  });

  it('may have no body', async () => {
    const response = await answerFor({ statusCode: 304, headers: { ETag: '"x"' } });
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"x"', '']);
  });

  it('is plain text where it says nothing else', async () => {
    expect((await answerFor({ statusCode: 200, body: 'x' })).headers.get('content-type')).toBe(
      'text/plain;charset=UTF-8',
    );
  });

  it.each([
    ['a string', 'hello', 'hello'],
    ['an object', { hello: 1 }, '{"hello":1}'],
    ['a list', [1], '[1]'],
    ['nothing', null, 'null'],
  ])('is the body of a 200 without a status code: %s', async (_, result, body) => {
    const response = await answerFor(result);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(await response.text()).toBe(body);
  });

  it.each([
    { statusCode: 99 },
    { statusCode: 100 },
    { statusCode: 600 },
    { statusCode: 200.5 },
    { statusCode: 'many' },
    { statusCode: 200, body: { a: 1 } },
    { statusCode: 200, isBase64Encoded: 'yes' },
    { statusCode: 200, headers: 'x' },
    { statusCode: 200, headers: { a: ['b'] } },
    { statusCode: 200, headers: { 'a b': 'c' } },
    { statusCode: 200, headers: { a: 'b\r\nx-injected: 1' } },
    { statusCode: 200, cookies: 'a=1' },
    { statusCode: 200, cookies: [{}] },
  ])('is a bare 500 when it is malformed: %j', async (result) => {
    const response = await answerFor(result);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it("cannot set the gateway's own headers", async () => {
    const response = await answerFor({
      statusCode: 200,
      headers: { 'Content-Length': '1', 'Transfer-Encoding': 'chunked', 'Apigw-Requestid': 'mine' },
      body: 'whole',
    });
    expect(await response.text()).toBe('whole');
    expect(response.headers.get('apigw-requestid')).not.toBe('mine');
  });
});
