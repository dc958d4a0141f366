import { describe, expect, it } from 'vitest';
import { operationNames, operations } from '../../../shared/contract/operations.ts';
import { partsOf, runGateway } from './running-gateway.ts';

const notFound = { status: 404, body: '{"message":"Not Found"}' };

describe('routes', () => {
  it.each(operationNames)('reaches the function with the route key of %s', async (name) => {
    const { url, events } = await runGateway();
    const { method, path } = operations[name];
    const response = await fetch(url + path.replaceAll(/[{}]/g, ''), { method });
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
    expect(events.map((event) => event.routeKey)).toEqual([`${method} ${path}`]);
  });

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE', 'CONNECT', 'FOO'])(
    'has none for the method %s',
    async (method) => {
      const { get, events } = await runGateway();
      const { status, body, head } = partsOf(await get('/v1/project', method));
      expect({ status, body }).toEqual(method === 'HEAD' ? { status: 404, body: '' } : notFound);
      expect(head).toMatch(/^apigw-requestid: \S+$/m);
      expect(events).toEqual([]);
    },
  );

  it.each([
    '/',
    '/v1',
    '/v1/project/',
    '//v1/project',
    '/v1//project',
    '/V1/Project',
    '/v1/project;x=1',
    '/v1/project%2f',
    '/v1%2fproject',
    '/v1/project%3fx=1',
    '/v1/project#x',
    '/v1/plans//top-ups',
    '/health/../v1/subscriptions',
    '/health/%2e%2e/v1/subscriptions',
    '/v1/subscriptions/a/purchases/b/c',
    `/${'a/'.repeat(500)}`,
    `/v1/${'x'.repeat(9000)}`,
  ])('has none for %s', async (target) => {
    const { get, events } = await runGateway();
    const { status, body } = partsOf(await get(target));
    expect({ status, body }).toEqual(notFound);
    expect(events).toEqual([]);
  });

  it.each([
    ['/problems/..', '..'],
    ['/problems/%2e%2e', '..'],
    ['/problems/..%2Fv1%2Fproject', '../v1/project'],
    ['/problems/%252e', '%2e'],
    ['/problems/a%00b', 'a\0b'],
    ['/problems/%E2%82%AC', '€'],
    ['/problems/a+b', 'a+b'],
    ['/problems/{code}', '{code}'],
  ])('is chosen by the path as sent and handed over decoded: %s', async (target, code) => {
    const { get, events } = await runGateway();
    expect(partsOf(await get(target)).status).toBe(200);
    expect(events).toMatchObject([
      { routeKey: 'GET /problems/{code}', rawPath: `/problems/${code}`, pathParameters: { code } },
    ]);
  });

  it.each([
    '/problems/%',
    '/problems/%zz',
    '/problems/%ff',
    '/problems/%c0%af',
    '/nowhere/%4',
    'http://localhost/health',
    '*',
  ])('answers 400 to a target that is no path: %s', async (target) => {
    const { get, events } = await runGateway();
    const { status, body } = partsOf(await get(target));
    expect({ status, body }).toEqual({ status: 400, body: '{"message":"Bad Request"}' });
    expect(events).toEqual([]);
  });
});

describe('local pages', () => {
  const page = async () => ({ status: 200, headers: [], body: Buffer.from('local') });

  it('are served beside the routes', async () => {
    const { url, events } = await runGateway({ localPages: { '/somewhere': page } });
    const response = await fetch(`${url}/somewhere?x=1`);
    expect(await response.text()).toBe('local');
    expect(events).toEqual([]);
    expect((await fetch(`${url}/somewhere`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${url}/toString`)).status).toBe(404);
  });

  it.each([
    ['under a foreign name that leads here', 'Host: evil.example:8787\r\n'],
    ['to a page of another site', 'Host: localhost\r\nOrigin: https://evil.example\r\n'],
    ['to a page of nowhere', 'Host: localhost\r\nOrigin: null\r\n'],
    ['under a name that only looks like it', 'Host: localhost.evil.example\r\n'],
  ])('are not shown %s', async (_what, headers) => {
    const { sendRaw } = await runGateway({ localPages: { '/somewhere': page, 'POST /somewhere': page } });
    for (const method of ['GET', 'POST']) {
      const answer = partsOf(await sendRaw(`${method} /somewhere HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`));
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 403, body: '{"message":"Forbidden"}' });
    }
  });

  it('never hide a route', async () => {
    const { url } = await runGateway({ localPages: { '/health': page } });
    expect(await (await fetch(`${url}/health`)).text()).toBe('ok');
  });
});
