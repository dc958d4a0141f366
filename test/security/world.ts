import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { seedUsers } from '../../local/gigs-sandbox/seed.ts';
import type { OperationName } from '../../shared/contract/operations.ts';
import { Clock } from '../rig/clock.ts';
import type { Asked } from '../rig/event.ts';
import { type Answered, type Instance, type InstanceOptions, type Rig, startRig } from '../rig/rig.ts';
import { Canaries } from './canaries.ts';
import { Door } from './door.ts';
import { type MarkedGigs, startMarkedGigs } from './marked-gigs.ts';
import { handOnTally, tally } from './tally.ts';

/**
 * The world of a file of the security suite: the function over a real table and a Gigs in whose every answer there are
 * markers, with a key that is one. All that leaves is looked through, and after the file nothing may have been found.
 */
export class World {
  readonly canaries = new Canaries();
  readonly clock = new Clock();
  readonly gigsKey = `gpk_${this.canaries.plant('the Gigs API key')}`;
  #rig: Rig | undefined;
  #gigs: MarkedGigs | undefined;
  readonly #doors: Door[] = [];

  get rig(): Rig {
    if (!this.#rig) throw new Error('The world is there while tests run');
    return this.#rig;
  }

  get sandbox(): Rig['sandbox'] {
    return this.rig.sandbox;
  }

  get gigs(): MarkedGigs {
    if (!this.#gigs) throw new Error('The world is there while tests run');
    return this.#gigs;
  }

  async begin(): Promise<void> {
    this.#rig = await startRig({ now: this.clock.now, apiKeys: [this.gigsKey] });
    this.#gigs = await startMarkedGigs(this.#rig.gigsUrl, this.canaries);
  }

  async end(): Promise<void> {
    for (const door of this.#doors) door[Symbol.dispose]();
    this.#gigs?.close();
    await this.#rig?.[Symbol.asyncDispose]();
    const { planted, looks, leaks } = this.canaries;
    tally('canaries planted', planted);
    tally('looks for canaries', looks);
    tally('canaries found elsewhere', leaks.length);
    expect(leaks).toEqual([]);
  }

  /** An instance of the function. Users may call it as often as they like, unless the settings say otherwise. */
  start({ settings, ...options }: InstanceOptions = {}): Instance {
    const instance = this.rig.start({
      now: this.clock.now,
      ...(this.#gigs && { gigsUrl: this.#gigs.url }),
      keys: { current: async () => this.gigsKey, refused: async () => null },
      settings: { USER_REQUESTS_PER_MINUTE: '0', ...settings },
      onLine: (line) => this.canaries.look(line, { place: 'log', status: null, user: null }),
      ...options,
    });
    return { ...instance, call: this.#watched(instance) };
  }

  /** The public door to a new instance of the function. */
  async open(options: InstanceOptions = {}): Promise<Door> {
    const door = await Door.open(this.start(options), this.canaries);
    this.#doors.push(door);
    return door;
  }

  /** The requests that reach Gigs while `act` runs, with what it comes to. */
  async during<Result>(act: () => Promise<Result>): Promise<{ result: Result; upstream: string[] }> {
    const before = this.gigs.requests.length;
    const result = await act();
    return { result, upstream: this.gigs.requests.slice(before) };
  }

  #watched(instance: Instance) {
    return async (operation: OperationName, asked: Asked = {}): Promise<Answered> => {
      const answer = await instance.call(operation, asked);
      const user = asked.claims?.['gigs_user'] ?? seedUsers[asked.user ?? 'jerry'];
      this.look(answer, user);
      return answer;
    };
  }

  /** Looks through an answer for what must not be in it. */
  look({ status, headers, body }: Answered, user: string | null): void {
    this.canaries.look(JSON.stringify(body), { place: 'body', status, user });
    this.canaries.look(JSON.stringify(headers), { place: 'header', status, user });
  }
}

/** A world for a file, as at the start before each test. */
export function useWorld(): World {
  const world = useOneWorld();
  beforeEach(() => world.rig.reset());
  return world;
}

/** A world for a file whose tests go on where the one before ended. */
export function useOneWorld(): World {
  const world = new World();
  handOnTally();
  beforeAll(() => world.begin());
  afterAll(() => world.end());
  return world;
}
