import type { Plan, User } from '../model/resources.ts';
import type { SubscriptionRecord } from '../model/subscription.ts';
import { dayMs, rfc3339 } from '../model/time.ts';
import { extraSubscriptionId, extraUserId, seedSubscriptions, seedUsers } from '../seed.ts';
import { elainePlan, jerryPlan, kramerPlan, testPlan, vandelayPlan } from './plans.ts';

function user(id: string, fullName: string, email: string): User {
  return {
    object: 'user',
    id,
    metadata: {},
    birthday: null,
    createdAt: '2021-01-21T19:12:28Z',
    email,
    emailVerified: true,
    fullName,
    preferredLocale: 'en-US',
    status: 'active',
  };
}

const jerry = user(seedUsers.jerry, 'Jerry Seinfeld', 'jerry@seinfeld.example');
const elaine = user(seedUsers.elaine, 'Elaine Benes', 'elaine@seinfeld.example');
const kramer = user(seedUsers.kramer, 'Cosmo Kramer', 'kramer@seinfeld.example');
const george = user(seedUsers.george, 'George Costanza', 'george@seinfeld.example');
const art = user(seedUsers.art, 'Art Vandelay', 'art@vandelay.example');
const tester = user(seedUsers.tester, 'Terry Test', 'terry@gigs.example');

type Own = Pick<SubscriptionRecord, 'id' | 'user' | 'plan' | 'status'> & Partial<SubscriptionRecord>;

/**
 * Subscriptions, oldest first. Those that have ever been active began 70 days before today, so that an active one
 * is always ten days into its third period of 30: far from a renewal whenever the sandbox is started.
 */
function subscriptions(now: number, list: readonly Own[]): SubscriptionRecord[] {
  const activatedAt = Math.floor(now / dayMs) * dayMs - 70 * dayMs;
  return list.map((own, index) => ({
    metadata: {},
    billing: null,
    canceledAt: null,
    cancellationDetails: null,
    createdAt: activatedAt - (list.length - index) * 60_000,
    activatedAt: own.status === 'pending' || own.status === 'initiated' ? null : activatedAt,
    earliestEndAt: null,
    endedAt: null,
    firstUsageAt: null,
    lastPorting: null,
    phoneNumber: null,
    porting: null,
    restoreRequestedAt: null,
    restrictedAt: null,
    restrictionDetails: null,
    sim: sim(own.id, own.plan),
    userAddress: null,
    ...own,
  }));
}

/** A SIM whose id ends like its subscription's. */
function sim(subscription: string, plan: Plan): SubscriptionRecord['sim'] {
  return {
    object: 'sim',
    id: subscription.replace('sub_', 'sim_'),
    createdAt: '2021-01-21T19:12:28Z',
    iccid: '89883070000007537119',
    provider: plan.provider,
    status: 'active',
    type: 'eSIM',
  };
}

/**
 * Jerry, Elaine and Kramer have an active subscription each; the last two and George have others besides. Extra users
 * come before them.
 */
export function gigsSubscriptions(now: number, extraUsers: number): SubscriptionRecord[] {
  const yesterday = rfc3339(Math.floor(now / dayMs) * dayMs - dayMs);
  return subscriptions(now, [
    ...Array.from({ length: extraUsers }, (_, index) => extraSubscription(index + 1)),
    {
      id: seedSubscriptions.kramerEnded,
      user: kramer,
      plan: jerryPlan,
      status: 'ended',
      canceledAt: yesterday,
      endedAt: yesterday,
      cancellationDetails: { cause: 'cancellationRequested', userComment: null, userReason: 'tooExpensive' },
    },
    { id: seedSubscriptions.jerry, user: jerry, plan: jerryPlan, status: 'active', phoneNumber: '+12125550142' },
    { id: seedSubscriptions.elaine, user: elaine, plan: elainePlan, status: 'active', phoneNumber: '+12125550176' },
    { id: seedSubscriptions.kramer, user: kramer, plan: kramerPlan, status: 'active' },
    {
      id: seedSubscriptions.kramerRestricted,
      user: kramer,
      plan: jerryPlan,
      status: 'restricted',
      restrictedAt: yesterday,
      restrictionDetails: {
        cause: 'invoiceOverdue',
        restrictBehavior: 'incomingOnly',
        restoreBehavior: 'resetPeriodAnchor',
      },
    },
    { id: seedSubscriptions.georgeInitiated, user: george, plan: jerryPlan, status: 'initiated', sim: null },
    { id: seedSubscriptions.elainePending, user: elaine, plan: jerryPlan, status: 'pending' },
  ]);
}

function extraSubscription(number: number): Own {
  const name = `Extra ${number}`;
  const owner = user(extraUserId(number), name, `extra${number}@seinfeld.example`);
  return { id: extraSubscriptionId(number), user: owner, plan: jerryPlan, status: 'active' };
}

export function vandelaySubscriptions(now: number): SubscriptionRecord[] {
  return subscriptions(now, [{ id: seedSubscriptions.art, user: art, plan: vandelayPlan, status: 'active' }]);
}

export function testSubscriptions(now: number): SubscriptionRecord[] {
  return subscriptions(now, [{ id: seedSubscriptions.tester, user: tester, plan: testPlan, status: 'active' }]);
}
