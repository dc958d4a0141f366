import { describe, expect, it } from 'vitest';
import type { GigsEvent } from '../../../shared/gigs/connection.ts';
import { createGigsReport } from '../../../shared/observability/gigs-report.ts';
import { createLog } from '../../../shared/observability/log.ts';
import { createMetrics } from '../../../shared/observability/metrics.ts';
import { metricsIn } from '../../rig/embedded-metrics.ts';

const answered = { operation: 'getAddon', outcome: 'answered', reason: null, status: 200, durationMs: 12 } as const;

const cases: [string, Partial<GigsEvent>, object, string?][] = [
  ['an answer', {}, {}],
  ['a refusal', { outcome: 'refused', status: 422 }, {}],
  ['a purchase that is declined', { operation: 'createSubscriptionAddon', outcome: 'refused', status: 402 }, {}],
  [
    'a purchase whose form is refused',
    { operation: 'createSubscriptionAddon', outcome: 'refused', status: 400 },
    { GigsRefusedService: 1 },
    'gigs-refused-service',
  ],
  ['a read whose form is refused: a cursor of the app may be wrong', { outcome: 'refused', status: 400 }, {}],
  [
    'a key that Gigs does not know',
    { outcome: 'unavailable', reason: 'unauthenticated', status: 401 },
    { GigsRefusedService: 1 },
    'gigs-refused-service',
  ],
  [
    'a key that may not',
    { outcome: 'not-done', reason: 'forbidden', status: 403 },
    { GigsRefusedService: 1 },
    'gigs-refused-service',
  ],
  ['no answer', { outcome: 'unknown', reason: 'timeout', status: null }, { GigsFailed: 1 }, 'gigs-call-failed'],
  ['a limit', { outcome: 'not-done', reason: 'too-many-requests', status: 429 }, { GigsFailed: 1 }, 'gigs-call-failed'],
];

describe('an exchange with Gigs is reported:', () => {
  it.each(cases)('%s', (_name, given, counted, message) => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const event = { ...answered, ...given };
    createGigsReport(createLog(write, Date.now), createMetrics(write, Date.now, 'api'))(event);
    expect(Object.assign({}, ...metricsIn(lines))).toEqual({ GigsDuration: 12, ...counted });
    const said = lines.map((line) => JSON.parse(line)).filter((line) => 'message' in line);
    const { outcome: _outcome, ...shown } = event;
    expect(said).toMatchObject(message ? [{ message, ...shown }] : []);
    expect(said).toHaveLength(message ? 1 : 0);
  });
});
