import { expect, it } from 'vitest';
import { playAllPairs } from './await-failures.ts';
import { buying } from './await-scenarios.ts';

const isNightly = process.env['NIGHTLY'] === '1';
const timeout = isNightly ? 3_600_000 : 300_000;

it.each(buying)('every two calls fail: a purchase that is $name', { timeout }, async (scenario) => {
  const runs = await playAllPairs(scenario, isNightly);
  console.log(`pairs of failures, ${scenario.name}: ${runs} runs`);
  expect(runs).toBeGreaterThan(500);
});
