import { randomInt } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * An id like Gigs' own. Random, since Gigs never uses one twice: a counter would begin again after a reset, and
 * whoever remembers a subscription add-on from before would take a new one for it.
 */
export function newId(prefix: string): string {
  const tail = Array.from({ length: 14 }, () => base62[randomInt(base62.length)]);
  return `${prefix}_0SNlurA049MEWV${tail.join('')}`;
}
