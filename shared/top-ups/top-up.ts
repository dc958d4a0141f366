import type { TopUp } from '../contract/schemas.ts';
import type { GigsAddon } from '../gigs/addons.ts';
import { shownText } from '../gigs/shown.ts';

/**
 * Whether an add-on can be bought for a plan. Listing and buying ask this same function, so the app never shows what
 * cannot be bought. From Gigs' page "Add-ons": only available add-ons can be added, and `plans` are those it fits.
 */
export function isPurchasable(addon: GigsAddon, plan: string): boolean {
  return addon.status === 'available' && addon.type === 'topUp' && addon.plans.includes(plan) && addon.price !== null;
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
