import { describe, expect, it } from 'vitest';
import { seedAddons, seedApiKey, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import { expectError, setup } from './setup.ts';

const gigs = '/projects/gigs';
const addon = `${gigs}/addons/${seedAddons.oneGigabyte}`;

describe('without a good key', () => {
  it.each([
    ['none', ''],
    ['another', 'Bearer gpk_other'],
    ['another scheme', `Basic ${seedApiKey}`],
    ['no scheme', seedApiKey],
    ['nothing but the scheme', 'Bearer '],
    ['two', `Bearer ${seedApiKey}, Bearer ${seedApiKey}`],
  ])('(%s) everything is the documented 401, before anything else', async (_what, authorization) => {
    const { call } = setup();
    for (const path of ['/projects', gigs, '/projects/unknown', `${gigs}/addons?limit=x`, '/.well-known/x', '/']) {
      const { status, body } = await call('GET', path, { headers: { authorization } });
      expect({ status, body }).toEqual({
        status: 401,
        body: { object: 'error', message: 'Invalid authorization token', type: 'unauthenticated' },
      });
    }
    const purchase = { body: '{"addon":', headers: { authorization } };
    expectError(await call('POST', `${gigs}/subscriptionAddons`, purchase), 401, 'unauthenticated');
  });
});

describe('queries are strict', () => {
  it.each([
    ['/projects?colour=red'],
    ['/projects?organization='],
    [`${gigs}?expand=legal`],
    [`${gigs}/credentials?x=1`],
    [`${gigs}/addons?user=usr_1`],
    [`${gigs}/addons?plan=`],
    [`${gigs}/addons?status=`],
    [`${gigs}/addons?status=Available`],
    [`${gigs}/addons?status=available,draft`],
    [`${gigs}/addons?type=topup`],
    [`${gigs}/addons?recurrenceType=monthly`],
    [`${gigs}/addons?plan=a&plan=b`],
    [`${addon}?x`],
    [`${gigs}/subscriptions?status=unknown`],
    [`${gigs}/subscriptions?user=`],
    [`${gigs}/subscriptions?email=jerry@seinfeld.example`],
    [`${gigs}/subscriptions/${seedSubscriptions.jerry}?x=1`],
    [`${gigs}/subscriptionAddons?status=`],
    [`${gigs}/subscriptionAddons?status=active,`],
    [`${gigs}/subscriptionAddons?status=active,dead`],
    [`${gigs}/subscriptionAddons?status=active&status=ended`],
    [`${gigs}/subscriptionAddons?subscription=`],
    [`${gigs}/subscriptionAddons?plan=pln_1`],
  ])('GET %s is invalid', async (path) => {
    expectError(await setup().call('GET', path), 422, 'invalid');
  });

  it('also where something would be changed, which it then is not', async () => {
    const { call, get } = setup();
    const body = { addon: seedAddons.oneGigabyte, subscription: seedSubscriptions.jerry };
    expectError(await call('POST', `${gigs}/subscriptionAddons?quantity=2`, { body }), 422, 'invalid');
    expectError(await call('POST', `${addon}/archive?force=1`), 422, 'invalid');
    expectError(await call('PATCH', `${addon}?x=1`, { body: { name: 'x' } }), 422, 'invalid');
    expect(await get('/sandbox/subscription-addons')).toEqual({ items: [] });
    expect(await get(addon)).toMatchObject({ name: '1GB Data Top-up', status: 'available' });
  });
});

describe('the path is looked at before query and body', () => {
  it.each([
    ['GET', '/projects/unknown/addons?limit=x'],
    ['POST', '/projects/unknown/subscriptionAddons'],
    ['PATCH', `${gigs}/addons/add_unknown`],
  ])('%s %s', async (method, path) => {
    const more = method === 'GET' ? {} : { body: '{"not json' };
    expectError(await setup().call(method, path, more), 404, 'notFound');
  });
});

describe('what is not there', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/projects/'],
    ['GET', `${gigs}/`],
    ['GET', `${gigs}/plans`],
    ['GET', `${gigs}/addons/${seedAddons.oneGigabyte}/`],
    ['GET', '/Projects/gigs'],
    ['POST', gigs],
    ['DELETE', addon],
    ['PUT', addon],
    ['GET', `${addon}/publish`],
    ['PATCH', `${gigs}/subscriptionAddons/sad_1`],
  ])('%s %s is 404', async (method, path) => {
    expectError(await setup().call(method, path), 404, 'notFound');
  });
});
