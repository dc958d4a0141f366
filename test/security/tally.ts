import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';

/** What the security suite counts. Their sums are printed when all tests are done. */
export type Counted =
  | 'cases tried'
  | 'rows of the threat model with a test'
  | 'cells of the matrix'
  | 'fuzzed requests'
  | 'fuzzed requests through sockets'
  | 'corpus requests'
  | 'mutated answers'
  | 'interleaved requests'
  | 'attempts of an attacker with an account'
  | 'canaries planted'
  | 'looks for canaries'
  | 'canaries found elsewhere'
  | 'looks in the whole suite'
  | 'leaks in the whole suite';

type Counts = Partial<Record<Counted, number>>;

const counts: Counts = {};

/** Counts `number` more of `what`. */
export function tally(what: Counted, number = 1): void {
  counts[what] = (counts[what] ?? 0) + number;
}

/** To be called once in each file of the suite: hands its counts on when it is done. */
export function handOnTally(): void {
  afterAll(() => handOnCounts(counts));
}

/** Hands counts on at once. */
export function handOnCounts(some: Counts): void {
  writeFileSync(join(inject('tallies'), `${randomUUID()}.json`), JSON.stringify(some));
}
