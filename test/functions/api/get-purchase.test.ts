import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ledgerTableName } from '../../../local/aws/dynamodb.ts';
import { ledgerKey } from '../../../shared/purchases/ledger-items.ts';
import { buy, expectProblem, jerry, newKey, notable, readPurchase, useApi } from './setup.ts';

const api = useApi();

describe('a purchase', () => {
  it('is shown as it settled, however its add-on goes on, and without asking Gigs', async () => {
    const instance = api.start();
    const { body } = await buy(instance);
    const params = { subscription: jerry.subscription, subscriptionAddon: body.subscriptionAddon.id };
    api.clock.advance(5000);
    await instance.call('endSubscriptionAddon', { params });
    await api.sandbox.fault({ method: '*', path: '*', fault: 'status', status: 503, times: 1000 });
    const before = (await api.upstream()).length;
    const read = await readPurchase(instance, body.id);
    expect({ status: read.status, body: read.body }).toEqual({ status: 200, body });
    expect(read.headers['cache-control']).toBe('no-store');
    expect(notable(read)).toEqual({});
    expect((await api.upstream()).length).toBe(before);
  });

  it('is kept by the ledger, not by the instance', async () => {
    const { body } = await buy(api.start());
    expect((await readPurchase(api.start(), body.id)).body).toEqual(body);
  });

  it.each(['pur_nothing', 'x', 'constructor', '__proto__', 'sad_x'])('is not there: %s', async (purchase) => {
    const instance = api.start();
    expectProblem(await readPurchase(instance, purchase), 'purchase-not-found');
    await buy(instance);
    expectProblem(await readPurchase(instance, purchase), 'purchase-not-found');
  });

  it('is not there while its request was refused before it was begun', async () => {
    const instance = api.start();
    const key = newKey();
    const probe = await buy(instance, { key });
    await api.rig.reset();
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'status', status: 429 });
    expectProblem(await buy(instance, { key }), 'gigs-unavailable', { 'retry-after': '5' });
    expectProblem(await readPurchase(instance, probe.body.id), 'purchase-not-found');
  });

  it('says later that one should ask again later', async () => {
    const instance = api.start();
    await api.sandbox.fault({ method: 'POST', path: '*', fault: 'reset' });
    const { body } = await buy(instance);
    expect(notable(await readPurchase(instance, body.id))).toEqual({ 'retry-after': '2' });
    api.clock.advance(25_000);
    expect(notable(await readPurchase(instance, body.id))).toEqual({ 'retry-after': '10' });
  });
});

describe('a ledger that this version does not understand', () => {
  it.each([
    ['another schema version', '{"schemaVersion":2,"subscription":"x","version":1,"purchases":{},"stubs":{}}'],
    ['no JSON', 'x'],
    ['no ledger', '{}'],
  ])('is refused, never guessed: %s', async (_what, ledger) => {
    const item = { ...ledgerKey(jerry.subscription), version: { N: '1' }, ledger: { S: ledger } };
    await api.rig.dynamoDb.send(new PutItemCommand({ TableName: ledgerTableName, Item: item }));
    const instance = api.start();
    const unavailable = { 'retry-after': '5' };
    expectProblem(await readPurchase(instance, 'pur_x'), 'service-unavailable', unavailable);
    expectProblem(await buy(instance), 'service-unavailable', unavailable);
    const params = { subscription: jerry.subscription };
    expectProblem(await instance.call('listPurchases', { params }), 'service-unavailable', unavailable);
    expect(await api.posts()).toBe(0);
  });
});
