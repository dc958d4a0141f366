import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createUserHash } from '../../../shared/observability/user-hash.ts';

const jerry = 'usr_0SNlurA049MEWV4OpCwsNyC9Kn2d';

function hashWith(...gigsKeys: string[]) {
  let at = 0;
  const hash = createUserHash({
    current: async () => gigsKeys[at] ?? '',
    refused: async () => gigsKeys[++at] ?? null,
  });
  return hash;
}

async function readHashWith(gigsKey: string) {
  const hash = hashWith(gigsKey);
  await hash.keys.current();
  return hash;
}

it('is not there before the key is', () => {
  expect(hashWith('gpk_a').hashOf(jerry)).toBeUndefined();
});

it('is the same for the same user in every instance, and no part of the id', async () => {
  const [one, other] = [await readHashWith('gpk_a'), await readHashWith('gpk_a')];
  expect(one.hashOf(jerry)).toMatch(/^[\w-]{22}$/);
  expect(one.hashOf(jerry)).toBe(other.hashOf(jerry));
  expect(one.hashOf('usr_other')).not.toBe(one.hashOf(jerry));
});

it('cannot be made without the key', async () => {
  const { hashOf } = await readHashWith('gpk_a');
  expect((await readHashWith('gpk_b')).hashOf(jerry)).not.toBe(hashOf(jerry));
  expect(createHash('sha256').update(jerry).digest('base64url')).not.toContain(hashOf(jerry));
});

it('changes with the key, and hands on what the key source says', async () => {
  const { keys, hashOf } = hashWith('gpk_a', 'gpk_b');
  expect(await keys.current()).toBe('gpk_a');
  const before = hashOf(jerry);
  expect(await keys.refused('gpk_a')).toBe('gpk_b');
  expect(hashOf(jerry)).not.toBe(before);
  const after = hashOf(jerry);
  expect(await keys.refused('gpk_b')).toBeNull();
  expect(hashOf(jerry)).toBe(after);
});
