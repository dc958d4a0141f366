import fc from 'fast-check';
import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, operationNames, operations } from '../../shared/contract/operations.ts';
import { pathTricks } from './corpora/path-tricks.ts';

/** A request as bytes may say it: a target that no client would tidy up, and headers that no client would send. */
export interface FuzzedTarget {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly user: 'jerry' | null;
}

const trick = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...pathTricks) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...pathTricks).map((text) => encodeURIComponent(Buffer.from(text).toString())),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
);
const templates = operationNames.map((name) => (operations[name] as Operation).path);
const filled = fc
  .tuple(fc.constantFrom(...templates), fc.oneof(trick, fc.constant(seedSubscriptions.jerry)), trick)
  .map(([template, first, second]) => {
    const parts = [first, second];
    return template.replace(/\{\w+\}/g, () => parts.shift() ?? '');
  });
const climbing = fc
  .tuple(
    fc.constantFrom('/health/', '/problems/', '/v1/', '/v1/subscriptions/', '/openapi.json/', '/', ''),
    trick,
    fc.constantFrom('', ...templates),
  )
  .map(([start, text, template]) => `${start}${text}${template}`);
const withQuery = fc
  .tuple(fc.constantFrom(...templates), trick, trick)
  .map(([path, name, value]) => `${path}?${name}=${value}`);

const spoofs = fc.dictionary(
  fc.constantFrom(
    'x-original-url',
    'x-rewrite-url',
    'x-forwarded-host',
    'x-forwarded-prefix',
    'x-http-method-override',
    'forwarded',
    'x-amzn-request-context',
    'cookie',
    'range',
    'expect',
    'accept',
    'upgrade',
  ),
  fc.constantFrom('/v1/project', 'DELETE', 'host=evil.example', 'bytes=0-1', '100-continue', 'h2c', 'x'.repeat(2000)),
  { maxKeys: 3 },
);

export const fuzzedTarget: fc.Arbitrary<FuzzedTarget> = fc.record({
  method: fc.oneof(
    { weight: 8, arbitrary: fc.constant('GET') },
    {
      weight: 2,
      arbitrary: fc.constantFrom('POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'FOO', 'get'),
    },
  ),
  // As it goes over the wire: UTF-8, each byte a character.
  target: fc
    .oneof({ weight: 3, arbitrary: filled }, climbing, withQuery)
    .map((target) => Buffer.from(target).toString('latin1')),
  headers: spoofs,
  user: fc.oneof({ weight: 3, arbitrary: fc.constant('jerry' as const) }, fc.constant(null)),
});
