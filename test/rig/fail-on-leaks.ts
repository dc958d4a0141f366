// Runs around every test file: whatever a function said in it, in an answer or in its log, was looked through.
import { afterAll, expect } from 'vitest';
import { handOnCounts } from '../security/tally.ts';
import { watched } from './leak-watch.ts';

afterAll(() => {
  const { leaks, looks } = watched();
  if (looks > 0) handOnCounts({ 'looks in the whole suite': looks, 'leaks in the whole suite': leaks.length });
  expect(leaks).toEqual([]);
});
