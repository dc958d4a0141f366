import * as z from 'zod/mini';
import { route } from '../route.ts';

export const getOpenApi = route({
  operation: 'getOpenApi',
  summary: 'This description of the API',
  request: {},
  answers: {
    200: {
      description: 'An OpenAPI 3.1 document.',
      body: z.record(z.string(), z.unknown()),
      headers: { 'Cache-Control': 'The document changes with a deployment only.' },
    },
  },
  problems: [],
  async handle() {
    // Loaded when it is asked for: no other operation needs it.
    const { default: document } = await import('../../../openapi.json');
    return { status: 200, body: document, headers: { 'Cache-Control': 'public, max-age=300' } };
  },
});
