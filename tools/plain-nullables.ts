type Schema = Record<string, unknown>;

/**
 * The document with every `anyOf: [X, null]` written as X of the types `[…, "null"]`. Both say the same, but generators of
 * Swift code leave out a member of the first form (https://github.com/apple/swift-openapi-generator/issues/817). What is
 * only referred to is written out where it may be null.
 */
export function withPlainNullables<Document extends object>(document: Document): Document {
  const { components } = document as { components?: { schemas?: Record<string, Schema> } };
  return plain(document, components?.schemas ?? {}) as Document;
}

function plain(value: unknown, schemas: Readonly<Record<string, Schema>>): unknown {
  if (Array.isArray(value)) return value.map((item) => plain(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const merged = merge(value as Schema, schemas);
  return Object.fromEntries(Object.entries(merged).map(([name, member]) => [name, plain(member, schemas)]));
}

function merge(schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2 || (anyOf[1] as Schema)['type'] !== 'null') return schema;
  const { $ref, ...own } = anyOf[0] as Schema & { $ref?: string };
  const one = $ref === undefined ? own : schemas[$ref.replace('#/components/schemas/', '')];
  if (typeof one?.['type'] !== 'string') return schema;
  const words = Array.isArray(one['enum']) ? { enum: [...one['enum'], null] } : {};
  return { ...rest, ...one, type: [one['type'], 'null'], ...words };
}
