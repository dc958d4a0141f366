import { expect, it } from 'vitest';
import { playAllPairs } from './await-failures.ts';
import { buying } from './await-scenarios.ts';

const isNightly = process.env['NIGHTLY'] === '1';

it.each(buying)('every two calls fail: a purchase that is $name', { timeout: 300_000 }, async (scenario) => {
  const runs = await playAllPairs(scenario, isNightly);
  console.log(`pairs of failures, ${scenario.name}: ${runs} runs`);
  expect(runs).toBeGreaterThan(500);
});
