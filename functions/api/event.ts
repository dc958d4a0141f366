import * as z from 'zod/mini';
import {
  type Operation,
  type OperationName,
  operationNames,
  operations,
  routeKeyOf,
} from '../../shared/contract/operations.ts';
import { idPattern } from '../../shared/contract/schemas.ts';
import { plainRequest } from './plain-http.ts';

const strings = z.record(z.string(), z.string());

/** What this function reads of an HTTP API event, payload format 2.0. Anything else that has no such form is refused. */
const httpApiEvent = z.object({
  version: z.literal('2.0'),
  routeKey: z.string(),
  rawPath: z.string().check(z.startsWith('/')),
  rawQueryString: z._default(z.string().check(z.regex(/^[\x21\x22\x24-\x7e]*$/)), ''),
  headers: z._default(strings, {}),
  pathParameters: z.optional(strings),
  requestContext: z.object({
    requestId: z.string().check(z.regex(/^[\w=+/.-]{1,128}$/)),
    http: z.object({ method: z.string() }),
    authorizer: z.catch(z.optional(z.object({ jwt: z.object({ claims: strings }) })), undefined),
  }),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/** One call of an operation, as the gateway hands it over. */
export interface Invocation {
  readonly operation: OperationName;
  readonly requestId: string;
  /** What the gateway verified, null where it verified nobody. */
  readonly claims: Readonly<Record<string, string>> | null;
  /** Method, path, query and the headers that operations read. */
  readonly request: Request;
  /** Beside the request, since a `Request` refuses a body where the method has none, and we say so ourselves. */
  readonly body: Uint8Array;
}

/** Why an event runs nothing. */
export interface RefusedEvent {
  readonly refused: 'invalid-request' | 'not-found';
  readonly requestId: string;
}

const byRouteKey = new Map(operationNames.map((name) => [routeKeyOf(operations[name]), name]));

/** Headers that operations read. No other reaches them: none can be trusted to say who calls, or from where. */
const passedHeaders = ['content-type', 'idempotency-key', 'if-none-match', 'accept'];

/**
 * The one operation that an event may run: that of its `routeKey`, if method and path are the route's own. The gateway
 * hands over a decoded path, which a URL parser would fold (`/problems/../v1/project`), so the path is not parsed:
 * it must be the template with the path parameters put in, and each of these must be an id before it is in a URL.
 */
export function readEvent(event: unknown): Invocation | RefusedEvent {
  const parsed = httpApiEvent.safeParse(event);
  if (!parsed.success) return { refused: 'invalid-request', requestId: requestIdIn(event) };
  const { routeKey, rawPath, pathParameters = {}, requestContext } = parsed.data;
  const { requestId, authorizer } = requestContext;
  const name = byRouteKey.get(routeKey);
  const operation: Operation | undefined = name && operations[name];
  if (!name || !operation || operation.method !== requestContext.http.method)
    return { refused: 'not-found', requestId };
  if (fill(operation.path, (parameter) => pathParameters[parameter] ?? '') !== rawPath) {
    return { refused: 'not-found', requestId };
  }
  const { body = '', isBase64Encoded = false } = parsed.data;
  return {
    operation: name,
    requestId,
    claims: authorizer?.jwt.claims ?? null,
    request: toRequest(operation, parsed.data),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function fill(template: string, valueFor: (parameter: string) => string): string {
  return template.replace(/\{(\w+)\}/g, (_match, parameter: string) => valueFor(parameter));
}

/** What stands for a path parameter that is no id: no URL parser folds it, and validation refuses it in its turn. */
const noId = '~';

function toRequest(operation: Operation, event: z.infer<typeof httpApiEvent>): Request {
  const { pathParameters = {}, rawQueryString } = event;
  const path = fill(operation.path, (parameter) => {
    const value = pathParameters[parameter] ?? '';
    return idPattern.test(value) ? value : noId;
  });
  const url = `https://localhost${path}${rawQueryString && `?${rawQueryString}`}`;
  const headers = passedHeaders.flatMap((name): [string, string][] => {
    const value = event.headers[name];
    return value === undefined ? [] : [[name, headerSafe(value)]];
  });
  return plainRequest(operation.method, url, new Map(headers));
}

/** Characters that no header can carry make a value that nothing accepts. Blanks around a value are no part of it. */
function headerSafe(value: string): string {
  return value.replace(/[^\t\x20-\x7e]/g, '?').trim();
}

function requestIdIn(event: unknown): string {
  const context = z.object({ requestContext: z.object({ requestId: z.string() }) }).safeParse(event);
  const requestId = context.data?.requestContext.requestId ?? '';
  return /^[\w=+/.-]{1,128}$/.test(requestId) ? requestId : 'unknown';
}
