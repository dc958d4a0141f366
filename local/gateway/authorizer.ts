import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { claimsAsStrings, scopesOf } from './claims.ts';
import { Refusal } from './refusal.ts';

export interface AuthorizerOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Where the issuer's public keys are. */
  readonly keysUrl: string;
  readonly clockToleranceSeconds?: number;
  /** How soon, in ms, an unknown key id makes the keys be fetched again at the earliest. */
  readonly keysCooldownMs?: number;
}

/** What a function is told of the caller, at `requestContext.authorizer.jwt`. */
export interface VerifiedToken {
  readonly claims: Readonly<Record<string, string>>;
  /** The token's scopes on a route that asks for one, else null. */
  readonly scopes: readonly string[] | null;
}

/** Checks the value of an Authorization header for a route with these scopes. Throws Refusal 401, 403 or 503. */
export type Authorize = (authorization: string | undefined, scopes: readonly string[]) => Promise<VerifiedToken>;

/**
 * The JWT authorizer of an HTTP API. It takes `Bearer <token>` only, which is what the contract promises; API Gateway
 * would take a bare token too.
 */
export function createAuthorizer(options: AuthorizerOptions): Authorize {
  const keys = rememberedKeys(options);
  return async function authorize(authorization, routeScopes) {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw unauthorized();
    const claims = await verify(token, keys, options);
    const scopes = scopesOf(claims);
    if (routeScopes.length > 0 && !routeScopes.some((scope) => scopes.includes(scope))) {
      throw new Refusal(403, [challenge('insufficient_scope', 'the token lacks the scope', routeScopes)]);
    }
    return { claims: claimsAsStrings(claims), scopes: routeScopes.length > 0 ? scopes : null };
  };
}

async function verify(token: string, keys: JWTVerifyGetKey, options: AuthorizerOptions): Promise<JWTPayload> {
  const { issuer, audience, clockToleranceSeconds = 5 } = options;
  if (!isCanonical(token)) throw unauthorized('the token is malformed');
  try {
    requireKeyId(token);
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer,
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
    });
    checkAudience(payload, audience);
    checkTimes(payload, clockToleranceSeconds);
    return payload;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof errors.JOSEError) throw unauthorized(`the token is not acceptable (${error.code})`);
    throw error;
  }
}

/** The issuer's keys, fetched when first needed and kept as long as API Gateway keeps them. */
function rememberedKeys({ keysUrl, keysCooldownMs = 30_000 }: AuthorizerOptions): JWTVerifyGetKey {
  const keySet = createRemoteJWKSet(new URL(keysUrl), {
    timeoutDuration: 2000,
    cooldownDuration: keysCooldownMs,
    cacheMaxAge: 2 * 60 * 60 * 1000,
  });
  return async (header, token) => {
    try {
      return await keySet(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      // API Gateway says 401 here, with an error_description about its communication with the issuer. A client would
      // throw a good token away for that; 503 tells the truth, and accepts as little.
      throw new Refusal(503);
    }
  };
}

/** Three parts of base64url, each written in the one way that its bytes have: no padding, no loose bits at the end. */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 && parts.every((part) => part && Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

// Without a key id, the only key of a set would be taken for a match.
function requireKeyId(token: string): void {
  const { kid } = decodeHeader(token);
  if (typeof kid !== 'string' || !kid) throw unauthorized('the token names no key');
}

function decodeHeader(token: string) {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw unauthorized('the token is malformed');
  }
}

// As API Gateway does it: client_id counts only where there is no aud.
function checkAudience({ aud, client_id: clientId }: JWTPayload, audience: string): void {
  const audiences = aud === undefined ? [clientId] : [aud].flat();
  if (!audiences.includes(audience)) throw unauthorized('the token does not have a valid audience');
}

/** What jose lets pass: times that are no time (1e400, or ms where seconds belong), and an `iat` that is yet to come. */
function checkTimes({ exp, nbf, iat }: JWTPayload, clockToleranceSeconds: number): void {
  const year5138 = 1e11;
  const times = [exp, nbf, iat].filter((time) => time !== undefined);
  if (times.some((time) => !Number.isFinite(time) || time >= year5138)) throw unauthorized('the token has odd times');
  if (iat !== undefined && iat > Date.now() / 1000 + clockToleranceSeconds)
    throw unauthorized('the token is yet to come');
}

function unauthorized(description?: string): Refusal {
  return new Refusal(401, [description ? challenge('invalid_token', description) : ['www-authenticate', 'Bearer']]);
}

function challenge(error: string, description: string, scopes: readonly string[] = []) {
  const scope = scopes.join(' ');
  return ['www-authenticate', `Bearer scope="${scope}" error="${error}" error_description="${description}"`] as const;
}
