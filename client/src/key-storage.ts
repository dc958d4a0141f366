/** Where the app keeps text, such as AsyncStorage, MMKV, SecureStore or `localStorage`. It must outlive the app's process. */
export interface KeyStorage {
  get(name: string): Promise<string | null | undefined>;
  set(name: string, value: string): Promise<unknown>;
  remove(name: string): Promise<unknown>;
}

interface Locks {
  request<T>(name: string, run: () => Promise<T>): Promise<T>;
}

const tails = new Map<string, Promise<unknown>>();

/**
 * Runs one after the other what is given for one name, so that none reads what another is about to change: within this
 * process, and between the tabs of a browser where it has locks.
 */
export function alone<T>(name: string, run: () => Promise<T>): Promise<T> {
  const { locks } = (globalThis as { navigator?: { locks?: Locks } }).navigator ?? {};
  const turn = () => (locks ? locks.request(name, run) : run());
  const mine = (tails.get(name) ?? Promise.resolve()).then(turn);
  tails.set(
    name,
    mine.catch(() => undefined),
  );
  return mine;
}
