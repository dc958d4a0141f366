import { seedUsers } from '../../local/gigs-sandbox/seed.ts';
import { type Operation, type OperationName, operations, routeKeyOf } from '../../shared/contract/operations.ts';

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  /** As it stands in the URL, without `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON with its content type. */
  readonly body?: unknown;
  readonly user?: keyof typeof seedUsers;
  /** In place of the user's claims; null for none. */
  readonly claims?: Readonly<Record<string, string>> | null;
}

let requests = 0;

/** The event that API Gateway hands over for a call of `operation`, payload format 2.0. */
export function httpApiEvent(operation: OperationName, asked: Asked = {}) {
  const { method, path }: Operation = operations[operation];
  const { params = {}, query = '', headers = {}, body, user = 'jerry' } = asked;
  const claims = asked.claims === undefined ? claimsOf(seedUsers[user]) : asked.claims;
  const rawPath = path.replace(/\{(\w+)\}/g, (_match, name: string) => params[name] ?? '');
  return {
    version: '2.0',
    routeKey: routeKeyOf(operations[operation]),
    rawPath,
    rawQueryString: query,
    headers: {
      host: 'api.example.com',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    } as Record<string, string>,
    pathParameters: params,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example.com',
      domainPrefix: 'api',
      http: {
        method: method as string,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.9',
        userAgent: 'app',
      },
      requestId: `request-${++requests}`,
      routeKey: routeKeyOf(operations[operation]),
      stage: '$default',
      time: '21/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_262_400_000,
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** What the gateway verified of a token with both scopes. */
export function claimsOf(gigsUser: string, scope = 'top-ups:read top-ups:buy'): Record<string, string> {
  return {
    sub: 'somebody',
    iss: 'https://id.example.com',
    aud: 'top-ups',
    exp: '1795300000',
    scope,
    gigs_user: gigsUser,
  };
}
