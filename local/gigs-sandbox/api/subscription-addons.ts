import { Hono } from 'hono';
import * as z from 'zod';
import {
  createSubscriptionAddon,
  type SubscriptionAddonRecord,
  showSubscriptionAddon,
  statusOf,
} from '../model/subscription-addon.ts';
import type { Tenant } from '../model/world.ts';
import { type ApiContext, type ApiEnv, find, tenantOf } from './context.ts';
import { list } from './lists.ts';
import { newId } from './new-id.ts';
import { commaSeparated, id, invalid, nothing, pageQuery, readBody, readQuery } from './validation.ts';

const subscriptionAddonQuery = z.strictObject({
  ...pageQuery,
  addon: id.optional(),
  subscription: id.optional(),
  user: id.optional(),
  status: commaSeparated(['pending', 'initiated', 'active', 'ended']).default(['pending', 'initiated', 'active']),
});

const subscriptionAddonCreation = z.strictObject({ addon: id, subscription: id });

function subscriptionAddonOf(c: ApiContext): SubscriptionAddonRecord {
  const { subscriptionAddons } = tenantOf(c);
  return find(subscriptionAddons, c.req.param('subscriptionAddon'), 'subscription add-on', ({ id }) => id);
}

/** The add-on and the subscription, when the one can be added to the other. Throws 422. */
function purchasable(tenant: Tenant, body: z.output<typeof subscriptionAddonCreation>) {
  const subscription = tenant.subscriptions.find(({ id }) => id === body.subscription);
  if (!subscription) throw invalid('subscription: no such subscription');
  const addon = tenant.addons.find(({ id }) => id === body.addon);
  if (!addon) throw invalid('addon: no such add-on');
  if (subscription.status !== 'active') {
    throw invalid(`subscription: is ${subscription.status}`, 'Only active subscriptions can get add-ons.');
  }
  if (addon.status !== 'available') {
    throw invalid(`addon: is ${addon.status}`, 'Only available add-ons can be added to subscriptions.');
  }
  if (!addon.plans.includes(subscription.plan.id)) {
    throw invalid(
      "addon: is not compatible with the subscription's plan",
      'List add-ons by plan to find those that are.',
    );
  }
  return { addon, subscription };
}

/** https://developers.gigs.com/api/latest/core/subscription-add-ons.md */
export const subscriptionAddonRoutes = new Hono<ApiEnv>()
  .get('/projects/:project/subscriptionAddons', function listSubscriptionAddons(c) {
    const { subscriptionAddons } = tenantOf(c);
    const { addon, subscription, user, status, ...page } = readQuery(c, subscriptionAddonQuery);
    const { now: clock, switches } = c.env.sandbox;
    const now = clock();
    const where = (record: SubscriptionAddonRecord) =>
      (subscription === undefined || record.subscription.id === subscription) &&
      (addon === undefined || record.addon.id === addon) &&
      (user === undefined || record.subscription.user.id === user) &&
      status.includes(statusOf(record, now)) &&
      record.createdAt + switches.listingLagMs <= now;
    const show = (record: SubscriptionAddonRecord) => showSubscriptionAddon(record, now);
    return c.json(list({ from: subscriptionAddons, where, show, idOf: ({ id }) => id }, page));
  })
  .post('/projects/:project/subscriptionAddons', function createASubscriptionAddon(c) {
    const tenant = tenantOf(c);
    readQuery(c, nothing);
    const purchase = purchasable(tenant, readBody(c, subscriptionAddonCreation));
    const { now: clock, switches } = c.env.sandbox;
    const now = clock();
    const created = createSubscriptionAddon({ id: newId('sad'), ...purchase }, now, {
      // Without the Billing API there is no invoice that could be waiting to be paid.
      paymentMs: tenant.project.billing ? switches.paymentDelayMs : 0,
      activationMs: switches.activationMs,
    });
    tenant.subscriptionAddons.push(created);
    return c.json(showSubscriptionAddon(created, now), 201);
  })
  .get('/projects/:project/subscriptionAddons/:subscriptionAddon', function retrieveSubscriptionAddon(c) {
    const subscriptionAddon = subscriptionAddonOf(c);
    readQuery(c, nothing);
    return c.json(showSubscriptionAddon(subscriptionAddon, c.env.sandbox.now()));
  })
  .delete('/projects/:project/subscriptionAddons/:subscriptionAddon', function endSubscriptionAddon(c) {
    const subscriptionAddon = subscriptionAddonOf(c);
    readQuery(c, nothing);
    readBody(c, nothing);
    const now = c.env.sandbox.now();
    const status = statusOf(subscriptionAddon, now);
    if (status !== 'active') {
      throw invalid(`The subscription add-on is ${status}`, 'Only active subscription add-ons can be ended.');
    }
    subscriptionAddon.canceledAt = now;
    return c.json(showSubscriptionAddon(subscriptionAddon, now));
  });
