import type { KeySource } from '../gigs-key.ts';
import type { Fetch } from './fetch-over-http.ts';
import { idPattern } from './fields.ts';
import type { UnavailableReason } from './outcome.ts';

/** One exchange with Gigs as metrics and logs may know it: no id, no key, and nothing that Gigs wrote. */
export interface GigsEvent {
  /** The function's name: `getAddon`, `createSubscriptionAddon`, … */
  readonly operation: string;
  /** What became of this one exchange. A read that was tried again has an event for each try. */
  readonly outcome: 'answered' | 'refused' | 'unavailable' | 'not-done' | 'unknown';
  /** Why there was no readable answer, null where there was one. */
  readonly reason: UnavailableReason | null;
  readonly status: number | null;
  readonly durationMs: number;
}

/** All that the Gigs client needs to know of the outside. */
export interface GigsConnection {
  /** An origin: `https://api.gigs.com`. */
  readonly apiUrl: string;
  /** The Gigs project's id: a key belongs to one project, and so does this service. */
  readonly project: string;
  readonly keys: KeySource;
  /** The longest time for one try of a read, headers and body. */
  readonly getTimeoutMs: number;
  /** The longest time for a call that changes something, from the look-up of the name to the last byte of the answer. */
  readonly postTimeoutMs: number;
  readonly now: () => number;
  /** From 0 to 1, for the pause before a second try. */
  readonly random: () => number;
  /** For reads. Calls that change something have a connection of their own, see send-once.ts. */
  readonly fetch: Fetch;
  readonly observe: (event: GigsEvent) => void;
}

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The same connection, once it is sure that the key can go nowhere but to Gigs.
 *
 * @throws TypeError where the API's address is no origin, would carry the key in clear text through a network, or the
 *   project is no id. It does not repeat the value.
 */
export function checkedConnection(connection: GigsConnection): GigsConnection {
  const url = URL.canParse(connection.apiUrl) ? new URL(connection.apiUrl) : undefined;
  // Comparing the whole address leaves no room for a path, a query or a password beside the origin.
  if (url === undefined || url.href !== `${url.origin}/`) throw new TypeError('The Gigs API URL is no origin');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.test(url.hostname))) {
    throw new TypeError('The Gigs API URL must begin with https:, or lead to this machine');
  }
  if (!idPattern.test(connection.project)) throw new TypeError('The Gigs project is no id');
  return { ...connection, apiUrl: url.origin };
}

/** Tells the observer. One that fails must not turn a purchase that was made into an error. */
export function report(connection: GigsConnection, event: GigsEvent): void {
  try {
    connection.observe(event);
  } catch {
    // Nobody to tell.
  }
}
