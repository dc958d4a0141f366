import * as z from 'zod/mini';

const currencyOf = z.catch(z.nullish(z.object({ currency: z.string() })), null);

/** A project, from Gigs' page "Projects": only what an app may know of it. */
export const gigsProject = z.object({
  id: z.string(),
  name: z.string(),
  type: z.catch(z.enum(['live', 'test', 'unknown']), 'unknown'),
  image: z.catch(z.nullable(z.string()), null),
  locales: z.catch(z.array(z.string()), []),
  payments: currencyOf,
  billing: currencyOf,
  support: z.catch(z.nullable(z.object({ email: z.nullish(z.string()), phoneNumber: z.nullish(z.string()) })), null),
});
export type GigsProject = z.infer<typeof gigsProject>;

/** The project's publishable payments key: `GET /projects/{project}/credentials`. */
export const gigsCredentials = z.object({ paymentsKey: z.nullable(z.string()) });
export type GigsCredentials = z.infer<typeof gigsCredentials>;
