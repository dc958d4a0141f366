import * as z from 'zod/mini';
import { id, subscriptionAddon } from '../../../shared/contract/schemas.ts';
import { readOwnSubscriptionAddon, shown } from '../own-subscription-addon.ts';
import { route } from '../route.ts';

export const getSubscriptionAddon = route({
  operation: 'getSubscriptionAddon',
  summary: 'An add-on of the subscription in its present state',
  request: { params: z.strictObject({ subscription: id, subscriptionAddon: id }) },
  answers: { 200: { description: 'The add-on.', body: subscriptionAddon } },
  problems: ['subscription-not-found', 'addon-not-found', 'gigs-unavailable', 'service-unavailable'],
  async handle({ gigs }, { user, params, softDeadlineAt }) {
    const owner = { user, subscription: params.subscription };
    const found = await readOwnSubscriptionAddon(gigs, owner, params.subscriptionAddon, { answerBy: softDeadlineAt });
    return { status: 200, body: shown(found) };
  },
});
