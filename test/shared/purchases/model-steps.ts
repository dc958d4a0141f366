import fc from 'fast-check';
import type { Reply } from '../../rig/simulated-gigs.ts';
import { type CallName, callNames, type Fate, faults, type Way, ways } from '../../rig/simulated-network.ts';
import type { Wish } from '../../rig/simulated-world.ts';

/** What becomes of the next request to create, and how Gigs takes it. */
export interface Passage {
  readonly name: string;
  readonly reply: Reply;
  readonly fate?: Fate;
}

/** One thing that happens in the world. What is begun and not waited for goes on beside what comes next. */
export type Step =
  | { readonly do: 'buy'; readonly wish: Wish; readonly waits: boolean }
  | { readonly do: 'same key again'; readonly which: number; readonly waits: boolean }
  | { readonly do: 'same key, other body'; readonly which: number }
  | { readonly do: 'poll'; readonly which: number; readonly waits: boolean }
  | { readonly do: 'list'; readonly user: string; readonly subscription: string }
  | { readonly do: 'settle'; readonly waits: boolean }
  | { readonly do: 'audit'; readonly afterMs: number }
  | { readonly do: 'time passes'; readonly ms: number }
  | { readonly do: 'next request'; readonly passage: Passage }
  | { readonly do: 'next call fails'; readonly name: CallName; readonly way: Way }
  | { readonly do: 'next call freezes its process'; readonly name: CallName; readonly forMs: number }
  | { readonly do: 'a process dies'; readonly which: number }
  | { readonly do: 'until something is due'; readonly earlyMs: number }
  | { readonly do: 'listings lag'; readonly ms: number }
  | { readonly do: 'Gigs is down'; readonly forMs: number }
  | { readonly do: 'buying is paused'; readonly forMs: number }
  | { readonly do: 'bought outside'; readonly subscription: string; readonly addon: string }
  | { readonly do: 'line changes hands'; readonly subscription: string; readonly user: string }
  | { readonly do: 'operator resolves'; readonly subscription: string };

const user = fc.oneof({ weight: 7, arbitrary: fc.constant('usr_a') }, { weight: 1, arbitrary: fc.constant('usr_b') });
const subscription = fc.constantFrom('sub_1', 'sub_1', 'sub_1', 'sub_2');
const addon = fc.constantFrom('add_1', 'add_1', 'add_2');
const key = fc.constantFrom('key-1', 'key-2', 'key-3', 'key-4', 'key-5', 'key-6');
const waits = fc.boolean();
const which = fc.nat({ max: 20 });

const allowRepeat = fc.constantFrom(true, true, false);
const wish: fc.Arbitrary<Wish> = fc.record({ user, subscription, addon, key, allowRepeat });

// With the longest lag it is in the lists before `deadline` + settle time, even if it left at the last moment.
const longestDelayMs = 60_000;
const longestLagMs = 55_000;

const passage: fc.Arbitrary<Passage> = fc.oneof(
  fc.constantFrom<Passage>(
    { name: 'lost request', reply: 'creates', fate: faults['throws before its effect'] },
    { name: 'lost response', reply: 'creates', fate: faults['throws after its effect'] },
    { name: 'silence', reply: 'creates', fate: faults['hangs past the deadline'] },
    { name: 'death before it leaves', reply: 'creates', fate: faults['process dies before its effect'] },
    { name: 'death while it is on its way', reply: 'creates', fate: faults['process dies after its effect'] },
    { name: '5xx after commit', reply: 'creates, then fails' },
    { name: '5xx', reply: 'fails' },
    { name: 'refused', reply: 'refuses' },
    { name: 'service refused', reply: 'refuses the service' },
  ),
  fc.integer({ min: 1000, max: longestDelayMs }).map(
    (arrivesAfterMs): Passage => ({
      name: 'late delivery',
      reply: 'creates',
      fate: { arrivesAfterMs, answersAfterMs: 10 },
    }),
  ),
);

const minuteMs = 60_000;
const passed = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.integer({ min: 100, max: 9000 }),
  fc.integer({ min: 10_000, max: 40_000 }),
  fc.integer({ min: minuteMs, max: 4 * minuteMs }),
);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('buy'), wish, waits }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('same key again'), which, waits }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('same key, other body'), which }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('poll'), which, waits }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('list'), user, subscription }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle'), waits }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('audit'), afterMs: fc.constantFrom(15 * minuteMs, 24 * 60 * minuteMs) }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('time passes'), ms: passed }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('next request'), passage }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('next call fails'),
      name: fc.constantFrom(...callNames.filter((name) => name !== 'gigs create')),
      way: fc.constantFrom(...ways),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('a process dies'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('next call freezes its process'),
      name: fc.constantFrom<CallName>('gigs create', 'gigs create', 'gigs list', 'ledger write', 'ledger read'),
      forMs: fc.integer({ min: 1000, max: 5 * minuteMs }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('until something is due'),
      earlyMs: fc.constantFrom(0, 0, 50, 5000, 20_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('listings lag'), ms: fc.integer({ min: 0, max: longestLagMs }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('Gigs is down'), forMs: passed }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('buying is paused'), forMs: passed }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bought outside'), subscription, addon }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('line changes hands'), subscription, user }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('operator resolves'), subscription }) },
);

/** Settings, and the chance that orders what happens at once. */
export interface Course {
  readonly seed: number;
  readonly rules: {
    readonly limitPerDay: number;
    readonly repeatWindowSeconds: number;
    readonly sendsIdempotencyKey: boolean;
    readonly archive: { readonly kept: number; readonly batch: number };
  };
  readonly knowsKeys: boolean;
  /** Objects take so much longer until lists show them that it may be later than the settle time. */
  readonly moreLagMs: number;
  readonly oldObjects: number;
  readonly steps: readonly Step[];
}

export const course: fc.Arbitrary<Course> = fc.record({
  seed: fc.nat(),
  rules: fc.record({
    limitPerDay: fc.constantFrom(4, 10, 100),
    repeatWindowSeconds: fc.constantFrom(0, 30, 3600),
    sendsIdempotencyKey: fc.boolean(),
    archive: fc.record({ kept: fc.integer({ min: 0, max: 3 }), batch: fc.integer({ min: 1, max: 2 }) }),
  }),
  knowsKeys: fc.boolean(),
  moreLagMs: fc.oneof(
    { weight: 7, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: minuteMs, max: 20 * minuteMs }) },
  ),
  oldObjects: fc.constantFrom(0, 0, 0, 3, 199, 200, 250),
  steps: fc.array(step, { minLength: 1, maxLength: 50, size: 'max' }),
});
