import { type IdempotencyMode, StoredReplies } from './api/idempotency.ts';
import { WaitingFaults } from './controls/faults.ts';
import type { World } from './model/world.ts';
import { RequestLog } from './request-log.ts';
import { seedApiKey } from './seed.ts';
import { seedWorld } from './seed-data/world.ts';

/** What can be changed while the sandbox runs. */
interface Switches {
  /** Each opens every project; with none, every request is 401. */
  apiKeys: readonly string[];
  idempotencyKeys: IdempotencyMode;
  /** How long a new subscription add-on is missing from lists. */
  listingLagMs: number;
  /** How long a new one is `initiated` in a project that has the Billing API. */
  paymentDelayMs: number;
  /** How long it is `pending` after that. */
  activationMs: number;
}

export interface SandboxOptions extends Partial<Pick<Switches, 'apiKeys' | 'idempotencyKeys' | 'activationMs'>> {
  /** The clock, in ms since the epoch. */
  readonly now?: () => number;
  /** How many users there are beside those of the seed data, each with a subscription. None unless given. */
  readonly extraUsers?: number;
}

/** All that the sandbox remembers. A reset makes a new one and forgets the old. */
export interface SandboxState {
  readonly now: () => number;
  readonly world: World;
  readonly switches: Switches;
  readonly requests: RequestLog;
  readonly faults: WaitingFaults;
  readonly replies: StoredReplies;
}

export const defaultActivationMs = 2000;

/** The state before the first request. */
export function createState(options: SandboxOptions): SandboxState {
  const now = options.now ?? Date.now;
  return {
    now,
    world: seedWorld(now(), options.extraUsers ?? 0),
    switches: {
      apiKeys: options.apiKeys ?? [seedApiKey],
      idempotencyKeys: options.idempotencyKeys ?? 'known',
      listingLagMs: 0,
      paymentDelayMs: 0,
      activationMs: options.activationMs ?? defaultActivationMs,
    },
    requests: new RequestLog(),
    faults: new WaitingFaults(),
    replies: new StoredReplies(),
  };
}
