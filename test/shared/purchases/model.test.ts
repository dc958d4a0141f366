import fc from 'fast-check';
import { it } from 'vitest';
import { playCourse } from './model-play.ts';
import { course } from './model-steps.ts';

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
    { numRuns },
  );
  console.log(`what happened in ${numRuns} courses of events:`, Object.fromEntries(counts));
});
