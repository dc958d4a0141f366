import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { routes } from '../../../functions/api/routes.ts';
import { problemPageText } from '../../../shared/contract/problem-page.ts';
import { type ProblemCode, problemCodes, problems } from '../../../shared/contract/problems.ts';
import { expectProblem, useApi } from './setup.ts';

const api = useApi();

/** From contract.md: the table of buying, the further codes, and the endings of add-ons. */
const contract: Record<ProblemCode, number> = {
  'invalid-request': 400,
  'idempotency-key-missing': 400,
  'idempotency-key-invalid': 400,
  unauthenticated: 401,
  'payment-declined': 402,
  'insufficient-scope': 403,
  'not-found': 404,
  'subscription-not-found': 404,
  'purchase-not-found': 404,
  'addon-not-found': 404,
  'purchase-in-progress': 409,
  'price-changed': 409,
  'purchase-unresolved': 409,
  'recent-purchase': 409,
  'addon-not-active': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-key-reused': 422,
  'subscription-not-active': 422,
  'top-up-unavailable': 422,
  'purchase-refused': 422,
  'too-many-requests': 429,
  'purchase-limit': 429,
  'internal-error': 500,
  'purchase-not-completed': 502,
  'gigs-unavailable': 503,
  'service-unavailable': 503,
  'purchases-paused': 503,
};

describe('the problems', () => {
  it('are those of the contract, with its statuses', () => {
    const statuses = Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status]));
    expect(statuses).toEqual(contract);
  });

  it('are retryable where coming again as it is, or with a new key, may succeed', () => {
    const retryable = problemCodes.filter((code) => problems[code].retryable);
    expect(retryable).toEqual([
      'purchase-in-progress',
      'purchase-unresolved',
      'too-many-requests',
      'purchase-limit',
      'internal-error',
      'purchase-not-completed',
      'gigs-unavailable',
      'service-unavailable',
      'purchases-paused',
    ]);
  });

  it('each come from somewhere in the code, and each of a single operation is one of a route', async () => {
    const folders = ['functions/api', 'functions/api/middleware', 'functions/api/routes', 'shared', 'shared/purchases'];
    const texts = await Promise.all(folders.map(sourcesIn));
    const source = texts
      .flat()
      .join('\n')
      .replace(/problems: \[[^\]]*\]/g, '');
    expect(problemCodes.filter((code) => !source.includes(`'${code}'`))).toEqual([]);

    const ofAny = ['invalid-request', 'not-found', 'body-too-large', 'internal-error', 'unsupported-media-type'];
    const ofUsers = ['unauthenticated', 'insufficient-scope', 'too-many-requests'];
    const declared = new Set<string>([...ofAny, ...ofUsers, ...routes.flatMap((route) => route.problems)]);
    expect(problemCodes.filter((code) => !declared.has(code))).toEqual([]);
  });
});

describe('the page of a problem', () => {
  const read = (code: string, headers: Record<string, string> = {}) =>
    api.start().call('getProblem', { params: { code }, headers, claims: null });

  it.each(problemCodes)('says what it is and what to do: %s', async (code) => {
    const answer = await read(code);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ code, ...problems[code] });
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, max-age=300', vary: 'Accept' });
  });

  it.each(['text/html', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/plain'])(
    'is text, never HTML, for whoever accepts %s',
    async (accept) => {
      const { headers, body } = await read('recent-purchase', { accept });
      expect(headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(body).toContain('This top-up was bought a moment ago');
      expect(body).toBe(problemPageText('recent-purchase'));
    },
  );

  it.each(['', '*/*', 'application/json', 'application/json, text/plain, */*', 'image/png', 'text/htmlx;q=1'])(
    'is JSON for whoever accepts %s',
    async (accept) => {
      expect((await read('recent-purchase', { accept })).headers['content-type']).toBe('application/json');
    },
  );

  it.each(['nothing', 'constructor', '__proto__', 'toString', 'INTERNAL-ERROR'])(
    'is not there for %s',
    async (code) => {
      expectProblem(await read(code), 'not-found');
    },
  );

  it.each(['a.b', '..', '', 'x'.repeat(65)])('is not asked for by what is no code: %s', async (code) => {
    expectProblem(await read(code), 'invalid-request');
  });

  it('touches nothing outside', async () => {
    await read('not-found');
    expect(await api.upstream()).toEqual([]);
  });
});

async function sourcesIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
  return Promise.all(names.map((name) => readFile(`${folder}/${name}`, 'utf8')));
}
