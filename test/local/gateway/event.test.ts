import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { runGateway } from './running-gateway.ts';

async function post(url: string, body: string | Buffer, headers: Record<string, string> = {}) {
  return fetch(`${url}/v1/subscriptions/sub_1/purchases`, { method: 'POST', body, headers });
}

describe('the event', () => {
  it('is a whole payload of format 2.0', async () => {
    const jwt = { claims: { sub: 'jerry' }, scopes: ['top-ups:buy'] };
    const { url, events } = await runGateway({ authorize: async () => jwt });
    const before = Date.now();
    const response = await fetch(`${url}/v1/subscriptions/sub_1/purchases?limit=1&q=a%20b`, {
      method: 'POST',
      body: '{"a":"ü"}',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'app/1', 'X-Own': 'x' },
    });
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /v1/subscriptions/{subscription}/purchases',
        rawPath: '/v1/subscriptions/sub_1/purchases',
        rawQueryString: 'limit=1&q=a%20b',
        headers: expect.objectContaining({
          'content-type': 'application/json',
          'content-length': '10',
          'user-agent': 'app/1',
          'x-own': 'x',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        }),
        queryStringParameters: { limit: '1', q: 'a b' },
        pathParameters: { subscription: 'sub_1' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          authorizer: { jwt },
          domainName: 'localhost',
          domainPrefix: 'localhost',
          http: {
            method: 'POST',
            path: '/v1/subscriptions/sub_1/purchases',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'app/1',
          },
          requestId: response.headers.get('apigw-requestid'),
          routeKey: 'POST /v1/subscriptions/{subscription}/purchases',
          stage: '$default',
          time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          timeEpoch: expect.any(Number),
        },
        body: '{"a":"ü"}',
        isBase64Encoded: false,
      },
    ]);
    const [event] = events as unknown as Array<{ requestContext: { timeEpoch: number } }>;
    expect(event?.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
  });

  it('has no caller on a public route, and leaves out what the request does not have', async () => {
    const { url, events } = await runGateway();
    await fetch(`${url}/health`, { headers: { Authorization: 'Bearer x' } });
    expect(events[0]).not.toHaveProperty('requestContext.authorizer');
    for (const absent of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) {
      expect(events[0]).not.toHaveProperty(absent);
    }
    expect(events[0]).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  });

  it('joins repeated headers and query parameters by commas', async () => {
    const { url, events } = await runGateway();
    const outgoing = request(`${url}/health?plan=a&plan=b,c&plan%5B%5D=d&empty=&plus=a+b`, {
      headers: { 'X-Many': ['one', 'two'], 'idempotency-key': ['k1', 'k2'], Accept: 'text/html' },
    });
    outgoing.end();
    await new Promise((resolve) => outgoing.on('response', (response) => resolve(text(response))));
    expect(events).toMatchObject([
      {
        rawQueryString: 'plan=a&plan=b,c&plan%5B%5D=d&empty=&plus=a+b',
        queryStringParameters: { plan: 'a,b,c', 'plan[]': 'd', empty: '', plus: 'a b' },
        headers: { 'x-many': 'one,two', 'idempotency-key': 'k1,k2' },
      },
    ]);
  });

  it('keeps dangerous names as names', async () => {
    const { url, events } = await runGateway();
    await fetch(`${url}/health?__proto__=x&constructor=y`);
    expect(JSON.stringify(events[0])).toContain('"queryStringParameters":{"__proto__":"x","constructor":"y"}');
  });

  it('has cookies in a list of their own', async () => {
    const { url, events } = await runGateway();
    await fetch(`${url}/health`, { headers: { Cookie: 'a=1; b=2' } });
    expect(events).toMatchObject([{ cookies: ['a=1', 'b=2'] }]);
    expect(events[0]?.headers).not.toHaveProperty('cookie');
  });

  it('appends the sender to X-Forwarded-For and believes no other forwarding header', async () => {
    const { url, events } = await runGateway();
    const spoofed = { 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example' };
    await fetch(`${url}/health`, { headers: spoofed });
    expect(events).toMatchObject([
      {
        headers: { 'x-forwarded-for': '1.2.3.4, 127.0.0.1', 'x-forwarded-proto': 'http' },
        requestContext: { domainName: 'localhost', http: { sourceIp: '127.0.0.1' } },
      },
    ]);
  });

  it.each([
    'text/plain',
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/xml',
    'text/html;charset=utf-8',
  ])('has a body of type %s as text', async (type) => {
    const { url, events } = await runGateway();
    await post(url, '{"ü":1}', { 'Content-Type': type });
    expect(events).toMatchObject([{ body: '{"ü":1}', isBase64Encoded: false }]);
  });

  it.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'has a body of type "%s" in base64',
    async (type) => {
      const { url, events } = await runGateway();
      await post(url, Buffer.from([0, 255, 1]), { 'Content-Type': type });
      expect(events).toMatchObject([{ body: 'AP8B', isBase64Encoded: true }]);
    },
  );

  it('tells the real length of a chunked body and nothing of the connection', async () => {
    const { sendRaw, events } = await runGateway();
    await sendRaw(
      'POST /v1/subscriptions/s/purchases HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTE: trailers\r\n' +
        'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
    );
    expect(events).toMatchObject([{ body: 'abcde', headers: { 'content-length': '5' } }]);
    for (const name of ['transfer-encoding', 'connection', 'te']) expect(events[0]?.headers).not.toHaveProperty(name);
  });
});
