import { expect, it } from 'vitest';
import { httpApiEvent } from '../../rig/event.ts';
import { expectProblem, useApi } from './setup.ts';

const api = useApi();

const good = httpApiEvent('getProject');

it.each([
  ['nothing', undefined],
  ['text', 'GET /v1/project'],
  ['a list', [good]],
  ['payload format 1.0', { version: '1.0', resource: '/v1/project', path: '/v1/project', httpMethod: 'GET' }],
  ['a load balancer', { requestContext: { elb: { targetGroupArn: 'arn' } }, httpMethod: 'GET', path: '/v1/project' }],
  ['a queue', { Records: [{ eventSource: 'aws:sqs', body: JSON.stringify(good) }] }],
  ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: good }],
  ['no path', { ...good, rawPath: undefined }],
  ['an empty path', { ...good, rawPath: '' }],
  ['a path without a slash', { ...good, rawPath: 'v1/project' }],
  ['no request id', { ...good, requestContext: { ...good.requestContext, requestId: 'a b\r\n' } }],
])('runs nothing for an event that is %s, and says so as always', async (_what, event) => {
  const instance = api.start();
  expectProblem(await instance.handle(event), 'invalid-request');
  expect(await api.upstream()).toEqual([]);
  expect(instance.log.map((line) => JSON.parse(line))).toMatchObject([{ message: 'request', code: 'invalid-request' }]);
});

it('runs nothing for a function URL, whose route is none of ours', async () => {
  const event = { ...good, routeKey: '$default' };
  expectProblem(await api.start().handle(event), 'not-found');
});
