import type { TopUp } from '../contract/schemas.ts';
import type { GigsAddon } from '../gigs/addons.ts';
import { shownText } from '../gigs/shown.ts';

/** What keeps an add-on from being bought for a plan: its status, its type, the plans it is for, or its price. */
export type NotPurchasable = 'status' | 'type' | 'plan' | 'price';

/**
 * Why an add-on cannot be bought for a plan, the first reason that is true; `undefined` where it can be. Listing, buying
 * and the operator's tool ask this same function, so the app never shows what cannot be bought, and the tool tells why.
 * From Gigs' page "Add-ons": only available add-ons can be added, and `plans` are those it fits.
 */
export function whyNotPurchasable(addon: GigsAddon, plan: string): NotPurchasable | undefined {
  if (addon.status !== 'available') return 'status';
  if (addon.type !== 'topUp') return 'type';
  if (!addon.plans.includes(plan)) return 'plan';
  return addon.price === null ? 'price' : undefined;
}

/** Whether an add-on can be bought for a plan. */
export function isPurchasable(addon: GigsAddon, plan: string): boolean {
  return whyNotPurchasable(addon, plan) === undefined;
}

/** An add-on as the app sees it, or undefined where it has no price that could be shown. */
export function toTopUp(addon: GigsAddon): TopUp | undefined {
  if (addon.price === null) return undefined;
  return {
    id: addon.id,
    name: shownText(addon.name),
    description: addon.description === null ? null : shownText(addon.description),
    price: addon.price,
    allowances: addon.allowances,
    validity: addon.validity,
    recurrenceType: addon.recurrenceType,
    activationTrigger: addon.activationTrigger,
  };
}

/** By price, then by id. Amounts are compared as they are: a plan is sold in one currency. */
export function byPrice(a: TopUp, b: TopUp): number {
  return a.price.amount - b.price.amount || (a.id < b.id ? -1 : 1);
}
