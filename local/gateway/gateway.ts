import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { FunctionError } from '../lambda/function-error.ts';
import type { Authorize } from './authorizer.ts';
import { answerBrokenRequests } from './broken-requests.ts';
import { type AllowOrigin, corsHeaders, isOnThisMachine, preflightAnswer } from './cors.ts';
import { eventOf, type ReceivedRequest } from './event.ts';
import type { LocalPages } from './local-pages.ts';
import { answerOf } from './proxy-response.ts';
import { type Answer, Refusal } from './refusal.ts';
import { matchRoute, type Route } from './routes.ts';

// API Gateway's quotas for HTTP APIs.
const maxHeaderBytes = 10_240;
const maxBodyBytes = 10 * 1024 * 1024;

export interface GatewayOptions {
  readonly routes: readonly Route[];
  readonly authorize: Authorize;
  /** Invokes the function that is behind every route; throws FunctionError. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly localPages?: LocalPages;
  /** Which pages of other origins may use it. None unless given. */
  readonly allowOrigin?: AllowOrigin;
  /** How long the function may take altogether, in ms. Its invocation goes on after that, but nobody waits for it. */
  readonly integrationTimeoutMs?: number;
}

/** API Gateway's HTTP API in small, in front of one function. */
export function createGateway(options: GatewayOptions): Server {
  const server = createServer({ maxHeaderSize: 64 * 1024, requireHostHeader: false, requestTimeout: 30_000 });
  server.maxHeadersCount = 0;
  // Longer than clients keep idle connections, so that they do not send into one that is being closed.
  server.keepAliveTimeout = 60_000;
  server.on('request', (message, response) => void serve(message, response, options));
  server.on('checkExpectation', (message, response) => void serve(message, response, options));
  answerBrokenRequests(server, newRequestId);
  return server;
}

async function serve(message: IncomingMessage, response: ServerResponse, options: GatewayOptions): Promise<void> {
  const id = newRequestId();
  const answer = await answerTo(message, id, options).catch((error: unknown) => {
    if (error instanceof Refusal) return error.answer;
    if (message.errored) return undefined; // The client broke off; there is nobody to answer.
    console.error('The gateway failed:', error);
    return new Refusal(500).answer;
  });
  if (!answer) return;
  const headers = [...answer.headers, ...corsHeaders(message.headers, options.allowOrigin)];
  send(response, { ...answer, headers }, id);
}

async function answerTo(message: IncomingMessage, id: string, options: GatewayOptions): Promise<Answer> {
  const receivedAt = Date.now();
  const { method = '', url = '', headers, httpVersion } = message;
  const [path = '', ...query] = url.split('?');
  // A request line without a version: node:http takes what a line break cut off for HTTP/0.9.
  if (!httpVersion.startsWith('1.')) throw new Refusal(400, [['connection', 'close']]);
  if (headerBytesOf(message) > maxHeaderBytes) throw new Refusal(431, [['connection', 'close']]);
  // RFC 9112, 3.2: one Host. Of two, whoever stands in front may have believed the other.
  if (!headers.host || message.headersDistinct['host']?.length !== 1) throw new Refusal(400);
  const body = await readBody(message);
  const preflight = preflightAnswer(method, headers, options.allowOrigin);
  if (preflight) return preflight;
  const request: ReceivedRequest = { id, message, method, path, query: query.join('?'), body, receivedAt };

  const match = matchRoute(options.routes, method, path);
  if (!match) return localPage(request, options.localPages);
  const token = match.route.scopes ? await options.authorize(authorizationOf(message), match.route.scopes) : undefined;
  return answerOf(await invoke(eventOf(request, match, token), options));
}

async function localPage({ method, path, body, message }: ReceivedRequest, pages: LocalPages = {}): Promise<Answer> {
  const key = method === 'GET' ? path : `${method} ${path}`;
  const page = Object.hasOwn(pages, key) ? pages[key] : undefined;
  if (!page) throw new Refusal(404);
  // A foreign page may post here unseen, or let a name of its own lead to this machine. It gets no token and no look.
  const { host, origin = `http://${host}` } = message.headers;
  if (![`http://${host}`, origin].every(isOnThisMachine)) throw new Refusal(403);
  return page(body);
}

async function invoke(event: unknown, { invoke, integrationTimeoutMs = 20_000 }: GatewayOptions): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal(503)), integrationTimeoutMs);
  });
  try {
    return await Promise.race([invoke(event), timeout]);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    if (error.code === 'request-too-large') throw new Refusal(413);
    throw new Refusal(error.code === 'timed-out' || error.code === 'no-capacity' ? 503 : 500);
  } finally {
    clearTimeout(timer);
  }
}

/** The whole body. Throws Refusal 413 as soon as it is known to be too large. */
async function readBody(message: IncomingMessage): Promise<Buffer> {
  if (Number(message.headers['content-length'] ?? 0) > maxBodyBytes) throw new Refusal(413, [['connection', 'close']]);
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBodyBytes) chunks.push(chunk);
      else reject(new Refusal(413, [['connection', 'close']]));
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('error', reject);
  });
}

/** The Authorization header with all its repetitions: two tokens are none. */
function authorizationOf({ headersDistinct }: IncomingMessage): string | undefined {
  return headersDistinct['authorization']?.join(',');
}

function headerBytesOf({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const lines = `${method} ${url} HTTP/${httpVersion}\r\n${rawHeaders.map((part) => `${part}\r\n`).join('')}`;
  return Buffer.byteLength(lines, 'latin1');
}

function send(response: ServerResponse, { status, headers, body }: Answer, id: string): void {
  const hasBody = status !== 204 && status !== 304;
  const length: Array<[string, string]> = hasBody ? [['content-length', String(body.length)]] : [];
  // Pairs, not an object: two cookies are two headers.
  response.writeHead(status, [...headers, ...length, ['apigw-requestid', id] as const].flat());
  if (hasBody && response.req.method !== 'HEAD') response.write(body);
  endWhenRead(response);
}

/** Ends the answer once the request is read to its end: closing before that would cut the answer off for the sender. */
function endWhenRead(response: ServerResponse): void {
  const { req } = response;
  if (req.complete) {
    response.end();
    return;
  }
  const patience = setTimeout(() => response.end(), 5000);
  req.on('close', () => clearTimeout(patience));
  req.on('end', () => response.end());
  req.resume();
}

/** Like API Gateway's own: `JKJaXmPLvHcESHA=`. */
function newRequestId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}
