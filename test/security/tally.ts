import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';

/** What the security suite counts. Their sums are printed when all tests are done. */
export type Counted =
  | 'cases tried'
  | 'cells of the matrix'
  | 'fuzzed requests'
  | 'fuzzed requests through sockets'
  | 'corpus requests'
  | 'mutated answers'
  | 'interleaved requests'
  | 'canaries planted'
  | 'looks for canaries'
  | 'canaries found elsewhere';

const counts: Partial<Record<Counted, number>> = {};

/** Counts `number` more of `what`. */
export function tally(what: Counted, number = 1): void {
  counts[what] = (counts[what] ?? 0) + number;
}

/** To be called once in each file of the suite: hands its counts on when it is done. */
export function handOnTally(): void {
  afterAll(() => writeFileSync(join(inject('tallies'), `${randomUUID()}.json`), JSON.stringify(counts)));
}
