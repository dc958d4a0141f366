import type { Call } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { GigsKeyUnavailable } from './outcome.ts';

/**
 * The key to send.
 *
 * @throws GigsKeyUnavailable, also where it does not come before nobody waits any more.
 */
export async function currentKey({ keys, now }: GigsConnection, call: Call): Promise<string> {
  const key = await withinMs(call.answerBy - now(), keys.current());
  if (key === undefined) throw new GigsKeyUnavailable('unreadable');
  return key;
}

/** Tells the key source that Gigs answered 401 to `key`. The key to use instead, null while there is none. */
export async function keyAfterRefusal({ keys, now }: GigsConnection, key: string, call: Call): Promise<string | null> {
  const other = await withinMs(
    call.answerBy - now(),
    keys.refused(key).catch(() => null),
  );
  return other === undefined || other === key ? null : other;
}

/** What the promise resolves to, `undefined` when that takes longer. The promise itself goes on: others may await it. */
async function withinMs<Value>(ms: number, promise: Promise<Value>): Promise<Value | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
