import { Hono } from 'hono';
import * as z from 'zod';
import { type SubscriptionRecord, showSubscription } from '../model/subscription.ts';
import { type ApiEnv, find, tenantOf } from './context.ts';
import { list } from './lists.ts';
import { commaSeparated, id, nothing, pageQuery, readQuery } from './validation.ts';

const subscriptionQuery = z.strictObject({
  ...pageQuery,
  user: id.optional(),
  plan: id.optional(),
  sim: id.optional(),
  status: commaSeparated(['pending', 'initiated', 'active', 'restricted', 'ended']).default([
    'pending',
    'initiated',
    'active',
    'restricted',
  ]),
});

/** https://developers.gigs.com/api/latest/core/subscriptions.md */
export const subscriptionRoutes = new Hono<ApiEnv>()
  .get('/projects/:project/subscriptions', function listSubscriptions(c) {
    const { subscriptions } = tenantOf(c);
    const { user, plan, sim, status, ...page } = readQuery(c, subscriptionQuery);
    const now = c.env.sandbox.now();
    const where = (subscription: SubscriptionRecord) =>
      status.includes(subscription.status) &&
      (user === undefined || subscription.user.id === user) &&
      (plan === undefined || subscription.plan.id === plan) &&
      (sim === undefined || subscription.sim?.id === sim);
    const show = (subscription: SubscriptionRecord) => showSubscription(subscription, now);
    return c.json(list({ from: subscriptions, where, show, idOf: ({ id }) => id }, page));
  })
  .get('/projects/:project/subscriptions/:subscription', function retrieveSubscription(c) {
    const { subscriptions } = tenantOf(c);
    const subscription = find(subscriptions, c.req.param('subscription'), 'subscription', ({ id }) => id);
    readQuery(c, nothing);
    return c.json(showSubscription(subscription, c.env.sandbox.now()));
  });
