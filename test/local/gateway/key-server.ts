import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';
import { type Authorize, createAuthorizer } from '../../../local/gateway/authorizer.ts';

export const issuer = 'https://issuer.example';
export const audience = 'gigs-top-ups';

export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

/** ms since epoch as the seconds that a token's times are in. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Claims of a good token, but for what is said otherwise; `undefined` takes a claim away. */
export function claimsWith(changes: Record<string, unknown> = {}): JWTPayload {
  const now = nowInSeconds();
  const good = { iss: issuer, aud: audience, sub: 'jerry', exp: now + 60, iat: now, scope: 'top-ups:read top-ups:buy' };
  return JSON.parse(JSON.stringify({ ...good, ...changes })) as JWTPayload;
}

export function sign(key: SigningKey, claims: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  const { kid } = key.publicJwk;
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...(kid && { kid }), ...header }).sign(key.privateKey);
}

export interface KeyServer extends Disposable {
  readonly state: { keys: JWK[]; fetches: number; answer: ((response: ServerResponse) => void) | undefined };
  readonly authorize: Authorize;
}

/** A server of public keys that can be told what to answer and counts how often it was asked, with its authorizer. */
export async function startKeyServer(keys: readonly JWK[], { keysCooldownMs = 30_000 } = {}): Promise<KeyServer> {
  const state: KeyServer['state'] = { keys: [...keys], fetches: 0, answer: undefined };
  const server = createServer((_, response) => {
    state.fetches += 1;
    if (state.answer) state.answer(response);
    else response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: state.keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const keysUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  return {
    state,
    authorize: createAuthorizer({ issuer, audience, keysUrl, keysCooldownMs }),
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The same for one test. */
export async function runKeyServer(...options: Parameters<typeof startKeyServer>): Promise<KeyServer> {
  const keyServer = await startKeyServer(...options);
  onTestFinished(() => keyServer[Symbol.dispose]());
  return keyServer;
}
