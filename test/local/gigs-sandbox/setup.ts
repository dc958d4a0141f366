import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { createGigsSandbox } from '../../../local/gigs-sandbox/sandbox.ts';
import { seedApiKey } from '../../../local/gigs-sandbox/seed.ts';
import type { SandboxOptions } from '../../../local/gigs-sandbox/state.ts';
import { errorSchema } from './schemas.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface Call {
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A sandbox in this process, at a fixed time that passes only when it is told to. */
export function setup(options: SandboxOptions = {}) {
  let now = Date.parse('2026-03-10T12:34:56Z');
  const sandbox = createGigsSandbox({ now: () => now, ...options });

  async function call(method: string, path: string, { body, headers = {} }: Call = {}): Promise<Answer> {
    const response = await sandbox.fetch(
      new Request(`http://sandbox.example${path}`, {
        method,
        headers: { authorization: `Bearer ${seedApiKey}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  /** The body of an answer that has to be a success. What shape it has is the caller's to know. */
  async function ok<Body>(method: string, path: string, more?: Call): Promise<Body> {
    const { status, body } = await call(method, path, more);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body as Body;
  }

  return {
    sandbox,
    call,
    ok,
    get: <Body>(path: string) => ok<Body>('GET', path),
    /** Lets time pass. */
    pass(ms: number) {
      now += ms;
    },
    now: () => now,
  };
}

const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
formats(ajv);

/** Fails with everything in `body` that is not as `schema` says. */
export function expectShape(body: unknown, schema: object): void {
  ajv.validate(schema, body);
  expect({ body, errors: ajv.errors ?? [] }).toEqual({ body, errors: [] });
}

/** Fails unless the answer is Gigs' error of this status and type. */
export function expectError(answer: Answer, status: number, type: string): void {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { type } });
  expectShape(answer.body, errorSchema);
}
