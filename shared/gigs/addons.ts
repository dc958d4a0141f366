import * as z from 'zod/mini';
import type { Call, Page } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { gigsId, idPattern, listOf, text } from './fields.ts';
import { listPage, retrieve } from './read.ts';
import { checkedId, gigsPath } from './request-url.ts';

const allowance = z.nullable(z.int().check(z.nonnegative()));

/** Money as Gigs writes it: a whole number of the currency's minor unit. Anything else is no price: null. */
const price = z.catch(
  z.nullable(z.object({ amount: z.int().check(z.nonnegative()), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) })),
  null,
);

const validity = z.object({
  unit: z.catch(z.enum(['day', 'month', 'unknown']), 'unknown'),
  value: z.int().check(z.positive()),
});

/** Newer than the page "Add-ons" itself: https://developers.gigs.com/api/latest/core/add-ons.md. Null where Gigs does not say. */
const activationTrigger = z._default(
  z.nullable(z.catch(z.enum(['creation', 'networkLatch', 'usageStarted', 'unknown']), 'unknown')),
  null,
);

/**
 * An add-on, from Gigs' page "Add-ons". Strict about what money and permission depend on, forgiving about the rest:
 * values that Gigs adds later become `unknown` or null. `plans` is missing in some of the page's own examples.
 */
export const gigsAddon = z.object({
  id: gigsId,
  name: text,
  description: z.catch(z.nullable(text), null),
  status: z.catch(z.enum(['draft', 'available', 'archived', 'unknown']), 'unknown'),
  type: z.catch(z.enum(['topUp', 'other', 'unknown']), 'unknown'),
  plans: listOf(idPattern),
  price,
  allowances: z.object({ dataBytes: allowance, voiceSeconds: allowance, smsMessages: allowance }),
  validity: z.catch(z.nullable(validity), null),
  recurrenceType: z.catch(z.enum(['oneTime', 'recurring', 'unknown']), 'unknown'),
  activationTrigger,
});

export type GigsAddon = z.infer<typeof gigsAddon>;

/**
 * One page of the available top-ups for a plan, 200 to a page (the most that Gigs gives), in no order that Gigs
 * promises. From "List all add-ons" on Gigs' page "Add-ons". Whether one may be bought is for the caller to decide:
 * status, type and plans are on each.
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function listPlanTopUps(
  connection: GigsConnection,
  { plan, after }: { plan: string; after: string | null },
  call: Call,
): Promise<Page<GigsAddon>> {
  return listPage(
    connection,
    {
      operation: 'listPlanTopUps',
      path: gigsPath`/projects/${connection.project}/addons`,
      query: { plan: checkedId(plan), status: 'available', type: 'topUp', after, limit: 200 },
      item: gigsAddon,
    },
    call,
  );
}

/**
 * One add-on whatever its status, `undefined` when Gigs knows none of this id. From "Retrieve an add-on" on Gigs' page
 * "Add-ons".
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function getAddon(connection: GigsConnection, addon: string, call: Call): Promise<GigsAddon | undefined> {
  return retrieve(
    connection,
    {
      operation: 'getAddon',
      path: gigsPath`/projects/${connection.project}/addons/${addon}`,
      schema: gigsAddon,
      isAskedFor: (found) => found.id === addon,
    },
    call,
  );
}
