import type { TopUp } from '../contract/schemas.ts';

/** What Gigs offered for a plan at one time. */
export interface Snapshot {
  readonly topUps: readonly TopUp[];
  /** When the reading began, in milliseconds since the epoch. */
  readonly readAt: number;
}

/**
 * The catalogue's second level, which all instances share, so that many instances do not ask Gigs as often as there are
 * of them. It is a help and no more: no method throws, and each gives up soon.
 */
export interface SharedCatalogue {
  read(plan: string): Promise<Snapshot | undefined>;
  write(plan: string, snapshot: Snapshot): Promise<void>;
  /** Whether this instance is the one to ask Gigs for the plan now. The turn passes on after a few seconds. */
  takeTurn(plan: string): Promise<boolean>;
}

/** For an instance that shares with nobody. */
export const noSharedCatalogue: SharedCatalogue = {
  read: async () => undefined,
  write: async () => {},
  takeTurn: async () => true,
};
