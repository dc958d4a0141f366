import { expect, it } from 'vitest';
import { createApp } from '../../../functions/api/app.ts';
import type { Dependencies } from '../../../functions/api/dependencies.ts';
import { plainRequest } from '../../../functions/api/plain-http.ts';
import { seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import type { OperationName } from '../../../shared/contract/operations.ts';
import { useApi } from './setup.ts';

const api = useApi();

/** The app behind `readEvent`, asked for a path with this word of the gateway's. */
function ask(operation: OperationName, path: string): Response | Promise<Response> {
  const { config, purchases } = api.start();
  const untouched = { gigs: purchases.gigs, catalogue: {} as Dependencies['catalogue'], purchases };
  const silent = { log: () => {}, metrics: () => {}, hashUser: () => undefined, now: Date.now };
  const request = plainRequest('GET', `https://localhost${path}`, new Map());
  const claims = { gigs_user: seedUsers.jerry, scope: 'top-ups:read' };
  return createApp({ config, ...untouched, ...silent }).fetch(request, {
    operation,
    requestId: 'r',
    claims,
    request,
    body: new Uint8Array(),
    softDeadlineAt: Date.now() + 5000,
  });
}

it('runs what the gateway says, where the path is that of the same operation', async () => {
  expect((await ask('getHealth', '/health')).status).toBe(200);
  expect((await ask('listSubscriptions', '/v1/subscriptions')).status).toBe(200);
});

// Who may call was asked of the operation that the gateway named.
it.each<[OperationName, string]>([
  ['getHealth', '/v1/subscriptions'],
  ['getProject', '/v1/subscriptions'],
  ['listSubscriptions', '/health'],
])('runs nothing where the gateway says %s and the path is %s', async (operation, path) => {
  expect((await ask(operation, path)).status).toBe(404);
  expect(await api.upstream()).toEqual([]);
});
