import type { GigsAddon } from '../../shared/gigs/addons.ts';
import { type NotPurchasable, whyNotPurchasable } from '../../shared/top-ups/top-up.ts';

/** An add-on that an app does not show, with the reason. */
export interface HiddenAddon {
  readonly addon: string;
  readonly name: string;
  readonly reason: NotPurchasable;
  readonly why: string;
}

/** Add-ons that could be for a plan but are not shown for it: all that name it, and those that name no plan at all. */
export function hiddenFrom(addons: readonly GigsAddon[], plan: string): HiddenAddon[] {
  return addons.flatMap((addon) => {
    const reason = whyNotPurchasable(addon, plan);
    const isNear = addon.plans.includes(plan) || addon.plans.length === 0;
    if (reason === undefined || !isNear) return [];
    return [{ addon: addon.id, name: addon.name, reason, why: whyWords(addon, reason) }];
  });
}

/** Ids of the add-ons that the rule lets be bought for a plan. */
export function purchasableFor(addons: readonly GigsAddon[], plan: string): string[] {
  return addons.filter((addon) => whyNotPurchasable(addon, plan) === undefined).map(({ id }) => id);
}

/** All plans that any add-on names. */
export function plansIn(addons: readonly GigsAddon[]): string[] {
  return [...new Set(addons.flatMap(({ plans }) => plans))].sort();
}

/** What hides an add-on from apps whatever their user's plan, null where nothing does. */
export function whyHidden(addon: GigsAddon): string | null {
  const reason = whyNotPurchasable(addon, addon.plans[0] ?? '');
  return reason === undefined ? null : whyWords(addon, reason);
}

function whyWords({ status, plans }: GigsAddon, reason: NotPurchasable): string {
  switch (reason) {
    case 'status':
      if (status === 'draft') return 'is a draft: publish it to sell it';
      return status === 'archived' ? 'is archived' : 'has a status that is not known here';
    case 'type':
      return 'is no top-up but of another type';
    case 'plan':
      return plans.length === 0 ? 'is for no plan' : 'is not for this plan';
    case 'price':
      return 'has no price that is a whole number from 0 with a currency';
  }
}
