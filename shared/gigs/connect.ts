import { getAddon, listPlanTopUps } from './addons.ts';
import { checkedConnection, type GigsConnection } from './connection.ts';
import type { Gigs } from './gigs.ts';
import { getProject, getProjectCredentials } from './projects.ts';
import {
  createSubscriptionAddon,
  endSubscriptionAddon,
  getSubscriptionAddon,
  listSubscriptionAddons,
} from './subscription-addons.ts';
import { getSubscription, listSubscriptions } from './subscriptions.ts';

/**
 * The Gigs client of the functions: these operations, and no way to any other.
 *
 * @throws TypeError where the API's address or the project cannot be used. Nothing is read and nobody is called.
 */
export function connectGigs(connection: GigsConnection): Gigs {
  const checked = checkedConnection(connection);
  return {
    getProject: (call) => getProject(checked, call),
    getProjectCredentials: (call) => getProjectCredentials(checked, call),
    listPlanTopUps: (query, call) => listPlanTopUps(checked, query, call),
    getAddon: (addon, call) => getAddon(checked, addon, call),
    listSubscriptions: (query, call) => listSubscriptions(checked, query, call),
    getSubscription: (subscription, call) => getSubscription(checked, subscription, call),
    listSubscriptionAddons: (query, call) => listSubscriptionAddons(checked, query, call),
    getSubscriptionAddon: (subscriptionAddon, call) => getSubscriptionAddon(checked, subscriptionAddon, call),
    createSubscriptionAddon: (body, call) => createSubscriptionAddon(checked, body, call),
    endSubscriptionAddon: (subscriptionAddon, call) => endSubscriptionAddon(checked, subscriptionAddon, call),
  };
}
