import { type GigsAddon, gigsAddon } from './addons.ts';
import type { Call, Page } from './call.ts';
import { checkedConnection, type GigsConnection } from './connection.ts';
import type { Outcome } from './outcome.ts';
import { type GigsProject, gigsProject } from './projects.ts';
import { listPage } from './read.ts';
import { gigsPath } from './request-url.ts';
import { sendOnce } from './send-once.ts';
import {
  type GigsSubscriptionAddon,
  gigsSubscriptionAddon,
  type SubscriptionAddonStatus,
} from './subscription-addons.ts';

/** Where in a list a page is. `after` and `before` exclude each other: https://developers.gigs.com/docs/concepts/pagination. */
interface Position {
  readonly after?: string | null;
  readonly before?: string;
  /** 0 to 200, 10 when absent. */
  readonly limit?: number;
}

export interface AddonsQuery extends Position {
  readonly plan?: string;
  readonly provider?: string;
  /** Only available ones when absent. */
  readonly status?: 'draft' | 'available' | 'archived';
  readonly type?: 'topUp' | 'other';
  readonly recurrenceType?: 'oneTime' | 'recurring';
}

export interface AllSubscriptionAddonsQuery extends Position {
  readonly addon?: string;
  readonly subscription?: string;
  readonly user?: string;
  /** All but the ended ones when absent. */
  readonly statuses?: readonly SubscriptionAddonStatus[];
}

/**
 * What an operator may do at Gigs beyond what the service may. For the commands in tools/: nothing that answers an app
 * may import this file, so that no app can reach any of it.
 */
export interface GigsAdministration {
  listProjects(query: Position & { readonly organization?: string }, call: Call): Promise<Page<GigsProject>>;
  listAddons(query: AddonsQuery, call: Call): Promise<Page<GigsAddon>>;
  listAllSubscriptionAddons(query: AllSubscriptionAddonsQuery, call: Call): Promise<Page<GigsSubscriptionAddon>>;
  /** An absent member stays as it is. */
  updateAddon(
    addon: string,
    change: { readonly name?: string | null; readonly description?: string | null },
    call: Call,
  ): Promise<Outcome<GigsAddon>>;
  /** Makes the add-on available: it can be bought from now on. */
  publishAddon(addon: string, call: Call): Promise<Outcome<GigsAddon>>;
  archiveAddon(addon: string, call: Call): Promise<Outcome<GigsAddon>>;
}

/**
 * Binds the operator's operations, from Gigs' pages "Projects", "Add-ons" and "Subscription add-ons".
 *
 * @throws TypeError where the API's address or the project cannot be used.
 */
export function connectGigsAdministration(connection: GigsConnection): GigsAdministration {
  const checked = checkedConnection(connection);
  const project = checked.project;
  return {
    listProjects: async (query, call) =>
      listPage(checked, { operation: 'listProjects', path: '/projects', query: { ...query }, item: gigsProject }, call),
    listAddons: async (query, call) =>
      listPage(
        checked,
        { operation: 'listAddons', path: gigsPath`/projects/${project}/addons`, query: { ...query }, item: gigsAddon },
        call,
      ),
    listAllSubscriptionAddons: async ({ statuses, ...query }, call) =>
      listPage(
        checked,
        {
          operation: 'listAllSubscriptionAddons',
          path: gigsPath`/projects/${project}/subscriptionAddons`,
          query: { ...query, status: statuses },
          item: gigsSubscriptionAddon,
        },
        call,
      ),
    updateAddon: async (addon, { name, description }, call) =>
      changeAddon(checked, addon, call, {
        operation: 'updateAddon',
        method: 'PATCH',
        path: gigsPath`/projects/${project}/addons/${addon}`,
        // Member by member, so that nothing else of a caller's object is sent.
        body: { ...(name === undefined ? {} : { name }), ...(description === undefined ? {} : { description }) },
      }),
    publishAddon: async (addon, call) =>
      changeAddon(checked, addon, call, {
        operation: 'publishAddon',
        method: 'POST',
        path: gigsPath`/projects/${project}/addons/${addon}/publish`,
        body: null,
      }),
    archiveAddon: async (addon, call) =>
      changeAddon(checked, addon, call, {
        operation: 'archiveAddon',
        method: 'POST',
        path: gigsPath`/projects/${project}/addons/${addon}/archive`,
        body: null,
      }),
  };
}

interface AddonChange {
  readonly operation: string;
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: Readonly<Record<string, string | null>> | null;
}

function changeAddon(connection: GigsConnection, addon: string, call: Call, change: AddonChange) {
  return sendOnce(
    connection,
    {
      ...change,
      idempotencyKey: null,
      parse(json): GigsAddon | undefined {
        const changed = gigsAddon.safeParse(json).data;
        return changed?.id === addon ? changed : undefined;
      },
    },
    call,
  );
}
