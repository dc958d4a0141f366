import { seedSubscriptions } from '../../local/gigs-sandbox/seed.ts';
import type { Answered } from '../rig/rig.ts';
import type { Door } from './door.ts';
import { gist, newKey } from './shop.ts';
import { tally } from './tally.ts';
import type { World } from './world.ts';

export const purchases = `/v1/subscriptions/${seedSubscriptions.jerry}/purchases`;

export interface Sent {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Posted {
  readonly answer: Answered;
  readonly gist: string;
  /** What was asked of Gigs meanwhile. */
  readonly upstream: readonly string[];
}

/** A POST of a purchase of Jerry's, counted as a case. */
export async function post(world: World, door: Door, { body, headers = {} }: Sent): Promise<Posted> {
  const { result, upstream } = await world.during(() =>
    door.send({
      method: 'POST',
      target: purchases,
      headers: { 'idempotency-key': newKey(), 'content-type': 'application/json', ...headers },
      body,
    }),
  );
  tally('cases tried');
  return { answer: result, gist: gist(result), upstream };
}
