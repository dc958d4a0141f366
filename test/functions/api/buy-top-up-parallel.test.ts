import { describe, expect, it } from 'vitest';
import { kramerTopUpId, seedSubscriptions } from '../../../local/gigs-sandbox/seed.ts';
import type { Answered } from '../../rig/rig.ts';
import { buy, newKey, oneGigabyte, useApi } from './setup.ts';

const api = useApi();

function count(answers: readonly Answered[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const name = body.code ?? String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('the same request, many times at once', () => {
  it('is one purchase, on one instance or on several', async () => {
    const key = newKey();
    const instances = Array.from({ length: 5 }, () => api.start());
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const instance = instances[index % instances.length] ?? api.start();
        return buy(instance, { key: index % 2 ? key : `"${key}"` });
      }),
    );
    const { 201: bought = 0, 'purchase-in-progress': running = 0 } = count(answers);
    expect(bought + running).toBe(50);
    const first = answers.filter(({ status, headers }) => status === 201 && !headers['idempotent-replayed']);
    expect(first).toHaveLength(1);
    expect(new Set(answers.map(({ headers }) => headers['location']))).toEqual(
      new Set([first[0]?.headers['location']]),
    );
    expect(await api.posts()).toBe(1);
    expect(await api.bought()).toBe(1);
  });
});

describe('the same add-on with many keys at once', () => {
  it('is bought once', async () => {
    const instance = api.start();
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(instance)));
    const counts = count(answers);
    expect(counts['201']).toBe(1);
    expect((counts['purchase-unresolved'] ?? 0) + (counts['recent-purchase'] ?? 0)).toBe(9);
    expect(await api.posts()).toBe(1);
  });

  it('is bought one after the other where it may be repeated', async () => {
    const instance = api.start();
    const body = { ...oneGigabyte, allowRepeat: true };
    const counts = count(await Promise.all(Array.from({ length: 6 }, () => buy(instance, { body }))));
    expect((counts['201'] ?? 0) + (counts['purchase-unresolved'] ?? 0)).toBe(6);
    expect(await api.posts()).toBe(counts['201']);
  });
});

describe('one purchase more than the limit at once', () => {
  it.each([1, 10])('of %s makes exactly so many', async (limit) => {
    const instance = api.start({ settings: { PURCHASE_LIMIT_PER_DAY: String(limit) } });
    const answers = await Promise.all(
      Array.from({ length: limit + 1 }, (_, index) =>
        buy(instance, {
          user: 'kramer',
          subscription: seedSubscriptions.kramer,
          body: { addon: kramerTopUpId(index + 1), price: { amount: 99 + 50 * index, currency: 'USD' } },
        }),
      ),
    );
    expect(count(answers)).toEqual({ 201: limit, 'purchase-limit': 1 });
    expect(await api.posts()).toBe(limit);
  });
});
