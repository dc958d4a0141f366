import * as z from 'zod/mini';

const allowance = z.nullable(z.int().check(z.nonnegative()));

/** Money as Gigs writes it: a whole number of the currency's minor unit. Anything else is no price: null. */
const price = z.catch(
  z.nullable(z.object({ amount: z.int().check(z.nonnegative()), currency: z.string().check(z.regex(/^[A-Z]{3}$/)) })),
  null,
);

/**
 * An add-on, from Gigs' page "Add-ons". Strict about what money and permission depend on, forgiving about the rest:
 * values that Gigs adds later become `unknown` or null. `plans` is missing in some of the page's own examples.
 */
export const gigsAddon = z.object({
  id: z.string(),
  name: z.string(),
  description: z.catch(z.nullable(z.string()), null),
  status: z.catch(z.enum(['draft', 'available', 'archived', 'unknown']), 'unknown'),
  type: z.catch(z.enum(['topUp', 'other', 'unknown']), 'unknown'),
  plans: z.catch(z.array(z.string()), []),
  price,
  allowances: z.object({ dataBytes: allowance, voiceSeconds: allowance, smsMessages: allowance }),
  validity: z.catch(z.nullable(z.object({ unit: z.enum(['day', 'month']), value: z.int().check(z.positive()) })), null),
  recurrenceType: z.catch(z.enum(['oneTime', 'recurring', 'unknown']), 'unknown'),
  activationTrigger: z.catch(z.nullable(z.enum(['creation', 'networkLatch', 'usageStarted', 'unknown'])), 'unknown'),
});

export type GigsAddon = z.infer<typeof gigsAddon>;
