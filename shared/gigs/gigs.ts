import type { GigsAddon } from './addons.ts';
import type { Call, Page } from './call.ts';
import type { Outcome } from './outcome.ts';
import type { GigsCredentials, GigsProject } from './projects.ts';
import type { GigsSubscriptionAddon, SubscriptionAddonStatus } from './subscription-addons.ts';
import type { GigsSubscription } from './subscriptions.ts';

export type { Call, Page } from './call.ts';

/**
 * All that this service can do at Gigs: an allow-list. Operations of the operator's tool are not here.
 *
 * Reads of one thing answer `undefined` where Gigs says 404. Reads throw `GigsRefused` for another 4xx that is about the
 * request, `GigsKeyUnavailable` where there is no key, and `GigsUnavailable` for everything else that is no readable
 * answer in time. Calls that change something return an `Outcome` and throw nothing but `GigsKeyUnavailable`, before
 * anything was sent. All throw `InvalidGigsQuery` for an argument that is no id: the caller should have refused it.
 */
export interface Gigs {
  getProject(call: Call): Promise<GigsProject | undefined>;
  getProjectCredentials(call: Call): Promise<GigsCredentials | undefined>;
  /** Available top-ups for a plan, 200 to a page. */
  listPlanTopUps(query: { plan: string; after: string | null }, call: Call): Promise<Page<GigsAddon>>;
  getAddon(addon: string, call: Call): Promise<GigsAddon | undefined>;
  listSubscriptions(
    query: { user: string; after: string | null; limit: number },
    call: Call,
  ): Promise<Page<GigsSubscription>>;
  getSubscription(subscription: string, call: Call): Promise<GigsSubscription | undefined>;
  listSubscriptionAddons(
    query: {
      subscription: string;
      addon?: string;
      user?: string;
      statuses: readonly SubscriptionAddonStatus[];
      after: string | null;
      limit: number;
    },
    call: Call,
  ): Promise<Page<GigsSubscriptionAddon>>;
  getSubscriptionAddon(subscriptionAddon: string, call: Call): Promise<GigsSubscriptionAddon | undefined>;
  /** Costs money. Sent once, never repeated: see purchases.md. `idempotencyKey` is sent only where the project may. */
  createSubscriptionAddon(
    body: { addon: string; subscription: string; idempotencyKey: string | null },
    call: Call,
  ): Promise<Outcome<GigsSubscriptionAddon>>;
  endSubscriptionAddon(subscriptionAddon: string, call: Call): Promise<Outcome<GigsSubscriptionAddon>>;
}
