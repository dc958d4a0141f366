import { createHmac, hkdfSync } from 'node:crypto';
import type { KeySource } from '../gigs-key.ts';

export interface UserHash {
  /** The given key source, listened to. */
  readonly keys: KeySource;
  /**
   * A user's name in logs: the same for the same user as long as the Gigs API key is the same, and of no use to whoever
   * does not have that key. `undefined` while no key was read.
   */
  hashOf(user: string): string | undefined;
}

/**
 * Keyed hashes of user ids, since a plain hash of a known id is as good as the id. The key for them is derived from the
 * Gigs API key: so there is no second secret to keep, none in the template, and it changes when that key does.
 */
export function createUserHash(source: KeySource): UserHash {
  let gigsKey: string | undefined;
  let hashKey: Buffer | undefined;

  function learn<Key extends string | null>(key: Key): Key {
    if (key !== null && key !== gigsKey) {
      gigsKey = key;
      hashKey = Buffer.from(hkdfSync('sha256', key, '', 'user ids in logs', 32));
    }
    return key;
  }

  return {
    keys: {
      current: async () => learn(await source.current()),
      refused: async (key) => learn(await source.refused(key)),
    },
    hashOf(user) {
      if (hashKey === undefined) return undefined;
      return createHmac('sha256', hashKey).update(user).digest('base64url').slice(0, 22);
    },
  };
}
