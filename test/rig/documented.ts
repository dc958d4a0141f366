import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import document from '../../openapi.json' with { type: 'json' };
import { type OperationName, operations } from '../../shared/contract/operations.ts';
import { problems } from '../../shared/contract/problems.ts';
import type { Answered } from './rig.ts';

interface Documented {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Headers that any answer may have, so that the document does not repeat them. */
const everywhere = ['content-type', 'cache-control', 'x-content-type-options', 'strict-transport-security'];

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { int64: true } });
addFormats(ajv, ['date-time']);
ajv.addSchema(closed(document) as object, 'openapi');
const validators = new Map<string, ValidateFunction>();

/**
 * Holds an answer against openapi.json: status, headers, content type, problem code and every member of the body.
 *
 * @throws Error that says what the document does not know
 */
export function expectDocumented(operation: OperationName, answer: Answered): void {
  const faults = [...undocumented(operation, answer), ...wrongHeaders(answer)];
  if (faults.length > 0) {
    throw new Error(`${operation} answered ${answer.status} ${JSON.stringify(answer.body)}: ${faults.join('; ')}`);
  }
}

function undocumented(operation: OperationName, { status, headers, body }: Answered): string[] {
  const { path, method } = operations[operation];
  const pointer = ['paths', path, method.toLowerCase(), 'responses', String(status)];
  const documented = pointer.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], document) as
    | Documented
    | undefined;
  if (!documented) return ['the status is not documented'];

  const known = [...everywhere, ...Object.keys(documented.headers ?? {}).map((name) => name.toLowerCase())];
  const faults = Object.keys(headers)
    .filter((name) => !known.includes(name))
    .map((name) => `the header ${name} is not documented`);
  const [type] = (headers['content-type'] ?? '').split(';');
  if (!documented.content) return body === '' && !type ? faults : [...faults, 'a body is not documented'];
  if (!type || !(type in documented.content)) return [...faults, `the content type ${type} is not documented`];
  if (status >= 400 && !documented.description.includes(`\`${body.code}\``)) faults.push('the code is not documented');
  const validate = validatorOf([...pointer, 'content', type, 'schema']);
  return validate(body) ? faults : [...faults, ajv.errorsText(validate.errors)];
}

/** What the contract says of the headers of every answer. */
function wrongHeaders({ status, headers, body }: Answered): string[] {
  const wanted: Record<string, string | RegExp> = {
    'x-request-id': /^[\w=+/.-]{1,128}$/,
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'cache-control': status >= 400 ? 'no-store' : /./,
    ...(status >= 400 && { 'content-type': 'application/problem+json' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...([429, 503].includes(status) && { 'retry-after': /^[1-9]\d*$/ }),
  };
  const faults = Object.entries(wanted)
    .filter(([name, value]) => !(typeof value === 'string' ? headers[name] === value : value.test(headers[name] ?? '')))
    .map(([name]) => `${name} is ${headers[name]}`);
  return status < 400 ? faults : [...faults, ...wrongProblem(status, headers, body)];
}

function wrongProblem(status: number, headers: Answered['headers'], body: Answered['body']): string[] {
  const { title, retryable } = problems[body.code as keyof typeof problems] ?? {};
  const wanted = { type: `/problems/${body.code}`, title, status, retryable, requestId: headers['x-request-id'] };
  return Object.entries(wanted)
    .filter(([name, value]) => body[name] !== value)
    .map(([name]) => `${name} is ${body[name]}`);
}

/** Problem or not: whatever the function answers, to an event of no operation too. */
export function expectCommonHeaders(answer: Answered): void {
  const faults = wrongHeaders(answer);
  if (faults.length > 0) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}: ${faults.join('; ')}`);
}

function validatorOf(pointer: readonly string[]): ValidateFunction {
  const path = pointer.map((name) => name.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
  const known = validators.get(path);
  if (known) return known;
  const compiled = ajv.compile({ $ref: `openapi#/${encodeURI(path)}` });
  validators.set(path, compiled);
  return compiled;
}

/** The document with every object closed: clients must put up with new members, but this service may not add any. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  const isObject = members['type'] === 'object' && 'properties' in members;
  return isObject ? { additionalProperties: false, ...members } : members;
}
