import { describe, expect, it } from 'vitest';
import { seedPlans, seedSubscriptions, seedUsers } from '../../../local/gigs-sandbox/seed.ts';
import { expectProblem, useApi } from './setup.ts';

const api = useApi();

describe("the user's subscriptions", () => {
  it('are shown as the contract says, and nothing else of them', async () => {
    const answer = await api.start().call('listSubscriptions');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      items: [
        {
          id: seedSubscriptions.jerry,
          status: 'active',
          phoneNumber: '+12125550142',
          plan: { id: seedPlans.jerry, name: 'Gigs Connect 5 GB' },
          currentPeriod: { start: expect.stringMatching(/T00:00:00.000Z$/), end: expect.stringMatching(/Z$/) },
        },
      ],
      nextCursor: null,
    });
  });

  it('are asked for by user, and come page by page, newest first', async () => {
    const instance = api.start();
    const first = await instance.call('listSubscriptions', { user: 'kramer', query: 'limit=1' });
    const cursor = first.body.nextCursor;
    const second = await instance.call('listSubscriptions', { user: 'kramer', query: `limit=1&cursor=${cursor}` });
    expect([...first.body.items, ...second.body.items]).toMatchObject([
      { id: seedSubscriptions.kramerRestricted, status: 'restricted', phoneNumber: null },
      { id: seedSubscriptions.kramer, status: 'active' },
    ]);
    expect(second.body.nextCursor).toBeNull();
    const [request] = await api.sandbox.requests();
    expect(request?.query).toEqual({ user: seedUsers.kramer, limit: '1' });
  });

  it('are none for a user that Gigs does not know', async () => {
    const claims = { scope: 'top-ups:read', gigs_user: 'usr_nobody' };
    const answer = await api.start().call('listSubscriptions', { claims });
    expect(answer.body).toEqual({ items: [], nextCursor: null });
  });

  it('never hold what Gigs lists of somebody else', async () => {
    const { items } = await listAtGigs(seedUsers.elaine);
    // Not even as the cursor of the next page.
    const body = { object: 'list', items, moreItemsAfter: items[1]?.['id'] as string };
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptions', fault: 'status', status: 200, body });
    expect(items).toHaveLength(2);
    expect((await api.start().call('listSubscriptions')).body).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    { phoneNumber: null, currentPeriod: null },
    { phoneNumber: 12, currentPeriod: { start: 'soon', end: 'later' } },
  ])('have nulls and unknown for what cannot be read: %o', async (members) => {
    const { items } = await listAtGigs(seedUsers.jerry);
    const body = { object: 'list', items: [{ ...items[0], ...members, status: 'hibernating' }], moreItemsAfter: null };
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptions', fault: 'status', status: 200, body });
    const [only] = (await api.start().call('listSubscriptions')).body.items;
    expect(only).toMatchObject({ status: 'unknown', phoneNumber: null, currentPeriod: null });
  });
});

describe('a cursor', () => {
  it.each(['sub_nothing', 'x'])('that is of no such list is refused: %s', async (cursor) => {
    const answer = await api.start().call('listSubscriptions', { query: `cursor=${cursor}` });
    expectProblem(answer, 'invalid-request');
    expect(answer.body.errors).toEqual([{ in: 'query', path: 'cursor', message: 'is not a cursor of this list' }]);
  });
});

describe('given that Gigs does not answer', () => {
  it.each([{ status: 500 }, { status: 401 }, { status: 422 }])('says so after a $status', async ({ status }) => {
    await api.sandbox.fault({ method: 'GET', path: '*/subscriptions', fault: 'status', status, times: 2 });
    expectProblem(await api.start().call('listSubscriptions'), 'gigs-unavailable', { 'retry-after': '5' });
  });
});

async function listAtGigs(user: string): Promise<{ items: Record<string, unknown>[] }> {
  const response = await fetch(`${api.rig.gigsUrl}/projects/gigs/subscriptions?user=${user}`, {
    headers: { authorization: 'Bearer gpk_sandbox' },
  });
  return (await response.json()) as { items: Record<string, unknown>[] };
}
