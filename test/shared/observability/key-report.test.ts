import { expect, it } from 'vitest';
import { createGigsKey } from '../../../shared/gigs-key.ts';
import { reportGigsKey } from '../../../shared/observability/key-report.ts';
import type { Metrics } from '../../../shared/observability/metrics.ts';
import type { SecretText } from '../../../shared/secret.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-21T09:00:00Z');

async function reportOf(readSecret: () => Promise<SecretText | undefined>) {
  const metrics: Parameters<Metrics>[0][] = [];
  const messages: unknown[] = [];
  const gigsKey = createGigsKey({ readSecret, cacheSeconds: 300, now: () => now });
  await reportGigsKey(
    gigsKey,
    () => now,
    (message, fields) => messages.push([message, fields]),
    (values) => metrics.push(values),
  );
  return { metrics, messages };
}

it('says how old the key is and how long it has left', async () => {
  const text = '{"key":"gpk_one","expiresAt":"2026-12-01T09:00:00Z"}';
  const report = await reportOf(async () => ({ text, createdAt: now - 80 * day }));
  expect(report).toEqual({ metrics: [{ GigsKeyAge: 80 * day, GigsKeyTimeLeft: 10 * day }], messages: [] });
});

it('says that a key that has run out has nothing left', async () => {
  const text = '{"key":"gpk_one","expiresAt":"2026-11-01T09:00:00Z"}';
  const { metrics } = await reportOf(async () => ({ text, createdAt: null }));
  expect(metrics).toEqual([{ GigsKeyTimeLeft: 0 }]);
});

it('says nothing of what the secret does not tell', async () => {
  const report = await reportOf(async () => ({ text: 'gpk_one', createdAt: null }));
  expect(report).toEqual({ metrics: [], messages: [] });
});

it('says that there is no key, whether or not anybody buys', async () => {
  const { metrics, messages } = await reportOf(async () => undefined);
  expect(metrics).toEqual([{ GigsKeyUnavailable: 1 }]);
  expect(messages).toEqual([['gigs-key-unavailable', { reason: 'not-set' }]]);
});

it('says why the secret cannot be read, by the name of the error alone', async () => {
  const denied = Object.assign(new Error('arn:aws:… may not read gpk_one'), { name: 'AccessDeniedException' });
  const { messages } = await reportOf(() => Promise.reject(denied));
  expect(messages).toEqual([['gigs-key-unavailable', { reason: 'unreadable', error: 'AccessDeniedException' }]]);
});
