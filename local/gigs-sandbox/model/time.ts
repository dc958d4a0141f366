import type { Validity } from './resources.ts';

export const dayMs = 86_400_000;

/** A span of time, in ms since the epoch; `number` counts from 1. */
export interface Span {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** `at` (ms since the epoch) as Gigs' pages print a time: in whole seconds, UTC. */
export function rfc3339(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The moment `count` validities after `at`. A month ends on the same day of the next one, or on its last day. */
export function addValidity(at: number, validity: Validity, count = 1): number {
  const units = validity.value * count;
  if (validity.unit === 'day') return at + units * dayMs;
  const moved = new Date(at);
  const dayOfMonth = moved.getUTCDate();
  moved.setUTCMonth(moved.getUTCMonth() + units);
  // 31 January plus a month overflows into March; day 0 goes back to the end of February.
  if (moved.getUTCDate() !== dayOfMonth) moved.setUTCDate(0);
  return moved.getTime();
}

/** Which of the periods that follow each other from `start` on holds `now`; the first one before that. */
export function periodAt(start: number, validity: Validity, now: number): Span {
  let number = 1;
  // Counted from the start each time: adding months to the end of February would lose the 31st for good.
  while (addValidity(start, validity, number) <= now) number += 1;
  return { number, start: addValidity(start, validity, number - 1), end: addValidity(start, validity, number) };
}
