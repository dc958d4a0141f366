import { idPattern } from './fields.ts';

/** A query: ids and words, `limit`, and in `status` several words. What is null or undefined is left out. */
export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/** An argument that can be no part of a request to Gigs. Whoever called should have refused it. It is not repeated here. */
export class InvalidGigsQuery extends TypeError {
  override readonly name = 'InvalidGigsQuery';
}

/**
 * A path from its template: gigsPath`/projects/${project}/addons/${addon}`.
 *
 * @throws InvalidGigsQuery where a part is no id, so that nothing but the ids can differ from the template.
 */
export function gigsPath(template: TemplateStringsArray, ...ids: readonly string[]): string {
  return String.raw(template, ...ids.map(checkedId));
}

/**
 * The address of a request. What `URL` makes of it must be the origin and the path as they were given: nothing
 * normalised, nothing swallowed.
 *
 * @throws InvalidGigsQuery
 */
export function gigsUrl(origin: string, path: string, query: Query = {}): URL {
  const url = new URL(origin + path);
  if (url.origin !== origin || url.pathname !== path) throw new InvalidGigsQuery('The address is not its template');
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, queryValue(name, value));
  }
  return url;
}

/**
 * The id itself. For those that a request must not go without: left out of a query, they would let everything through.
 *
 * @throws InvalidGigsQuery where it is none.
 */
export function checkedId(id: unknown): string {
  if (typeof id !== 'string' || !idPattern.test(id)) throw new InvalidGigsQuery('An argument is no Gigs id');
  return id;
}

function queryValue(name: string, value: string | number | readonly string[]): string {
  if (name === 'limit') {
    if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 200) {
      throw new InvalidGigsQuery('A limit is not 0 to 200');
    }
    return String(value);
  }
  if (name !== 'status' || !Array.isArray(value)) return checkedId(value);
  // Gigs refuses an empty value, and none is not the same as all.
  if (value.length === 0) throw new InvalidGigsQuery('A list of statuses is empty');
  return value.map(checkedId).join(',');
}
