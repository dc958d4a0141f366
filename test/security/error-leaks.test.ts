import { describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type OperationName, operationNames, operations } from '../../shared/contract/operations.ts';
import type { Gigs } from '../../shared/gigs/gigs.ts';
import type { LedgerStore } from '../../shared/purchases/ledger-store.ts';
import type { Asked } from '../rig/event.ts';
import type { Instance, InstanceOptions } from '../rig/rig.ts';
import { newKey, oneGigabyte } from './shop.ts';
import { tally } from './tally.ts';
import { useWorld } from './world.ts';

const world = useWorld();
const { canaries } = world;

const secret = (where: string) => canaries.plant(`an error: ${where}`);

/** What a port may throw, with markers where errors of the AWS clients, of fetch and of people have their words. */
const thrown: Readonly<Record<string, () => unknown>> = {
  'an error': () => new Error(`arn:aws:dynamodb:eu-west-1:123456789012:table/${secret('message')}`),
  'an error with causes': () =>
    new Error(secret('outer'), { cause: new Error(secret('inner'), { cause: secret('innermost') }) }),
  'an error of several lines': () =>
    new Error(`x\n    at ${secret('a false frame')} (/var/task/${secret('a path')})\n${secret('the end')}`),
  'an error of AWS': () =>
    Object.assign(new Error(secret('AWS')), {
      name: 'AccessDeniedException',
      $metadata: { requestId: secret('AWS request') },
      $response: { headers: { authorization: secret('AWS header') } },
    }),
  'many errors': () => new AggregateError([new Error(secret('one'))], secret('many')),
  'a TypeError': () => new TypeError(secret('type')),
  'a text': () => secret('text'),
  'an object': () => ({ message: secret('object'), status: 200, statusCode: 200, body: secret('body') }),
  nothing: () => undefined,
  null: () => null,
  'a response': () => new Response(secret('response'), { status: 200 }),
  'an error that answers': () =>
    Object.assign(new Error(secret('answer')), { getResponse: () => new Response(secret('got'), { status: 200 }) }),
  'an error that cannot be read': () => {
    const error = new Error('x');
    Object.defineProperty(error, 'message', {
      get: () => {
        throw new Error(secret('getter'));
      },
    });
    return error;
  },
};

const asked: Asked = {
  params: {
    subscription: seedSubscriptions.jerry,
    plan: 'pln_a',
    purchase: 'pur_a',
    subscriptionAddon: 'sad_a',
    code: 'price-changed',
  },
  headers: { 'idempotency-key': newKey() },
};

async function ask(instance: Instance, operation: OperationName) {
  tally('cases tried');
  return instance.call(operation, operations[operation].method === 'POST' ? { ...asked, body: oneGigabyte } : asked);
}

/** Every method of a port throws. */
function throwing<Port extends object>(port: Port, what: () => unknown): Port {
  const methods = Object.keys(port).map((name) => [
    name,
    async () => {
      throw what();
    },
  ]);
  return Object.fromEntries(methods) as Port;
}

const layers: Readonly<Record<string, (what: () => unknown) => InstanceOptions>> = {
  'the Gigs client': (what) => ({ gigs: (gigs: Gigs) => throwing(gigs, what) }),
  'the store': (what) => ({ store: (store: LedgerStore) => throwing(store, what) }),
  'the source of the key': (what) => ({ keys: throwing({ current: async () => '', refused: async () => null }, what) }),
  'the network': (what) => ({
    fetch: async () => {
      throw what();
    },
  }),
};

describe.each(Object.keys(layers))('%s', (layer) => {
  it.each(Object.keys(thrown))('throws %s: said in our words, and nothing of it comes out', async (name) => {
    const what = thrown[name] as () => unknown;
    const instance = world.start(layers[layer]?.(what) ?? {});
    for (const operation of operationNames) {
      const answer = await ask(instance, operation);
      if (operations[operation].access === 'public') continue;
      if (answer.status < 400) continue;
      expect({ operation, status: [404, 500, 503].includes(answer.status) }).toEqual({ operation, status: true });
      expect(Object.keys(answer.body).sort()).toEqual([
        'code',
        'detail',
        'requestId',
        'retryable',
        'status',
        'title',
        'type',
      ]);
    }
    for (const line of instance.log) expect(() => JSON.parse(line)).not.toThrow();
    expect(canaries.leaks).toEqual([]);
  });
});
