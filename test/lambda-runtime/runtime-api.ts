import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen, type RunningServer } from '../../local/listen.ts';

/** What an instance says of an invocation, or of its start. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'response'; readonly body: string }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string };

export interface NextInvocation {
  readonly requestId: string;
  readonly eventJson: string;
  readonly deadlineAt: number;
}

/** Lambda's Runtime API for one instance: hands it one invocation at a time, and hears what became of it. */
export interface RuntimeApi extends RunningServer {
  /** Hands the invocation over as soon as the instance asks. */
  next(invocation: NextInvocation): void;
}

/** Starts a Runtime API on a free port. `hear` is told whatever the instance says, `ready` when it first asks. */
export async function startRuntimeApi(functionArn: string, hear: (said: Said) => void): Promise<RuntimeApi> {
  let asking: ServerResponse | undefined;
  let waiting: NextInvocation | undefined;
  let hasAsked = false;

  function handOver(): void {
    if (!asking || !waiting) return;
    const headers = {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': waiting.requestId,
      'lambda-runtime-deadline-ms': String(waiting.deadlineAt),
      'lambda-runtime-invoked-function-arn': functionArn,
      'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
    };
    asking.writeHead(200, headers).end(waiting.eventJson);
    asking = waiting = undefined;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , what, , outcome = ''] = (request.url ?? '').split('/');
    if (request.method === 'GET') {
      asking = response;
      if (!hasAsked) hear({ kind: 'ready' });
      hasAsked = true;
      return handOver();
    }
    const body = await text(request);
    response.writeHead(202).end();
    if (what === 'invocation' && outcome === 'response') hear({ kind: 'response', body });
    else hear({ kind: 'error', ...(JSON.parse(body) as { errorType: string; errorMessage: string }) });
  }

  const server: Server = createServer((request, response) => void answer(request, response));
  const running = await listen(server, 0);
  return {
    ...running,
    next(invocation) {
      waiting = invocation;
      handOver();
    },
  };
}
