import { localHost } from '../listen.ts';
import type { UserName } from './users.ts';

export interface TokenWish {
  /** The words of the scope, instead of all that the API knows. */
  readonly scope?: string | undefined;
  /** A token that has run out already. */
  readonly isExpired?: boolean | undefined;
}

/**
 * An access token for a user, from the identity provider on this port.
 *
 * @throws Error whose message tells the developer what to do.
 */
export async function requestToken(
  port: number,
  user: UserName,
  { scope, isExpired }: TokenWish = {},
): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: user });
  if (scope !== undefined) form.set('scope', scope);
  if (isExpired) form.set('expired', 'true');
  const response = await fetch(`http://${localHost}:${port}/token`, {
    method: 'POST',
    body: form,
    signal: AbortSignal.timeout(5000),
  }).catch(() => {
    throw new Error(`No identity provider answers on port ${port}: start it with "npm start" or "npm run world"`);
  });
  const answer = (await response.json().catch(() => ({}))) as { access_token?: unknown };
  if (typeof answer.access_token === 'string') return answer.access_token;
  throw new Error(`What answers on port ${port} gives no tokens: is PORT the one that the world was started with?`);
}
