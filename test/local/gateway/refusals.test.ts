import { describe, expect, it } from 'vitest';
import { claimsWith, newKey, runKeyServer, sign } from './key-server.ts';
import { partsOf, runGateway } from './running-gateway.ts';

async function setUp() {
  const key = await newKey('k1');
  const { authorize } = await runKeyServer([key.publicJwk]);
  const gateway = await runGateway({ authorize });
  const token = (changes = {}) => sign(key, claimsWith(changes));
  return { ...gateway, token };
}

describe('a caller', () => {
  it.each(['/v1/project', '/v1/subscriptions', '/v1/subscriptions/s/purchases'])(
    'needs a token for %s',
    async (path) => {
      const { url, events } = await setUp();
      const response = await fetch(url + path);
      expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(response.headers.get('apigw-requestid')).toMatch(/^\S+$/);
      expect(events).toEqual([]);
    },
  );

  it('needs the scope for buying to buy', async () => {
    const { url, events, token } = await setUp();
    const headers = { Authorization: `Bearer ${await token({ scope: 'top-ups:read' })}` };
    const response = await fetch(`${url}/v1/subscriptions/s/purchases`, { method: 'POST', headers });
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(events).toEqual([]);
    expect((await fetch(`${url}/v1/subscriptions/s/purchases`, { headers })).status).toBe(200);
  });

  it('is told to the function with claims that are strings', async () => {
    const { url, events, token } = await setUp();
    await fetch(`${url}/v1/project`, { headers: { Authorization: `Bearer ${await token({ roles: ['a', 'b'] })}` } });
    expect(events[0]?.requestContext.authorizer?.jwt).toMatchObject({
      claims: { sub: 'jerry', roles: '[a b]', exp: expect.stringMatching(/^\d+$/) },
      scopes: ['top-ups:read', 'top-ups:buy'],
    });
  });

  it('cannot send two tokens', async () => {
    const { sendRaw, events, token } = await setUp();
    const header = `Authorization: Bearer ${await token()}\r\n`;
    const request = `GET /v1/project HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}${header}\r\n`;
    expect(partsOf(await sendRaw(request)).status).toBe(401);
    expect(events).toEqual([]);
  });

  it('cannot name two hosts', async () => {
    const { sendRaw, events } = await setUp();
    const request = 'GET /health HTTP/1.1\r\nHost: api.example\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
    expect(partsOf(await sendRaw(request)).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('cannot break its request line', async () => {
    const { sendRaw, events, token } = await setUp();
    const rest = `X-Injected: 1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${await token()}\r\n\r\n`;
    expect(partsOf(await sendRaw(`GET /v1/project\r\n${rest}`)).status).toBe(400);
    expect(events).toEqual([]);
  });

  it('cannot send its token elsewhere', async () => {
    const { url, events, token } = await setUp();
    const own = await token();
    const headers = { Cookie: `access_token=${own}`, 'X-Authorization': `Bearer ${own}` };
    expect((await fetch(`${url}/v1/project?access_token=${own}`, { headers })).status).toBe(401);
    expect(events).toEqual([]);
  });
});
