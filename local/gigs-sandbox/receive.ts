import type { Hono } from 'hono';
import type { ApiEnv } from './api/context.ts';
import { type LoggedRequest, loggedBody, queryOf } from './request-log.ts';
import type { SandboxState } from './state.ts';
import { suffer } from './suffer.ts';
import type { Wire } from './wire.ts';

/** Takes a request to the API from the wire to the answer: logs it, and lets it suffer the fault that waits for it. */
export async function receive(
  api: Hono<ApiEnv>,
  sandbox: SandboxState,
  request: Request,
  wire: Wire,
): Promise<Response> {
  const { method } = request;
  const [path = '/'] = wire.target.split('?', 1);
  const fault = sandbox.faults.take(method, path);
  const logged: LoggedRequest = {
    method,
    path,
    query: queryOf(request.url),
    body: null,
    status: null,
    fault: fault?.fault ?? null,
  };
  sandbox.requests.add(logged);

  const body = await bodyOf(request);
  // The caller left before all of it was here: nobody knows what to do, and nobody waits for an answer.
  if (body === null) return wire.cut();
  logged.body = loggedBody(body);

  const act = async () => api.fetch(request, { sandbox, body });
  if (!fault) {
    const response = await act();
    logged.status = response.status;
    return response;
  }
  const { response, status } = await suffer(fault, act, wire);
  logged.status = status;
  return response;
}

async function bodyOf(request: Request): Promise<string | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  try {
    return await request.text();
  } catch {
    return null;
  }
}
