import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { VerifiedToken } from './authorizer.ts';
import { decodePath, type RouteMatch } from './routes.ts';

/** An HTTP request with its body read to the end. */
export interface ReceivedRequest {
  readonly id: string;
  readonly message: IncomingMessage;
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
  readonly receivedAt: number;
}

// Headers of one connection, not of the request; API Gateway ends the connection and hands none of them on.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-connection',
]);

// The types whose bodies HTTP APIs hand over as text, as measured by others; all else, also no type, is base64.
const textTypes = /^(?:text\/.+|application\/(?:json|xml|javascript))$/;

/** The event that API Gateway makes of a request: payload format 2.0. */
export function eventOf(request: ReceivedRequest, match: RouteMatch, token: VerifiedToken | undefined) {
  const { message, method, query, body, receivedAt } = request;
  const { cookie, ...headers } = headersOf(request);
  const path = decodePath(request.path);
  const isText = textTypes.test((headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '');
  const isBase64Encoded = body.length > 0 && !isText;
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie && { cookies: cookie.split(/[;,] */) }),
    headers,
    ...(query && { queryStringParameters: queryParametersOf(query) }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(token && { authorizer: { jwt: token } }),
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method,
        path,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp: message.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey: match.route.routeKey,
      stage: '$default',
      time: logTime(receivedAt),
      timeEpoch: receivedAt,
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}

/** Names in lower case; the values of a repeated header joined by commas; what API Gateway adds of its own. */
function headersOf({ message, body }: ReceivedRequest): Record<string, string> {
  const headers = joined(pairsOf(message.rawHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of hopByHop) delete headers[name];
  const { remoteAddress = '', localPort } = message.socket;
  const forwardedFor = headers['x-forwarded-for'];
  return {
    ...headers,
    'content-length': String(body.length),
    'x-amzn-trace-id': `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`,
    'x-forwarded-for': forwardedFor ? `${forwardedFor}, ${remoteAddress}` : remoteAddress,
    'x-forwarded-port': String(localPort),
    'x-forwarded-proto': 'http',
  };
}

function queryParametersOf(query: string): Record<string, string> {
  return joined([...new URLSearchParams(query)]);
}

function pairsOf(rawHeaders: readonly string[]): Array<[string, string]> {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : []));
}

function joined(pairs: ReadonlyArray<readonly [string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/** `12/Mar/2026:19:03:58 +0000` */
function logTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(/[ ,]+/);
  return `${day}/${month}/${year}:${time} +0000`;
}
