import type { Route } from './route.ts';
import { buyTopUp } from './routes/buy-top-up.ts';
import { endSubscriptionAddon } from './routes/end-subscription-addon.ts';
import { getHealth } from './routes/get-health.ts';
import { getOpenApi } from './routes/get-open-api.ts';
import { getProblem } from './routes/get-problem.ts';
import { getProject } from './routes/get-project.ts';
import { getPurchase } from './routes/get-purchase.ts';
import { getSubscriptionAddon } from './routes/get-subscription-addon.ts';
import { listPlanTopUps } from './routes/list-plan-top-ups.ts';
import { listPurchases } from './routes/list-purchases.ts';
import { listSubscriptionAddons } from './routes/list-subscription-addons.ts';
import { listSubscriptionTopUps } from './routes/list-subscription-top-ups.ts';
import { listSubscriptions } from './routes/list-subscriptions.ts';

/** Every route, in the order of the OpenAPI document. */
export const routes = [
  getHealth,
  getOpenApi,
  getProblem,
  getProject,
  listSubscriptions,
  listPlanTopUps,
  listSubscriptionTopUps,
  buyTopUp,
  getPurchase,
  listPurchases,
  listSubscriptionAddons,
  getSubscriptionAddon,
  endSubscriptionAddon,
] as unknown as readonly Route[];
