import { describe, expect, it } from 'vitest';
import { callNames } from '../../rig/simulated-network.ts';
import { failuresOf, play, playNamed, waysOf } from './await-failures.ts';
import { buying, settling } from './await-scenarios.ts';

const notYetFailed = new Set(callNames.flatMap((name) => waysOf(name).map((way) => `${name}: ${way}`)));
let runs = 0;

describe.each([...buying, ...settling])('a purchase that is $name', (scenario) => {
  it('ends as it should when nothing fails', async () => {
    const { world } = await play(scenario, new Map());
    expect(world.reasons().at(-1)).toBe(scenario.endsWith);
    expect(world.reasons().filter((reason) => reason === 'begun')).toHaveLength(scenario.begins ?? 1);
  });

  it('keeps every invariant whichever call fails, in whatever way', async () => {
    for (const failure of failuresOf(await play(scenario, new Map()))) {
      const { failed } = await playNamed(scenario, new Map([failure]));
      for (const [name, way] of failed) notYetFailed.delete(`${name}: ${way}`);
      runs += 1;
    }
  });
});

it('every call that leaves the process was made to fail in each way', () => {
  console.log(`single failures: ${runs} runs`);
  expect([...notYetFailed]).toEqual([]);
});
