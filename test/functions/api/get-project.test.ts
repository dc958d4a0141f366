import { describe, expect, it } from 'vitest';
import { seedProjects } from '../../../local/gigs-sandbox/seed.ts';
import { expectProblem, useApi } from './setup.ts';

const api = useApi();

describe('the project', () => {
  it('is shown as the contract says, and nothing else of it', async () => {
    const answer = await api.start().call('getProject');
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      id: 'gigs',
      name: 'Gigs Connect',
      type: 'live',
      image: 'https://a.gigscdn.net/p/gigs/icon.png',
      locales: ['en-US'],
      currency: 'USD',
      support: { email: 'support@gigs.com', phoneNumber: '+12345678900' },
      paymentsKey: 'pk_test_XXooYYauvdEDq12NiTphI7sa',
    });
    expect((await api.upstream()).sort()).toEqual(['GET /projects/gigs', 'GET /projects/gigs/credentials']);
  });

  it('has nulls where Gigs has none', async () => {
    const answer = await api.start({ settings: { GIGS_PROJECT: seedProjects.test } }).call('getProject');
    expect(answer.body).toEqual({
      id: 'gigs-test',
      name: 'Gigs Connect (test)',
      type: 'test',
      image: null,
      locales: ['en-US'],
      currency: null,
      support: null,
      paymentsKey: null,
    });
  });

  it.each([
    { payments: { currency: 'EUR', mode: 'live' }, billing: { currency: 'USD' }, currency: 'EUR' },
    { payments: null, billing: { currency: 'USD' }, currency: 'USD' },
    { payments: null, billing: null, currency: null },
  ])('has the currency of payments, else of billing: $currency', async ({ currency, ...members }) => {
    const body = { id: 'gigs', name: 'Gigs', type: 'live', image: null, locales: [], support: null, ...members };
    await api.sandbox.fault({ method: 'GET', path: '/projects/gigs', fault: 'status', status: 200, body });
    expect((await api.start().call('getProject')).body.currency).toBe(currency);
  });

  it('has no payments key where Gigs knows none', async () => {
    await api.sandbox.fault({ method: 'GET', path: '*/credentials', fault: 'status', status: 404 });
    expect((await api.start().call('getProject')).body.paymentsKey).toBeNull();
  });
});

describe('given that Gigs does not answer', () => {
  it.each([
    { path: '/projects/gigs', fault: 'status', status: 500 },
    { path: '/projects/gigs', fault: 'status', status: 401 },
    { path: '/projects/gigs', fault: 'status', status: 404 },
    { path: '/projects/gigs', fault: 'status', status: 422 },
    { path: '/projects/gigs', fault: 'reset' },
    { path: '/projects/gigs', fault: 'redirect' },
    { path: '/projects/gigs', fault: 'malformed' },
    { path: '/projects/gigs', fault: 'truncate' },
    { path: '*/credentials', fault: 'status', status: 503 },
  ])('says so after $fault $status of $path', async (fault) => {
    await api.sandbox.fault({ method: 'GET', times: 2, ...fault });
    expectProblem(await api.start().call('getProject'), 'gigs-unavailable', { 'retry-after': '5' });
  });

  it('passes on how long Gigs wants it to wait', async () => {
    await api.sandbox.fault({ method: 'GET', path: '/projects/gigs', fault: 'status', status: 429, retryAfter: 17 });
    expectProblem(await api.start().call('getProject'), 'gigs-unavailable', { 'retry-after': '17' });
  });

  it('gives up in time when Gigs hangs', async () => {
    await api.sandbox.fault({ method: 'GET', path: '/projects/gigs', fault: 'hang', times: 2 });
    const hurried = api.start({ settings: { GIGS_GET_TIMEOUT_MS: '100' } });
    expectProblem(await hurried.call('getProject'), 'gigs-unavailable', { 'retry-after': '5' });
  });
});
