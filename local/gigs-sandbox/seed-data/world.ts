import type { World } from '../model/world.ts';
import { gigsAddons, testAddons, vandelayAddons } from './addons.ts';
import { gigsProject, testProject, vandelayProject } from './projects.ts';
import { gigsSubscriptions, testSubscriptions, vandelaySubscriptions } from './subscriptions.ts';

/**
 * A new world as it is before the first request, at `now` (ms since the epoch), with so many extra users. There are no subscription add-ons in
 * it, so that whoever counts them counts nothing but purchases.
 */
export function seedWorld(now: number, extraUsers: number): World {
  return [
    {
      project: gigsProject,
      // The publishable key of Gigs' own example: it is printed in its documentation and opens nothing.
      paymentsKey: 'pk_test_XXooYYauvdEDq12NiTphI7sa',
      addons: gigsAddons(),
      subscriptions: gigsSubscriptions(now, extraUsers),
      subscriptionAddons: [],
    },
    {
      project: vandelayProject,
      paymentsKey: null,
      addons: vandelayAddons(),
      subscriptions: vandelaySubscriptions(now),
      subscriptionAddons: [],
    },
    {
      project: testProject,
      paymentsKey: null,
      addons: testAddons(),
      subscriptions: testSubscriptions(now),
      subscriptionAddons: [],
    },
  ];
}
