import * as z from 'zod/mini';
import { problemCodes } from './problems.ts';

/** Gigs calls its ids opaque and may change their form, so this is all that is asked of one. */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;
export const id = z.string().check(z.regex(idPattern, 'is not an id'));

/** RFC 3339, in UTC. */
export const time = z.string();
const nullableTime = z.nullable(time);

export const money = z.object({ amount: z.int().check(z.nonnegative()), currency: z.string() });
export type Money = z.infer<typeof money>;

export const project = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['live', 'test', 'unknown']),
  image: z.nullable(z.string()),
  locales: z.array(z.string()),
  currency: z.nullable(z.string()),
  support: z.nullable(z.object({ email: z.nullable(z.string()), phoneNumber: z.nullable(z.string()) })),
  paymentsKey: z.nullable(z.string()),
});
export type Project = z.infer<typeof project>;

export const subscription = z.object({
  id: z.string(),
  status: z.enum(['pending', 'initiated', 'active', 'restricted', 'ended', 'unknown']),
  phoneNumber: z.nullable(z.string()),
  plan: z.object({ id: z.string(), name: z.string() }),
  currentPeriod: z.nullable(z.object({ start: time, end: time })),
});
export type Subscription = z.infer<typeof subscription>;

const allowance = z.nullable(z.int().check(z.nonnegative()));

export const topUp = z.object({
  id: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  price: money,
  allowances: z.object({ dataBytes: allowance, voiceSeconds: allowance, smsMessages: allowance }),
  validity: z.nullable(z.object({ unit: z.enum(['day', 'month', 'unknown']), value: z.int().check(z.positive()) })),
  recurrenceType: z.enum(['oneTime', 'recurring', 'unknown']),
  activationTrigger: z.nullable(z.enum(['creation', 'networkLatch', 'usageStarted', 'unknown'])),
});
export type TopUp = z.infer<typeof topUp>;

export const subscriptionAddonStatus = z.enum(['pending', 'initiated', 'active', 'ended', 'unknown']);

export const subscriptionAddon = z.object({
  id: z.string(),
  status: subscriptionAddonStatus,
  subscription: z.string(),
  addon: topUp,
  currentPeriod: z.nullable(z.object({ number: z.int(), start: time, end: time })),
  createdAt: time,
  activatedAt: nullableTime,
  canceledAt: nullableTime,
  endedAt: nullableTime,
});
export type SubscriptionAddon = z.infer<typeof subscriptionAddon>;

export const purchase = z.object({
  id: z.string(),
  status: z.enum(['processing', 'succeeded', 'failed', 'unknown']),
  subscription: z.string(),
  addon: topUp,
  subscriptionAddon: z.nullable(subscriptionAddon),
  failure: z.nullable(z.object({ code: z.string(), title: z.string(), retryable: z.boolean() })),
  createdAt: time,
  updatedAt: time,
});
export type Purchase = z.infer<typeof purchase>;

export const purchaseRequest = z.strictObject({
  addon: id,
  price: z.strictObject({
    amount: z.int().check(z.nonnegative()),
    currency: z.string().check(z.regex(/^[A-Z]{3}$/, 'is not a currency code')),
  }),
  allowRepeat: z.optional(z.boolean()),
});
export type PurchaseRequest = z.infer<typeof purchaseRequest>;

const nextCursor = z.nullable(z.string());
export const subscriptionList = z.object({ items: z.array(subscription), nextCursor });
export const topUpList = z.object({ items: z.array(topUp), nextCursor });
export const subscriptionAddonList = z.object({ items: z.array(subscriptionAddon), nextCursor });
export const purchaseList = z.object({ items: z.array(purchase), nextCursor });
export const health = z.object({ status: z.literal('ok') });

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(problemCodes),
  retryable: z.boolean(),
  requestId: z.string(),
  errors: z.optional(z.array(z.object({ in: z.string(), path: z.string(), message: z.string() }))),
  currentPrice: z.optional(money),
  declineReason: z.optional(z.string()),
  purchase: z.optional(z.string()),
});

export const problemPage = z.object({
  code: z.enum(problemCodes),
  title: z.string(),
  status: z.int(),
  retryable: z.boolean(),
  advice: z.string(),
  tellUser: z.string(),
});
