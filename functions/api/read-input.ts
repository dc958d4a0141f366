import type * as z from 'zod/mini';
import { Problem } from '../../shared/contract/problems.ts';
import type { RequestShape } from './route.ts';

/** A request body has at most so many bytes. */
const largestBody = 2048;

interface Fault {
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly path: string;
  readonly message: string;
}

interface Received {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

/**
 * Reads the parts of a request by their shapes, and says all that is wrong with them at once.
 *
 * @throws Problem body-too-large, unsupported-media-type, invalid-request, tried in this order
 */
export function readInput(shape: RequestShape, received: Received): { params: unknown; query: unknown; body: unknown } {
  if (received.body.byteLength > largestBody) throw new Problem('body-too-large');
  if (shape.body && !isJson(received.contentType)) throw new Problem('unsupported-media-type');
  const faults: Fault[] = [];
  const input = {
    params: shape.params ? parse(shape.params, received.params, 'path', faults) : {},
    query: readQuery(shape, received.query, faults),
    body: readBody(shape, received.body, faults),
  };
  if (faults.length > 0) throw new Problem('invalid-request', { errors: faults });
  return input;
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(contentType ?? '');
}

function readQuery(shape: RequestShape, query: URLSearchParams, faults: Fault[]): unknown {
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) {
    faults.push({ in: 'query', path: '', message: 'a parameter is given more than once' });
  }
  if (shape.query) return parse(shape.query, Object.fromEntries(query), 'query', faults);
  if (names.length > 0) faults.push({ in: 'query', path: '', message: 'has a parameter that is not known' });
  return {};
}

function readBody(shape: RequestShape, body: Uint8Array, faults: Fault[]): unknown {
  if (!shape.body) {
    if (body.byteLength > 0) faults.push({ in: 'body', path: '', message: 'this operation takes no body' });
    return {};
  }
  try {
    // Not a byte order mark, not a wrong byte: what cannot be read exactly is not read.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return parse(shape.body, JSON.parse(text), 'body', faults);
  } catch {
    faults.push({ in: 'body', path: '', message: 'is not JSON in UTF-8' });
    return {};
  }
}

function parse(schema: z.ZodMiniType, value: unknown, place: Fault['in'], faults: Fault[]): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    faults.push({ in: place, path: issue.path.map(String).join('.'), message: messageOf(issue, place) });
  }
  return {};
}

/** In our words: a message must not repeat what was sent, as the name of an unknown member would. */
function messageOf(issue: z.core.$ZodIssue, place: Fault['in']): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return place === 'query' ? 'has a parameter that is not known' : 'has a member that is not known';
    case 'invalid_type':
      return `is missing or no ${issue.expected}`;
    default:
      return issue.message;
  }
}
