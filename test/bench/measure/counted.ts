import { type DelayingProxy, hopsOf, startDelayingProxy } from '../world/delaying-proxy.ts';
import { type BenchWorld, functionEnvironment } from '../world/world.ts';
import { startInstance } from './instance.ts';
import type { Subject } from './subjects.ts';

/** What one call asked of others, and how long it took. */
export interface Trips {
  readonly call: string;
  /** As `GET addons`. */
  readonly gigs: readonly string[];
  /** How many of these had to wait for one another. */
  readonly gigsHops: number;
  /** DynamoDB's operations. */
  readonly dynamoDb: readonly string[];
  readonly reads: number;
  readonly writes: number;
  readonly secrets: number;
  readonly wallMs: number;
}

/** An instance of which everything that it asks of others is seen. */
export interface Counted extends AsyncDisposable {
  /** @throws Error where it answers anything but success */
  call(name: string, event: unknown): Promise<Trips>;
}

/** Starts an instance to whom others answer after these times, in milliseconds. */
export async function startCounted(
  world: BenchWorld,
  { folder, file, name: subject }: Subject,
  latencyMs: { readonly get: number; readonly post: number; readonly dynamoDb: number },
): Promise<Counted> {
  const { addresses } = world;
  const gigs = await startDelayingProxy(addresses.gigs, (method) =>
    method === 'GET' ? latencyMs.get : latencyMs.post,
  );
  const table = await startDelayingProxy(addresses.dynamoDb, () => latencyMs.dynamoDb);
  const secrets = await startDelayingProxy(addresses.secretsManager, () => 0);
  const env = functionEnvironment({ gigs: gigs.url, dynamoDb: table.url, secretsManager: secrets.url });
  const instance = await startInstance({ folder, file, env });
  return {
    async call(name, event) {
      const startedAt = performance.now();
      const { statusCode } = (await instance.invoke(event)) as { statusCode: number };
      if (statusCode >= 300) throw new Error(`${subject}, ${name}: ${statusCode}`);
      return tripsIn(name, performance.now() - startedAt, gigs, table, secrets);
    },
    async [Symbol.asyncDispose]() {
      for (const each of [instance, gigs, table, secrets]) await each[Symbol.asyncDispose]();
    },
  };
}

function tripsIn(
  call: string,
  wallMs: number,
  gigsProxy: DelayingProxy,
  table: DelayingProxy,
  secrets: DelayingProxy,
): Trips {
  const gigs = gigsProxy.take();
  const dynamoDb = table.take().map(({ what }) => what);
  return {
    call,
    wallMs,
    gigs: gigs.map(({ method, what }) => `${method} ${what.split('?')[0]?.split('/')[3]}`),
    gigsHops: hopsOf(gigs),
    dynamoDb,
    reads: dynamoDb.filter((name) => /Get|Query/.test(name)).length,
    writes: dynamoDb.filter((name) => /Put|Write|Update/.test(name)).length,
    secrets: secrets.take().length,
  };
}
