import { health } from '../../../shared/contract/schemas.ts';
import { route } from '../route.ts';

export const getHealth = route({
  operation: 'getHealth',
  summary: 'Whether the service runs',
  description: 'Touches nothing: it says that a function answers, not that Gigs does.',
  request: {},
  answers: { 200: { description: 'It runs.', body: health } },
  problems: [],
  async handle() {
    return { status: 200, body: { status: 'ok' as const } };
  },
});
