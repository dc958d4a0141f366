export type Sleep = (ms: number) => Promise<void>;

export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** Waits so many milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Pauses between two tries: as long as the server asks for, or longer from try to try where it does not ask. False at once
 * where that is longer than the patience lasts.
 */
export type Pause = (retryAfterSeconds: number | null) => Promise<boolean>;

/**
 * Patience of so many milliseconds that begins now.
 *
 * @param isWanted whether anybody still waits; the pause after which nobody does throws.
 */
export function patienceOf({ now, sleep }: Clock, ms: number, isWanted: () => boolean): Pause {
  const endsAt = now() + ms;
  let backOffMs = 250;
  return async (retryAfterSeconds) => {
    backOffMs = Math.min(8000, backOffMs * 2);
    // Never sooner than asked for, and not a thousand phones at the same moment.
    const pauseMs = (retryAfterSeconds ?? 0) * 1000 + (retryAfterSeconds ? 250 : backOffMs) * Math.random();
    if (now() + pauseMs > endsAt) return false;
    await sleep(pauseMs);
    if (!isWanted()) throw new Error('aborted');
    return true;
  };
}

/** What comes of a promise, unless the signal is aborted before: then its reason is thrown. */
export function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal | undefined,
  onAbort?: () => void,
): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    function abort() {
      onAbort?.();
      // React Native's signals have no reason.
      reject(signal?.reason ?? Object.assign(new Error('Aborted'), { name: 'AbortError' }));
    }
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
