import { describe, expect, it } from 'vitest';
import type { Instance } from '../../rig/rig.ts';
import { buy, expectProblem, useApi } from './setup.ts';

const api = useApi();

async function statuses(instance: Instance, count: number, user: 'jerry' | 'elaine' = 'jerry'): Promise<number[]> {
  const answers = [];
  for (let index = 0; index < count; index++) answers.push(await instance.call('getProject', { user }));
  return answers.map(({ status }) => status);
}

describe('a user who calls too often', () => {
  const settings = { USER_REQUESTS_PER_MINUTE: '3' };

  it('is told to wait, for as long as it takes until the next call, and nothing reaches Gigs', async () => {
    const instance = api.start({ settings });
    expect(await statuses(instance, 3)).toEqual([200, 200, 200]);
    const before = (await api.upstream()).length;
    const refused = await instance.call('getProject');
    expectProblem(refused, 'too-many-requests', { 'retry-after': expect.stringMatching(/^(19|20)$/) });
    expectProblem(await buy(instance), 'too-many-requests', { 'retry-after': expect.any(String) });
    expect((await api.upstream()).length).toBe(before);
    api.clock.advance(Number(refused.headers['retry-after']) * 1000);
    expect(await statuses(instance, 1)).toEqual([200]);
    expect(await statuses(instance, 1)).toEqual([429]);
  });

  it('may call as often again after a minute, and no more after an hour', async () => {
    const instance = api.start({ settings });
    await statuses(instance, 4);
    api.clock.advance(60_000);
    expect(await statuses(instance, 4)).toEqual([200, 200, 200, 429]);
    api.clock.advance(3_600_000);
    expect(await statuses(instance, 4)).toEqual([200, 200, 200, 429]);
  });

  it('does not hold up another', async () => {
    const instance = api.start({ settings });
    await statuses(instance, 4);
    expect(await statuses(instance, 3, 'elaine')).toEqual([200, 200, 200]);
  });

  it('is counted by each instance for itself', async () => {
    await statuses(api.start({ settings }), 4);
    expect(await statuses(api.start({ settings }), 3)).toEqual([200, 200, 200]);
  });

  it('also counts what is refused for its form, but neither strangers nor what is public', async () => {
    const instance = api.start({ settings });
    for (let index = 0; index < 3; index++) await instance.call('getProject', { query: 'x=1' });
    expect(await statuses(instance, 1)).toEqual([429]);
    for (let index = 0; index < 5; index++) {
      expect((await instance.call('getHealth')).status).toBe(200);
      expect((await instance.call('getProject', { claims: null })).status).toBe(401);
    }
  });

  it('is nobody where the settings say 0, and somebody after 120 calls where they say nothing', async () => {
    const instance = api.start({ settings: { USER_REQUESTS_PER_MINUTE: '0' } });
    const byDefault = api.rig.start({ now: () => 1_795_262_400_000 });
    const bad = { query: 'x=1' };
    for (let index = 0; index < 130; index++) {
      expect((await instance.call('getProject', bad)).status).toBe(400);
      expect((await byDefault.call('getProject', bad)).status).toBe(index < 120 ? 400 : 429);
    }
  });
});
