import { beforeAll, describe, expect, it } from 'vitest';
import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, operationNames, operations } from '../../shared/contract/operations.ts';
import { problemCodes } from '../../shared/contract/problems.ts';
import type { Answered, Instance } from '../rig/rig.ts';
import { Door } from './door.ts';
import { buy, elaineSmall, newKey } from './shop.ts';
import { tally } from './tally.ts';
import { useOneWorld } from './world.ts';

/**
 * The third attempt: Elaine wants to know what nobody tells: the key, a token, another's data, how the service is made.
 * Markers are found by the door; here is what has none: words that only the inside of a service knows.
 */
const world = useOneWorld();
let instance: Instance;
let door: Door;
const own = seedSubscriptions.elaine;

beforeAll(async () => {
  instance = world.start();
  door = await Door.open(instance, world.canaries);
  return () => door[Symbol.dispose]();
});

/** Of stacks, files, packages, AWS, tables, secrets, settings and hosts. */
const insides =
  /\bat (?:async )?\w[\w.<>]* \(|node_modules|\.m?[jt]s:\d|zod|hono|dynamodb|arn:aws|amazonaws|purchase-ledgers|gigs-api-key|GIGS_[A-Z]+|AWS_[A-Z]+|127\.0\.0\.1|\/var\/task|X-Amz|secretsmanager/i;

function expectNoInsides(answer: Answered): void {
  const said = JSON.stringify([answer.headers, answer.body]);
  expect(insides.exec(said)?.[0]).toBeUndefined();
}

async function send(request: Parameters<Door['send']>[0]): Promise<Answered> {
  tally('attempts of an attacker with an account');
  const answer = await door.send({ user: 'elaine', ...request });
  expectNoInsides(answer);
  return answer;
}

const targets = operationNames.map((name) => {
  const { method, path }: Operation = operations[name];
  return { method, target: path.replace('{subscription}', own).replace(/\{\w+\}/g, 'unknown') };
});

it('what can be read without an account names nothing inside', async () => {
  for (const target of ['/health', '/openapi.json', ...problemCodes.map((code) => `/problems/${code}`)]) {
    for (const accept of ['application/json', 'text/plain']) {
      expect((await send({ target, user: null, headers: { accept } })).status).toBe(200);
    }
  }
});

describe('a refusal', () => {
  it.each([
    ['of a token', { authorization: 'Bearer a.b.c' }],
    ['of a media type', { 'content-type': 'text/x-zod' }],
    ['of endless headers', { 'x-long': 'x'.repeat(12_000) }],
    ['of a length', { 'content-length': '99999999' }],
    ['of an expectation', { expect: 'arn:aws' }],
    ['of a range', { range: 'bytes=99999-' }],
    ['of a precondition', { 'if-match': '"x"', 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
  ])('%s is in words that do not change, and names nothing inside', async (_what, headers) => {
    for (const { method, target } of targets) {
      const isEndless = 'content-length' in headers;
      if (isEndless && method !== 'POST') continue;
      await send({ method, target, headers, ...('authorization' in headers && { user: null }) });
    }
  });

  it('repeats nothing of what was sent, wherever it stood', async () => {
    const word = 'Jx0marker0of0elaine';
    const names = [
      'x-request-id',
      'x-amzn-requestid',
      'x-correlation-id',
      'cookie',
      'origin',
      'referer',
      'accept-language',
      'host',
    ];
    for (const { method, target } of targets) {
      const place = {
        ...Object.fromEntries(names.map((name) => [name, word])),
        'idempotency-key': `${word}-${newKey()}`,
      };
      const answers = [
        await send({ method, target, headers: place }),
        await send({ method, target: `${target}?${word}=${word}`, headers: place }),
        await send({ method, target: `${target}/${word}` }),
        await send({
          method: 'POST',
          target,
          body: `{"${word}":"${word}"}`,
          headers: { 'content-type': 'application/json' },
        }),
        await send({ method: 'TRACE', target, headers: place }),
        await send({ method, target, user: null, headers: { authorization: `Bearer ${word}` } }),
      ];
      for (const answer of answers) expect(JSON.stringify([answer.headers, answer.body])).not.toContain(word);
    }
    expect(instance.log.join('\n')).not.toContain(word);
  });
});

it('the log says of all this which operation, which code and whose hash, and no more', async () => {
  await buy(door, { user: 'elaine', body: elaineSmall });
  const known = [
    'time',
    'level',
    'message',
    'requestId',
    'user',
    'operation',
    'status',
    'code',
    'durationMs',
    'reason',
  ];
  const requests = instance.log.map((line) => JSON.parse(line)).filter(({ message }) => message === 'request');
  expect(requests.length).toBeGreaterThan(50);
  for (const line of requests) expect(Object.keys(line).filter((member) => !known.includes(member))).toEqual([]);
});

describe("what is Jerry's and what is nobody's", () => {
  const nobodys = 'sub_0SNlurA049MEWV0000000000000000';

  it('are told apart by no byte, no header and no call', async () => {
    for (const { method, target } of targets.filter(({ target: path }) => path.includes(own))) {
      const asked =
        method === 'POST' ? { body: JSON.stringify(elaineSmall), headers: { 'content-type': 'application/json' } } : {};
      const ask = (line: string) => {
        const headers = { ...asked.headers, 'idempotency-key': newKey() };
        return world.during(() => send({ ...asked, method, target: target.replace(own, line), headers }));
      };
      const [one, other] = [await ask(seedSubscriptions.jerry), await ask(nobodys)];
      expect(shape(one, seedSubscriptions.jerry)).toEqual(shape(other, nobodys));
    }
  });

  function shape({ result, upstream }: { result: Answered; upstream: string[] }, line: string) {
    const { 'x-request-id': _, 'apigw-requestid': __, date: ___, ...headers } = result.headers;
    return {
      status: result.status,
      headers,
      body: { ...result.body, requestId: '' },
      upstream: upstream.map((request) => request.replaceAll(line, '')).sort(),
    };
  }
});
