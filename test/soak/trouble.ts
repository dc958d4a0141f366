import type { Chance } from '../rig/chance.ts';
import type { Fault, SandboxControls } from '../rig/sandbox-controls.ts';
import type { Times } from './times.ts';

const create = { method: 'POST', path: '*/subscriptionAddons' };

/** Everything that the sandbox can do to a purchase. After `statusAfter` only what may have left something behind. */
const onCreate: readonly ((chance: Chance, times: Times) => Fault)[] = [
  (chance, { latestDeliveryMs }) => ({ ...create, fault: 'delay', delayMs: Math.floor(chance() * latestDeliveryMs) }),
  (chance) => ({ ...create, fault: 'status', status: oneOf([400, 402, 409, 422], chance) }),
  (chance) => ({ ...create, fault: 'status', status: oneOf([401, 403, 429], chance), retryAfter: 1 }),
  (chance) => ({ ...create, fault: 'status', status: oneOf([408, 425, 500, 502, 503, 504], chance) }),
  (chance) => ({ ...create, fault: 'statusAfter', status: oneOf([408, 500, 502, 503, 504], chance) }),
  () => ({ ...create, fault: 'reset' }),
  () => ({ ...create, fault: 'resetAfter' }),
  () => ({ ...create, fault: 'hang' }),
  () => ({ ...create, fault: 'hangAfter' }),
  () => ({ ...create, fault: 'truncate' }),
  () => ({ ...create, fault: 'redirect' }),
  () => ({ ...create, fault: 'malformed' }),
];

const onRead: readonly ((path: string, chance: Chance) => Fault)[] = [
  (path, chance) => ({ method: 'GET', path, fault: 'delay', delayMs: Math.floor(chance() * 2500) }),
  (path, chance) => ({ method: 'GET', path, fault: 'status', status: oneOf([429, 500, 502, 503], chance) }),
  (path) => ({ method: 'GET', path, fault: 'reset' }),
  (path) => ({ method: 'GET', path, fault: 'hang' }),
  (path) => ({ method: 'GET', path, fault: 'truncate' }),
  (path) => ({ method: 'GET', path, fault: 'redirect' }),
  (path) => ({ method: 'GET', path, fault: 'malformed' }),
];
const reads = ['*/subscriptionAddons', '*/addons/*', '*/subscriptions/*'];

/** Lets lists show what is bought only after a while, for the whole soak. */
export async function letListsLag(sandbox: SandboxControls, { listingLagMs }: Times): Promise<void> {
  await sandbox.put('/sandbox/listing-lag', { ms: listingLagMs });
}

/** Orders one fault, of the next purchase more often than of what is read for one. */
export async function orderFault(sandbox: SandboxControls, chance: Chance, times: Times): Promise<void> {
  const isOnCreate = chance() < 0.7;
  await sandbox.fault(
    isOnCreate ? oneOf(onCreate, chance)(chance, times) : oneOf(onRead, chance)(oneOf(reads, chance), chance),
  );
}

/** How often each fault was suffered. */
export async function sufferedFaults(sandbox: SandboxControls): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { fault } of await sandbox.requests()) if (fault) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  return counts;
}

function oneOf<Value>(values: readonly Value[], chance: Chance): Value {
  return values[Math.floor(chance() * values.length)] as Value;
}
