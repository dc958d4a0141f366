import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The only address that anything here listens on: nothing of one machine is reachable from another. */
export const localHost = '127.0.0.1';

export interface RunningServer {
  readonly port: number;
  readonly url: string;
  /** Stops at once; requests still waiting for an answer are cut off. */
  close(): Promise<void>;
}

/** Lets a server listen on a port of this machine, 0 being any free one. Rejects when it cannot. */
export async function listen(server: Server, port: number): Promise<RunningServer> {
  server.listen(port, localHost);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;

  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return { port: address.port, url: `http://localhost:${address.port}`, close };
}
