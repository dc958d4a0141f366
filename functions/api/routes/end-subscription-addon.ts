import * as z from 'zod/mini';
import { Problem } from '../../../shared/contract/problems.ts';
import { id, subscriptionAddon } from '../../../shared/contract/schemas.ts';
import type { Call, Gigs } from '../../../shared/gigs/gigs.ts';
import { GigsUnavailable } from '../../../shared/gigs/outcome.ts';
import type { GigsSubscriptionAddon } from '../../../shared/gigs/subscription-addons.ts';
import { readOwnSubscriptionAddon, shown } from '../own-subscription-addon.ts';
import { route } from '../route.ts';

export const endSubscriptionAddon = route({
  operation: 'endSubscriptionAddon',
  summary: 'End an active add-on at once',
  description: 'What is left of its allowances is lost. Safe to repeat after a 503.',
  request: { params: z.strictObject({ subscription: id, subscriptionAddon: id }) },
  answers: { 200: { description: 'It has ended.', body: subscriptionAddon } },
  problems: [
    'subscription-not-found',
    'addon-not-found',
    'addon-not-active',
    'gigs-unavailable',
    'service-unavailable',
  ],
  async handle({ gigs, config, now }, { user, params, softDeadlineAt }) {
    const owner = { user, subscription: params.subscription };
    // What became of it may have to be read once more: time is kept back for that.
    const readAgainMs = Math.min(config.gigsGetTimeoutMs, (softDeadlineAt - now()) / 3);
    const sendBy = { answerBy: softDeadlineAt - readAgainMs };
    const active = await readOwnSubscriptionAddon(gigs, owner, params.subscriptionAddon, sendBy);
    // From Gigs' page "Subscription add-ons": only active ones can be ended.
    if (active.status !== 'active') throw new Problem('addon-not-active');
    const ended = await end(gigs, active, sendBy, { answerBy: softDeadlineAt });
    return { status: 200, body: shown(ended) };
  },
});

async function end(
  gigs: Gigs,
  active: GigsSubscriptionAddon,
  sendBy: Call,
  readBy: Call,
): Promise<GigsSubscriptionAddon> {
  const outcome = await gigs.endSubscriptionAddon(active.id, sendBy);
  switch (outcome.kind) {
    case 'answered':
      if (isSame(outcome.value, active)) return outcome.value;
      return readEnded(gigs, active, readBy);
    case 'refused':
      throw new Problem(outcome.status === 404 ? 'addon-not-found' : 'addon-not-active');
    case 'not-done':
      throw new GigsUnavailable(outcome.reason, outcome.retryAfterSeconds);
    case 'unknown':
      return readEnded(gigs, active, readBy);
  }
}

/** @throws GigsUnavailable where it has not ended, or nobody knows: repeating it is safe */
async function readEnded(gigs: Gigs, active: GigsSubscriptionAddon, call: Call): Promise<GigsSubscriptionAddon> {
  const now = await gigs.getSubscriptionAddon(active.id, call);
  if (!now || !isSame(now, active) || now.status !== 'ended') throw new GigsUnavailable('connection-lost');
  return now;
}

function isSame(a: GigsSubscriptionAddon, b: GigsSubscriptionAddon): boolean {
  return a.id === b.id && a.subscription === b.subscription && a.user === b.user;
}
