import * as z from 'zod/mini';
import { problemPageText } from '../../../shared/contract/problem-page.ts';
import { Problem, type ProblemCode, problems } from '../../../shared/contract/problems.ts';
import { id, problemPage } from '../../../shared/contract/schemas.ts';
import { route } from '../route.ts';

export const getProblem = route({
  operation: 'getProblem',
  summary: 'What a problem code means',
  description: 'JSON for programs; text for a browser, or whoever else prefers it by `Accept`.',
  request: { params: z.strictObject({ code: id }) },
  answers: {
    200: {
      description: 'When it happens and what to do.',
      body: problemPage,
      orText: true,
      headers: { 'Cache-Control': 'It changes with a deployment only.', Vary: '`Accept`.' },
    },
  },
  problems: ['not-found'],
  async handle(_dependencies, { params, headers }) {
    if (!Object.hasOwn(problems, params.code)) throw new Problem('not-found');
    const code = params.code as ProblemCode;
    const page = { code, ...problems[code] };
    const kept = { 'Cache-Control': 'public, max-age=300', Vary: 'Accept' };
    if (!prefersText(headers.get('accept') ?? '')) return { status: 200, body: page, headers: kept };
    return { status: 200, body: problemPageText(code), headers: kept };
  },
});

function prefersText(accept: string): boolean {
  return /\btext\/(plain|html)\b/.test(accept) && !/\bjson\b/.test(accept);
}
