import { describe, expect, it } from 'vitest';
import type { GigsAddon } from '../../../shared/gigs/addons.ts';
import { isPurchasable, whyNotPurchasable } from '../../../shared/top-ups/top-up.ts';
import { purchasableAddon } from '../../rig/simulated-gigs.ts';

const addon = purchasableAddon('add_1', 'pln_1');

describe('an add-on', () => {
  it('can be bought for its plan, also where it costs nothing', () => {
    expect(isPurchasable(addon, 'pln_1')).toBe(true);
    expect(isPurchasable({ ...addon, price: { amount: 0, currency: 'USD' } }, 'pln_1')).toBe(true);
  });

  it.each<[string, Partial<GigsAddon>, string]>([
    ['it is a draft', { status: 'draft' }, 'status'],
    ['it is archived', { status: 'archived' }, 'status'],
    ['it has a status that Gigs adds later', { status: 'unknown' }, 'status'],
    ['it is no top-up', { type: 'other' }, 'type'],
    ['it is for another plan', { plans: ['pln_2'] }, 'plan'],
    ['it is for no plan', { plans: [] }, 'plan'],
    ['it has no price', { price: null }, 'price'],
  ])('cannot be bought where %s', (_why, members, reason) => {
    expect(whyNotPurchasable({ ...addon, ...members }, 'pln_1')).toBe(reason);
    expect(isPurchasable({ ...addon, ...members }, 'pln_1')).toBe(false);
  });
});
