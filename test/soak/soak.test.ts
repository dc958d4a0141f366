import { expect, it } from 'vitest';
import { freePorts } from '../local/running-command.ts';
import { failuresOf, figuresOf } from './report.ts';
import { soak } from './soak.ts';
import { briefTimes } from './times.ts';

/** `npm run soak` in small: the same processes, faults and kills, for as long as a test may take. */
it('buys each thing once through faults and kills over real sockets', { timeout: 120_000 }, async () => {
  const port = await freePorts(5);
  const result = await soak({
    purchases: 30,
    users: 12,
    atOnce: 8,
    kills: 2,
    faults: 6,
    port,
    seed: 1,
    times: briefTimes,
  });
  expect(failuresOf(result), figuresOf(result).join('\n')).toEqual([]);
});
