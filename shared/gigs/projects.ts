import * as z from 'zod/mini';
import type { Call } from './call.ts';
import type { GigsConnection } from './connection.ts';
import { gigsId, listOf, text } from './fields.ts';
import { retrieve } from './read.ts';
import { gigsPath } from './request-url.ts';

const currencyOf = z.catch(z.nullish(z.object({ currency: z.string().check(z.regex(/^[A-Z]{3}$/)) })), null);
const contact = z.catch(z.nullish(text), null);

/** A project, from Gigs' page "Projects": only what an app may know of it. */
export const gigsProject = z.object({
  id: gigsId,
  name: text,
  type: z.catch(z.enum(['live', 'test', 'unknown']), 'unknown'),
  // An app shows it, so it must be a picture's address and nothing that runs.
  image: z.catch(z.nullable(z.string().check(z.regex(/^https:\/\/[\x21-\x7e]{1,2000}$/))), null),
  locales: listOf(/^[A-Za-z0-9-]{1,35}$/),
  payments: currencyOf,
  billing: currencyOf,
  support: z.catch(z.nullable(z.object({ email: contact, phoneNumber: contact })), null),
});
export type GigsProject = z.infer<typeof gigsProject>;

/** The project's publishable payments key: `GET /projects/{project}/credentials`. */
export const gigsCredentials = z.object({ paymentsKey: z.nullable(z.string().check(z.regex(/^[\x21-\x7e]{1,512}$/))) });
export type GigsCredentials = z.infer<typeof gigsCredentials>;

/**
 * The project of this service, `undefined` when the key's Gigs knows none of this id. From "Retrieve a project" on
 * Gigs' page "Projects".
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function getProject(connection: GigsConnection, call: Call): Promise<GigsProject | undefined> {
  return retrieve(
    connection,
    { operation: 'getProject', path: gigsPath`/projects/${connection.project}`, schema: gigsProject },
    call,
  );
}

/**
 * The project's publishable key, which an app may hold. From "Retrieve the project credentials" on Gigs' page "Projects".
 *
 * @throws GigsRefused, GigsUnavailable, GigsKeyUnavailable
 */
export async function getProjectCredentials(
  connection: GigsConnection,
  call: Call,
): Promise<GigsCredentials | undefined> {
  return retrieve(
    connection,
    {
      operation: 'getProjectCredentials',
      path: gigsPath`/projects/${connection.project}/credentials`,
      schema: gigsCredentials,
    },
    call,
  );
}
