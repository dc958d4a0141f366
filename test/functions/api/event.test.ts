import { afterEach, describe, expect, it } from 'vitest';
import { readEvent } from '../../../functions/api/event.ts';
import { operationNames, operations, routeKeyOf } from '../../../shared/contract/operations.ts';
import { claimsOf, httpApiEvent } from '../../rig/event.ts';
import { expectProblem, jerry, newKey, oneGigabyte, useApi } from './setup.ts';

const api = useApi();

type Event = ReturnType<typeof httpApiEvent>;

describe('an event of another shape', () => {
  afterEach(async () => {
    expect(await api.upstream()).toEqual([]);
  });

  const event = httpApiEvent('getProject');
  const { requestContext } = event;
  const http = requestContext.http;

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'event'],
    ['the text of an event', JSON.stringify(event)],
    ['a number', 5],
    ['a truth', true],
    ['a list', []],
    ['a list of events', [event]],
    ['an object', {}],
    [
      'a REST API event',
      { version: '1.0', resource: '/v1/project', path: '/v1/project', httpMethod: 'GET', headers: {} },
    ],
    [
      'a load balancer event',
      { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'GET', path: '/v1/project', headers: {} },
    ],
    ['an SQS event', { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(event) }] }],
    ['an SNS event', { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(event) } }] }],
    ['an EventBridge event', { version: '0', 'detail-type': 'Scheduled Event', source: 'aws.events', detail: event }],
    ['a WebSocket event', { requestContext: { routeKey: '$connect', eventType: 'CONNECT', connectionId: 'x' } }],
    ['no version', { ...event, version: undefined }],
    ['another version', { ...event, version: '3.0' }],
    ['no route', { ...event, routeKey: undefined }],
    ['no path', { ...event, rawPath: undefined }],
    ['an empty path', { ...event, rawPath: '' }],
    ['a path that does not begin', { ...event, rawPath: 'v1/project' }],
    ['a path that is none', { ...event, rawPath: ['/v1/project'] }],
    ['a whole address', { ...event, rawPath: 'https://evil.example/v1/project' }],
    ['a query that is no text', { ...event, rawQueryString: { x: 1 } }],
    ['a query with a line break', { ...event, rawQueryString: 'a\nb' }],
    ['a query that is not encoded', { ...event, rawQueryString: 'ü=1' }],
    ['a query with a fragment', { ...event, rawQueryString: 'a=1#b' }],
    ['headers that are a list', { ...event, headers: [['content-type', 'x']] }],
    ['a header that is a list', { ...event, headers: { accept: ['a', 'b'] } }],
    ['path parameters that are no text', { ...event, pathParameters: { x: 1 } }],
    ['a body that is no text', { ...event, body: { addon: 'x' } }],
    ['an encoding that is no truth', { ...event, isBase64Encoded: 'true' }],
    ['no context', { ...event, requestContext: undefined }],
    ['no request id', { ...event, requestContext: { ...requestContext, requestId: undefined } }],
    ['a request id that is none', { ...event, requestContext: { ...requestContext, requestId: 'a\r\nSet-Cookie: x' } }],
    ['an endless request id', { ...event, requestContext: { ...requestContext, requestId: 'x'.repeat(129) } }],
    ['no http', { ...event, requestContext: { ...requestContext, http: undefined } }],
    ['no method', { ...event, requestContext: { ...requestContext, http: { ...http, method: undefined } } }],
  ])('is refused, and runs nothing: %s', async (_what, odd) => {
    expectProblem(await api.start().handle(odd), 'invalid-request');
    // Before anything is made of it, whoever calls.
    expect(readEvent(odd)).toMatchObject({ refused: 'invalid-request' });
  });

  it('is answered with its request id where it has one', async () => {
    const answer = await api.start().handle({ requestContext: { requestId: 'JKJaXmPLvHcESHA=' } });
    expect(answer.body.requestId).toBe('JKJaXmPLvHcESHA=');
    expect((await api.start().handle({})).body.requestId).toBe('unknown');
  });
});

describe('an event whose parts disagree', () => {
  const of = (members: Partial<Event> & { method?: string }): unknown => {
    const event = httpApiEvent('getProject');
    const { method = 'GET', ...rest } = members;
    const { requestContext } = event;
    return { ...event, ...rest, requestContext: { ...requestContext, http: { ...requestContext.http, method } } };
  };

  afterEach(async () => {
    expect(await api.upstream()).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['the default route', of({ routeKey: '$default' })],
    ['the default route and a public path', of({ routeKey: '$default', rawPath: '/health' })],
    ['a route that nobody knows', of({ routeKey: 'GET /v1/users' })],
    ['a route of a prototype', of({ routeKey: 'constructor' })],
    ['the method of another', of({ method: 'POST' })],
    ['a method in small letters', of({ routeKey: 'get /v1/project', method: 'get' })],
    ['any method', of({ routeKey: 'ANY /v1/project' })],
    ['the path of another route', of({ rawPath: '/v1/subscriptions' })],
    ['a public route and a personal path', of({ routeKey: 'GET /health' })],
    ['a personal route and a public path', of({ rawPath: '/health' })],
    ['a trailing slash', of({ rawPath: '/v1/project/' })],
    ['a doubled slash', of({ rawPath: '//v1/project' })],
    ['another case', of({ rawPath: '/V1/Project' })],
    ['a path parameter of a matrix', of({ rawPath: '/v1/project;x=1' })],
    ['dots that lead there', of({ rawPath: '/health/../v1/project' })],
    ['a dot', of({ rawPath: '/v1/./project' })],
    ['a query in the path', of({ rawPath: '/v1/project?x=1' })],
    ['encoded letters', of({ rawPath: '/v1/%70roject' })],
    ['a template', of({ routeKey: 'GET /problems/{code}', rawPath: '/problems/{code}' })],
    ['no parameter', of({ routeKey: 'GET /problems/{code}', rawPath: '/problems/not-found', pathParameters: {} })],
    [
      'another parameter',
      of({
        routeKey: 'GET /problems/{code}',
        rawPath: '/problems/not-found',
        pathParameters: { code: 'internal-error' },
      }),
    ],
    [
      'a path that is longer',
      of({ routeKey: 'GET /problems/{code}', rawPath: '/problems/not-found/x', pathParameters: { code: 'not-found' } }),
    ],
    ['500 segments', of({ rawPath: '/x'.repeat(500) })],
  ])('runs nothing: %s', async (_what, event) => {
    expectProblem(await api.start().handle(event), 'not-found');
  });

  it.each(['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'TRACE', 'CONNECT', 'FOO', 'DELETE', 'POST'])(
    'knows no %s where there is none',
    async (method) => {
      const instance = api.start();
      for (const { path } of Object.values(operations)) {
        const isKnown = Object.values(operations).some((other) => other.path === path && other.method === method);
        if (isKnown) continue;
        const answer = await instance.handle(of({ routeKey: `${method} ${path}`, rawPath: path, method }));
        expectProblem(answer, 'not-found');
      }
    },
  );
});

describe('a path parameter that would lead elsewhere', () => {
  // As the gateway hands them over: decoded, and put into the path as they are.
  it.each(['..', '../v1/project', '.', '', '/', '%2e%2e', '..%2fv1', 'x/../../v1/project', '?x', '#x', '\\..\\v1'])(
    'is refused where it stands: %s',
    async (code) => {
      const event = { ...httpApiEvent('getProblem', { params: { code } }) };
      expectProblem(await api.start().handle(event), 'invalid-request');
      expect(await api.upstream()).toEqual([]);
    },
  );
});

describe('what does not matter', () => {
  it('is what the gateway adds beside what is read', async () => {
    const event = httpApiEvent('getHealth');
    const more = {
      cookies: ['a=b'],
      stageVariables: { x: 'y' },
      queryStringParameters: { x: '1' },
      more: { deep: [1] },
    };
    expect((await api.start().handle({ ...event, ...more })).status).toBe(200);
  });

  it.each([
    { 'x-http-method-override': 'DELETE' },
    { 'x-original-url': '/v1/subscriptions' },
    { 'x-rewrite-url': '/v1/subscriptions' },
    { 'x-forwarded-host': 'evil.example', host: 'evil.example', forwarded: 'host=evil.example' },
    { accept: 'text/html' },
    { accept: '*/*;q=0' },
    { 'accept-encoding': 'br, bomb' },
    { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  ])('is a header that nobody reads: %o', async (headers) => {
    const instance = api.start();
    const plain = await instance.call('getProject');
    const odd = await instance.call('getProject', { headers: headers as Record<string, string> });
    expect(odd.body).toEqual(plain.body);
    expect(Object.keys(odd.headers).sort()).toEqual(Object.keys(plain.headers).sort());
  });

  it('reaches no operation, where it is a header that none reads', () => {
    const read = { accept: 'a', 'content-type': 'b', 'idempotency-key': 'c', 'if-none-match': 'd' };
    const unread = { authorization: 'e', cookie: 'f', 'x-forwarded-for': 'g', 'x-http-method-override': 'h' };
    const invocation = readEvent(httpApiEvent('getProject', { headers: { ...read, ...unread } }));
    if ('refused' in invocation) throw new Error(invocation.refused);
    const { headers } = invocation.request;
    for (const [name, value] of Object.entries(read)) expect(headers.get(name)).toBe(value);
    for (const name of Object.keys(unread)) expect([name, headers.get(name)]).toEqual([name, null]);
  });

  it('is what a header holds that no header can', async () => {
    const headers = {
      accept: 'ü\0',
      'if-none-match': '"\u2028"',
      'idempotency-key': '\ud800',
      'content-type': '\u0007',
    };
    const event = httpApiEvent('listPlanTopUps', { params: { plan: jerry.plan }, headers });
    expect((await api.start().handle(event)).status).toBe(200);
  });

  it('is a parameter of no name in the template', async () => {
    const event = httpApiEvent('getHealth');
    expect((await api.start().handle({ ...event, pathParameters: { proxy: '../v1/project' } })).status).toBe(200);
  });
});

describe('every operation', () => {
  it.each(operationNames)('runs by its route key alone: %s', async (operation) => {
    const { path, method } = operations[operation];
    const values: Record<string, string> = { subscription: jerry.subscription, plan: jerry.plan, code: 'not-found' };
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    const params = Object.fromEntries(names.map((name) => [name, values[name] ?? 'any_id']));
    const isBuying = operation === 'buyTopUp';
    const answer = await api.start().call(operation, {
      params,
      ...(isBuying && { body: oneGigabyte, headers: { 'idempotency-key': newKey() } }),
    });
    expect(routeKeyOf(operations[operation])).toBe(`${method} ${path}`);
    const isThere = !path.includes('/{purchase}') && !path.includes('/{subscriptionAddon}');
    expect(answer.status).toBe(isThere ? (isBuying ? 201 : 200) : 404);
    if (!isThere) expect(answer.body.code).toMatch(/^(purchase|addon)-not-found$/);
  });

  it('answers in time however little is left of the invocation', async () => {
    const claims = claimsOf('usr_x');
    const answer = await api.start({ remainingMs: 1200 }).call('listSubscriptions', { claims });
    expectProblem(answer, 'gigs-unavailable', { 'retry-after': '5' });
    expect(await api.upstream()).toEqual([]);
  });
});
