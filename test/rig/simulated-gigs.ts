import type { GigsAddon } from '../../shared/gigs/addons.ts';
import type { Gigs } from '../../shared/gigs/gigs.ts';
import { GigsUnavailable, type Outcome } from '../../shared/gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../../shared/gigs/subscription-addons.ts';
import type { GigsSubscription } from '../../shared/gigs/subscriptions.ts';
import type { CallName, Process, SimulatedNetwork } from './simulated-network.ts';

/** A subscription add-on as only Gigs knows it. */
export interface GigsObject {
  readonly id: string;
  readonly subscription: string;
  readonly addon: string;
  readonly user: string;
  readonly createdAt: number;
  /** From then on lists show it. */
  readonly visibleFrom: number;
  /** The purchase whose request made it; null for one bought outside the service. */
  readonly maker: string | null;
}

/** The maker of what no purchase may ever hold. */
export const longAgo = 'long ago';

/** How Gigs answers a request to create: it makes one, or says that it did not. */
export type Reply = 'creates' | 'refuses' | 'refuses the service' | 'creates, then fails' | 'fails';

/** A request to create a subscription add-on that left a process of ours. */
export interface SentRequest {
  readonly process: Process;
  readonly purchase: string;
  readonly subscription: string;
  readonly addon: string;
  readonly at: number;
  /** Makes an object, if it arrives. */
  readonly willMake: boolean;
}

/** A first page that was read. */
export interface ReadListing {
  readonly process: Process;
  readonly subscription: string;
  readonly addon: string;
  /** When it was asked for, which is before it was answered. */
  readonly beganAt: number;
}

const pageSize = 200;

/** Gigs as the purchase protocol sees it, with a ledger of its own that nobody can doubt. */
export class SimulatedGigs {
  /** Oldest first. */
  readonly objects: GigsObject[] = [];
  readonly listings: ReadListing[] = [];
  readonly sent: SentRequest[] = [];
  pagesRead = 0;
  readonly subscriptions = new Map<string, { user: string; plan: string; status: GigsSubscription['status'] }>();
  /** Lines that had another user before. */
  readonly changedHands = new Set<string>();
  readonly addons = new Map<string, GigsAddon>();
  reply: Reply = 'creates';
  /** How long after it was made lists show an object. */
  lagMs = 0;
  /** Whether Gigs knows the header `Idempotency-Key`, and the objects that keys have made. */
  knowsKeys = false;
  readonly #byKey = new Map<string, GigsObject>();
  readonly #now: () => number;
  readonly #onSent: (request: SentRequest) => void;

  /** @param onSent hears of a request to create when it leaves. */
  constructor(now: () => number, onSent: (request: SentRequest) => void) {
    this.#now = now;
    this.#onSent = onSent;
  }

  add(subscription: string, addon: string, maker: string | null, lagMs = this.lagMs): GigsObject {
    const createdAt = this.#now();
    const made = { ...this.#made(subscription, addon, maker), createdAt, visibleFrom: createdAt + lagMs };
    this.objects.push(made);
    return made;
  }

  #made(subscription: string, addon: string, maker: string | null) {
    const user = this.subscriptions.get(subscription)?.user ?? 'nobody';
    return { id: `sad_${this.objects.length + 1}`, subscription, addon, user, maker };
  }

  /** What was bought long ago, by whichever way. */
  addOld(subscription: string, addon: string, count: number): void {
    const visibleFrom = this.#now() - 24 * 60 * 60_000;
    for (let added = 0; added < count; added++) {
      this.objects.push({ ...this.#made(subscription, addon, longAgo), createdAt: visibleFrom, visibleFrom });
    }
  }

  changeHands(subscription: string, user: string): void {
    const line = this.subscriptions.get(subscription);
    if (line === undefined || line.user === user) return;
    line.user = user;
    this.changedHands.add(subscription);
  }

  /** What a process can do at Gigs. */
  portOf(process: Process, network: SimulatedNetwork, postTimeoutMs: number): Gigs {
    const now = this.#now;
    const getTimeoutMs = 5000;
    const read = <Value>(name: CallName, answerBy: number, effect: () => Value) =>
      network.call(process, {
        name,
        answerBy: Math.min(answerBy, now() + getTimeoutMs),
        effect,
        failure: (reason) => new GigsUnavailable(reason),
      });
    return {
      getSubscription: (id, { answerBy }) => read('gigs subscription', answerBy, () => this.#subscription(id)),
      getAddon: (id, { answerBy }) => read('gigs add-on', answerBy, () => this.addons.get(id)),
      listSubscriptionAddons: ({ subscription, addon = '', after, limit }, { answerBy }) => {
        const beganAt = now();
        return read('gigs list', answerBy, () => {
          this.pagesRead += 1;
          if (after === null) this.listings.push({ process, subscription, addon, beganAt });
          return this.page({ subscription, addon, after, limit });
        });
      },
      createSubscriptionAddon: (body, { answerBy }) => {
        if (answerBy <= now()) return Promise.resolve(notDone);
        return this.#send(process, network, body, Math.min(answerBy, now() + postTimeoutMs));
      },
      getProject: notSimulated,
      getProjectCredentials: notSimulated,
      listPlanTopUps: notSimulated,
      listSubscriptions: notSimulated,
      getSubscriptionAddon: notSimulated,
      endSubscriptionAddon: notSimulated,
    };
  }

  async #send(
    process: Process,
    network: SimulatedNetwork,
    { addon, subscription, idempotencyKey }: { addon: string; subscription: string; idempotencyKey: string | null },
    answerBy: number,
  ): Promise<Outcome<GigsSubscriptionAddon>> {
    const purchase = process.purchase ?? 'none';
    const { reply } = this;
    const willMake = reply === 'creates' || reply === 'creates, then fails';
    const request = { process, purchase, subscription, addon, at: this.#now(), willMake };
    this.sent.push(request);
    this.#onSent(request);
    try {
      return await network.call(process, {
        name: 'gigs create',
        answerBy,
        effect: () => this.#create(subscription, addon, purchase, idempotencyKey, reply),
        failure: (reason) => new GigsUnavailable(reason),
      });
    } catch (error) {
      // What the real client makes of every failure after the request may have left.
      if (error instanceof GigsUnavailable) return { kind: 'unknown', reason: error.reason };
      throw error;
    }
  }

  #create(
    subscription: string,
    addon: string,
    purchase: string,
    idempotencyKey: string | null,
    reply: Reply,
  ): Outcome<GigsSubscriptionAddon> {
    if (reply === 'refuses') return { kind: 'refused', status: 422, code: 'paymentCardDeclined' };
    if (reply === 'refuses the service') return notDone;
    if (reply === 'fails') return { kind: 'unknown', reason: 'server-error' };
    const known = this.knowsKeys && idempotencyKey !== null ? this.#byKey.get(idempotencyKey) : undefined;
    const made = known ?? this.add(subscription, addon, purchase);
    if (idempotencyKey !== null) this.#byKey.set(idempotencyKey, made);
    if (reply === 'creates, then fails') return { kind: 'unknown', reason: 'server-error' };
    return { kind: 'answered', value: shown(made) };
  }

  #subscription(id: string): GigsSubscription | undefined {
    const known = this.subscriptions.get(id);
    if (known === undefined) return undefined;
    const { user, plan, status } = known;
    return {
      id,
      status,
      user: { id: user },
      plan: { id: plan, name: 'Plan' },
      phoneNumber: null,
      currentPeriod: null,
    };
  }

  /** A page as lists show it now. */
  page({ subscription, addon, after, limit }: ListQuery) {
    const visible = this.objects
      .filter((object) => object.subscription === subscription && object.addon === addon)
      .filter(({ visibleFrom }) => visibleFrom <= this.#now())
      .reverse();
    const from = after === null ? 0 : visible.findIndex(({ id }) => id === after) + 1;
    const page = visible.slice(from, from + Math.min(limit, pageSize));
    const isLast = from + page.length >= visible.length;
    return { items: page.map(shown), malformed: 0, next: isLast ? null : (page.at(-1)?.id ?? null) };
  }
}

interface ListQuery {
  readonly subscription: string;
  readonly addon: string;
  readonly after: string | null;
  readonly limit: number;
}

const notDone = { kind: 'not-done', reason: 'too-many-requests', retryAfterSeconds: null } as const;

function shown({ id, subscription, addon, user, createdAt }: GigsObject): GigsSubscriptionAddon {
  return {
    id,
    status: 'pending',
    subscription,
    user,
    addon: { id: addon, details: null },
    currentPeriod: null,
    createdAt: new Date(createdAt).toISOString(),
    activatedAt: null,
    canceledAt: null,
    endedAt: null,
  };
}

/** An add-on that can be bought for a plan. */
export function purchasableAddon(id: string, plan: string): GigsAddon {
  return {
    id,
    name: 'One gigabyte',
    description: null,
    status: 'available',
    type: 'topUp',
    plans: [plan],
    price: { amount: 999, currency: 'USD' },
    allowances: { dataBytes: 1_000_000_000, voiceSeconds: 0, smsMessages: 0 },
    validity: null,
    recurrenceType: 'oneTime',
    activationTrigger: null,
  };
}

function notSimulated(): Promise<never> {
  throw new Error('The purchase protocol does not call this');
}
