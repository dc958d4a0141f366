import type * as z from 'zod/mini';

/**
 * A body as JSON text that was held against its schema when it was made: for what is answered many times, so that it is
 * checked and written once. What is not in the schema cannot leave this way either.
 */
export class CheckedJson<Schema extends z.ZodMiniType> {
  readonly schema: Schema;
  readonly text: string;

  constructor(schema: Schema, value: z.input<Schema>) {
    this.schema = schema;
    this.text = JSON.stringify(schema.parse(value));
  }
}

/**
 * A body as JSON text.
 *
 * @throws ZodError for what is not of the schema; Error for what was held against another one
 */
export function jsonOf(schema: z.ZodMiniType, body: unknown): string {
  if (!(body instanceof CheckedJson)) return JSON.stringify(schema.parse(body));
  if (body.schema !== schema) throw new Error('The body was held against another schema');
  return body.text;
}
