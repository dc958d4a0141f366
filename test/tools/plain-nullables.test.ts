import { describe, expect, it } from 'vitest';
import { withPlainNullables } from '../../tools/plain-nullables.ts';

const isNull = { type: 'null' };
const line = { type: 'object', properties: { id: { type: 'string' } } };

function schemaOf(schema: object) {
  const document = { components: { schemas: { Line: line, Subject: schema } } };
  return withPlainNullables(document).components.schemas.Subject;
}

describe('a schema that may be null', () => {
  it.each([
    ['a number', { type: 'integer', minimum: 0 }, { type: ['integer', 'null'], minimum: 0 }],
    ['an enum', { type: 'string', enum: ['day'] }, { type: ['string', 'null'], enum: ['day', null] }],
    ['what is referred to', { $ref: '#/components/schemas/Line' }, { ...line, type: ['object', 'null'] }],
  ])('is written with two types: %s', (_name, schema, expected) => {
    expect(schemaOf({ anyOf: [schema, isNull], description: 'kept' })).toEqual({ ...expected, description: 'kept' });
  });

  it('is found at any depth', () => {
    const inner = { anyOf: [{ type: 'object', properties: { n: { anyOf: [{ type: 'integer' }, isNull] } } }, isNull] };
    expect(schemaOf({ type: 'array', items: inner })).toEqual({
      type: 'array',
      items: { type: ['object', 'null'], properties: { n: { type: ['integer', 'null'] } } },
    });
  });

  it.each([
    ['of three', { anyOf: [{ type: 'string' }, { type: 'integer' }, isNull] }],
    ['without null', { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
    ['of something without a type', { anyOf: [{ const: 1 }, isNull] }],
  ])('is nothing else: %s', (_name, schema) => {
    expect(schemaOf(schema)).toEqual(schema);
  });
});

describe('the document', () => {
  it('has no alternative with null any more', async () => {
    const { openApiDocument } = await import('../../tools/openapi-document.ts');
    expect(JSON.stringify(openApiDocument())).not.toContain('{"type":"null"}');
  });
});
