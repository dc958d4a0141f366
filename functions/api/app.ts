import { type Context, Hono } from 'hono';
import { operations } from '../../shared/contract/operations.ts';
import { Problem } from '../../shared/contract/problems.ts';
import { jsonOf } from './checked-json.ts';
import type { Dependencies } from './dependencies.ts';
import type { Env } from './env.ts';
import { caller } from './middleware/caller.ts';
import { requestLog } from './middleware/request-log.ts';
import { userRate } from './middleware/user-rate.ts';
import { plainResponse } from './plain-http.ts';
import { problemOf, problemResponse, reportError } from './problem-answer.ts';
import { readInput } from './read-input.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** The app's operations: middleware, routes, one error boundary. It runs the operation that the invocation names. */
export function createApp(dependencies: Dependencies): Hono<Env> {
  const { config, log, metrics, hashUser, now } = dependencies;
  const app = new Hono<Env>();
  app.use(requestLog(log, now, hashUser), caller(config), userRate(config.userRequestsPerMinute, now));
  for (const route of routes) {
    const { method, path } = operations[route.operation];
    app.on(method, path.replace(/\{(\w+)\}/g, ':$1'), (c) => run(route, dependencies, c));
  }
  app.notFound(() => {
    throw new Problem('not-found');
  });
  app.onError((error, c) => {
    reportError(error, c.env.requestId, log, metrics);
    const problem = problemOf(error);
    c.set('problem', problem.code);
    return problemResponse(problem, c.env.requestId);
  });
  return app;
}

async function run(route: Route, dependencies: Dependencies, c: Context<Env>): Promise<Response> {
  // The gateway's word, not the path's, says what runs.
  if (c.env.operation !== route.operation) throw new Problem('not-found');
  const input = readInput(route.request, {
    params: c.req.param(),
    query: queryOf(c.req.url),
    contentType: c.req.header('content-type'),
    body: c.env.body,
  });
  const answer = await route.handle(dependencies, {
    ...(input as Parameters<Route['handle']>[1]),
    user: c.get('user') ?? '',
    headers: c.req.raw.headers,
    requestId: c.env.requestId,
    softDeadlineAt: c.env.softDeadlineAt,
  });
  return respond(route, answer as { status: number; body: unknown; headers?: Record<string, string> });
}

/** Without parsing the address around it, which `event.ts` made. */
function queryOf(url: string): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}

function respond(
  route: Route,
  { status, body, headers }: { status: number; body: unknown; headers?: Record<string, string> },
): Response {
  const shape = route.answers[status];
  if (!shape) throw new Error(`${route.operation} has no answer ${status}`);
  if (!shape.body) return plainResponse('', status, headers ?? {});
  if (shape.orText && typeof body === 'string') {
    return plainResponse(body, status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  }
  return plainResponse(jsonOf(shape.body, body), status, { 'Content-Type': 'application/json', ...headers });
}
