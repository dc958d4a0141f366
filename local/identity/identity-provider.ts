import { createServer } from 'node:http';
import {
  type MutableResponse,
  type MutableToken,
  OAuth2Issuer,
  OAuth2Service,
  type TokenRequestIncomingMessage,
} from 'oauth2-mock-server';
import { listen, type RunningServer } from '../listen.ts';
import { signingKey } from './signing-key.ts';
import { gigsUserOf, isUserName, type UserName } from './users.ts';

/** The audience of every access token: this API. */
export const audience = 'gigs-top-ups';

const tokenLifeSeconds = 12 * 60 * 60;

export interface IdentityProviderOptions {
  readonly port: number;
  /** Where the signing key is kept. */
  readonly keyFile: string;
  /** The claim that holds the Gigs user id. */
  readonly userIdClaim: string;
  /** The scope of a token for which none is asked. */
  readonly scope: string;
}

export interface IdentityProvider extends RunningServer {
  readonly issuer: string;
}

/** The issuer of an identity provider on this port. */
export function issuerAt(port: number): string {
  return `http://localhost:${port}`;
}

/** Where the public keys of such an issuer are. */
export function keysUrlOf(issuer: string): string {
  return `${issuer}/jwks`;
}

/**
 * The operator's OpenID provider on one machine: discovery, public keys, and a token endpoint that takes the password
 * grant for a user's name and asks for no password. A form field `expired` makes a token that has run out.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const issuer = new OAuth2Issuer();
  await issuer.keys.add({ ...(await signingKey(options.keyFile)) });
  const service = new OAuth2Service(issuer);
  service.on('beforeTokenSigning', (token: MutableToken, { body }: TokenRequestIncomingMessage) => {
    const { username, scope = options.scope } = body;
    if (isUserName(username)) Object.assign(token.payload, claimsFor(username, options.userIdClaim), { scope });
    const isExpired = 'expired' in body;
    token.payload.exp = token.payload.iat + (isExpired ? -60 : tokenLifeSeconds);
    if (isExpired) token.payload.iat = token.payload.nbf = token.payload.exp - tokenLifeSeconds;
  });
  service.on('beforeResponse', (response: MutableResponse, { body }: TokenRequestIncomingMessage) => {
    Object.assign(response, answerTo(body, response.body));
  });
  const server = await listen(createServer(service.requestHandler), options.port);
  issuer.url = issuerAt(server.port);
  return { ...server, issuer: issuer.url };
}

function claimsFor(username: UserName, userIdClaim: string) {
  return { sub: username, aud: audience, [userIdClaim]: gigsUserOf(username) };
}

function answerTo({ grant_type: grant, username }: TokenRequestIncomingMessage['body'], body: MutableResponse['body']) {
  if (grant !== 'password') return { statusCode: 400, body: { error: 'unsupported_grant_type' } };
  if (!isUserName(username))
    return { statusCode: 400, body: { error: 'invalid_grant', error_description: 'no such user' } };
  // The access token only: the ID and refresh tokens that the library adds are nobody's here.
  const { access_token, token_type, scope } = body || {};
  return { body: { access_token, token_type, expires_in: tokenLifeSeconds, scope } };
}
