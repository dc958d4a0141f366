import fc from 'fast-check';
import { it } from 'vitest';
import { playCourse } from './model-play.ts';
import { type Course, course } from './model-steps.ts';

/** Courses of events that once broke an invariant. */
const once: [Course][] = [
  // The ledger is slow to begin a purchase, which leaves no time to send it, and slow again when that is to be written.
  [
    {
      seed: 1182390496,
      rules: {
        limitPerDay: 4,
        repeatWindowSeconds: 0,
        sendsIdempotencyKey: false,
        archive: { kept: 0, batch: 1 },
      },
      knowsKeys: false,
      moreLagMs: 0,
      oldObjects: 0,
      steps: [
        { do: 'settle', waits: false },
        { do: 'buy', wish: wishOf('key-1'), waits: false },
        { do: 'buy', wish: wishOf('key-4'), waits: false },
        { do: 'line changes hands', subscription: 'sub_1', user: 'usr_a' },
      ],
    },
  ],
];

function wishOf(key: string) {
  return { user: 'usr_a', subscription: 'sub_2', addon: 'add_1', key, allowRepeat: true };
}

const numRuns = Number(process.env['MODEL_RUNS'] ?? 1000);

it(`no course of events breaks an invariant (${numRuns} runs)`, { timeout: 60_000 + numRuns * 60 }, async () => {
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(course, async (given) => {
      // In virtual time nothing else gets its turn, not even the test runner.
      await new Promise(setImmediate);
      const world = await playCourse(given);
      for (const reason of world.reasons()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }),
    { numRuns, examples: once },
  );
  console.log(`what happened in ${numRuns} courses of events:`, Object.fromEntries(counts));
});
