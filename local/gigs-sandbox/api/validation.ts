import * as z from 'zod';
import type { ApiContext } from './context.ts';
import { GigsError } from './errors.ts';

// "Validation is strict": https://developers.gigs.com/docs/concepts/error-handling
const strictness = ['https://developers.gigs.com/docs/concepts/error-handling'];

/** An id to filter or to page by. Whether there is such a thing is not its concern. */
export const id = z.string().min(1, 'must not be empty');

/** A comma-separated list of one or more of `values`. */
export function commaSeparated<const Value extends string>(values: readonly Value[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)));
}

/** The pagination parameters of every list: https://developers.gigs.com/docs/concepts/pagination */
export const pageQuery = {
  after: id.optional(),
  before: id.optional(),
  limit: z
    .string()
    .regex(/^\d+$/, 'must be an integer')
    .transform(Number)
    .pipe(z.number().max(200, 'must be at most 200'))
    .default(10),
};

/** For operations that take neither query parameters nor a body. */
export const nothing = z.strictObject({});

/** The query parameters, each at most once. Throws 422. */
export function readQuery<Schema extends z.ZodType>(c: ApiContext, schema: Schema): z.output<Schema> {
  const parameters = new URL(c.req.url).searchParams;
  const names = [...parameters.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated) throw invalid(`${repeated}: must be given once`);
  return parse(schema, Object.fromEntries(parameters));
}

/** The body's members; no body is one without members. Throws 400 for what is no JSON and 422 for the rest. */
export function readBody<Schema extends z.ZodType>(c: ApiContext, schema: Schema): z.output<Schema> {
  return parse(schema, c.env.body === '' ? {} : parseJson(c.env.body));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GigsError('malformed', 'The request body is not valid JSON');
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(explain(result.error));
  return result.data;
}

/** The first thing that is wrong, with the name it was sent under. */
export function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'The request is invalid';
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
}

/** A refusal of what was sent: 422, without a `code`, since Gigs publishes none for add-ons. */
export function invalid(message: string, hint?: string): GigsError {
  return new GigsError('invalid', message, { documentation: strictness, ...(hint === undefined ? {} : { hint }) });
}
