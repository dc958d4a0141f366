import { describe, expect, it } from 'vitest';
import { routes } from '../../../functions/api/routes.ts';
import committed from '../../../openapi.json' with { type: 'json' };
import { type Operation, operationNames, operations } from '../../../shared/contract/operations.ts';
import { problemCodes, problems } from '../../../shared/contract/problems.ts';
import { openApiDocument } from '../../../tools/openapi-document.ts';
import { expectProblem, useApi } from './setup.ts';

const api = useApi();

interface Described {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Record<string, Answers>;
}
interface Answers {
  readonly description: string;
  readonly content?: Record<string, unknown>;
}
const paths = committed.paths as unknown as Record<string, Record<string, Described>>;

describe('the OpenAPI document', () => {
  it('is the one that the routes make', () => {
    expect(JSON.parse(JSON.stringify(openApiDocument()))).toEqual(committed);
  });

  it('has every operation at its place, and nothing else', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => [operationId, `${method.toUpperCase()} ${path}`]),
    );
    const known = operationNames.map((name) => [name, `${operations[name].method} ${operations[name].path}`]);
    expect(described.sort()).toEqual(known.sort());
  });

  it('asks for a token everywhere but where it is public', () => {
    for (const name of operationNames) {
      const { path, method, access }: Operation = operations[name];
      expect(paths[path]?.[method.toLowerCase()]?.security).toEqual(access === 'public' ? [] : [{ accessToken: [] }]);
    }
  });

  it('names each problem that an operation answers with, under its status', () => {
    for (const { operation, problems: codes } of routes) {
      const { path, method } = operations[operation];
      const responses: Record<string, Answers> = paths[path]?.[method.toLowerCase()]?.responses ?? {};
      for (const code of codes) {
        const answer = responses[problems[code].status];
        expect(answer?.description).toContain(`\`${code}\``);
        expect(answer?.content).toHaveProperty('application/problem+json');
      }
    }
  });

  it('lists every code that a problem may have', () => {
    expect(committed.components.schemas.Problem.properties.code.enum).toEqual(problemCodes);
  });

  it('has unknown in every enum of what Gigs may extend', () => {
    const enums: string[][] = [];
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      if ('enum' in schema) enums.push(schema.enum as string[]);
      Object.values(schema).forEach(walk);
    };
    const { Problem: _problem, ProblemPage: _page, ...shapes } = committed.components.schemas;
    walk(shapes);
    expect(enums.length).toBeGreaterThan(5);
    for (const values of enums) expect(values).toContain('unknown');
  });

  it('is answered to anybody, and may be kept', async () => {
    const answer = await api.start().call('getOpenApi', { claims: null });
    expect(answer.body).toEqual(committed);
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    expect(await api.upstream()).toEqual([]);
  });
});

describe('the routes', () => {
  it('are the operations, each once', () => {
    expect(routes.map(({ operation }) => operation).sort()).toEqual([...operationNames].sort());
  });

  it('take what their paths name, and nothing else', async () => {
    for (const { operation, request } of routes) {
      const named = [...operations[operation].path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const { path, method } = operations[operation];
      const { parameters = [] } = paths[path]?.[method.toLowerCase()] ?? {};
      const described = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(described).toEqual(named);
      expect(request.params === undefined).toBe(named.length === 0);
    }
  });
});

describe('the health', () => {
  it('is said without touching anything, even while nothing works', async () => {
    const broken = () => {
      throw new Error('touched');
    };
    const instance = api.start({ keys: { current: broken, refused: broken }, fetch: broken });
    const answer = await instance.call('getHealth', { claims: null });
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body: { status: 'ok' } });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await api.upstream()).toEqual([]);
  });
});

describe('a fault of our own', () => {
  const secret = 'canary-secret-arn:aws:secretsmanager:eu-west-1:123456789012';

  class Odd extends Error {
    override readonly name = 'OddError';
  }

  it('anywhere is an internal error that says nothing of it', async () => {
    const breaking = {
      gigs: api.start({ gigs: (gigs) => ({ ...gigs, getSubscription: () => Promise.reject(new Odd(secret)) }) }),
      store: api.start({ store: (store) => ({ ...store, read: () => Promise.reject(new Odd(secret)) }) }),
      keys: api.start({ keys: { current: () => Promise.reject(new Odd(secret)), refused: async () => null } }),
      text: api.start({ gigs: (gigs) => ({ ...gigs, getSubscription: () => Promise.reject(secret) }) }),
    };
    for (const [what, instance] of Object.entries(breaking)) {
      const operation = what === 'store' ? 'getPurchase' : 'listSubscriptionTopUps';
      const params = { subscription: 'sub_x', ...(what === 'store' && { purchase: 'pur_x' }) };
      const answer = await instance.call(operation, { params });
      expectProblem(answer, 'internal-error');
      expect(JSON.stringify(answer)).not.toMatch(/canary|Odd|\.ts|node_modules|at /);
      expect(instance.log.join('\n')).not.toContain('canary');
      expect(instance.log.some((line) => line.includes('"unexpected-error"'))).toBe(true);
    }
  });
});
