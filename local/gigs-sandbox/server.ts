import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { createGigsSandbox } from './sandbox.ts';
import type { SandboxOptions } from './state.ts';
import { socketWire } from './wire.ts';

export interface ServerOptions extends SandboxOptions {
  /** 0, the default, is any that is free. */
  readonly port?: number;
  readonly host?: string;
}

export interface RunningGigsSandbox {
  readonly url: string;
  /** Stops at once: requests that are still waiting for an answer are cut. */
  close(): Promise<void>;
}

/** Starts the sandbox on `host` (127.0.0.1 unless given). Rejects when the port is taken. */
export async function startGigsSandbox(options: ServerOptions = {}): Promise<RunningGigsSandbox> {
  const { port = 0, host = '127.0.0.1', ...sandboxOptions } = options;
  const sandbox = createGigsSandbox(sandboxOptions);
  const server = createAdaptorServer({
    // Plain HTTP/1.1, so the bindings are those of node:http.
    fetch: (request, bindings) => sandbox.fetch(request, socketWire(bindings as HttpBindings)),
    // The globals stay Node's own: whoever starts a sandbox in a test does not want others.
    overrideGlobalObjects: false,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
