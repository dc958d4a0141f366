import type { AddonRecord } from './addon.ts';
import type { Project } from './resources.ts';
import type { SubscriptionRecord } from './subscription.ts';
import type { SubscriptionAddonRecord } from './subscription-addon.ts';

/** One project and all that is in it. A request sees one of these, so it cannot see another project's. */
export interface Tenant {
  readonly project: Project;
  readonly paymentsKey: string | null;
  /** These three oldest first. */
  readonly addons: readonly AddonRecord[];
  readonly subscriptions: readonly SubscriptionRecord[];
  readonly subscriptionAddons: SubscriptionAddonRecord[];
}

/** All projects, oldest first. */
export type World = readonly Tenant[];
