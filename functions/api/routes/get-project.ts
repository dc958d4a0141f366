import { type Project, project } from '../../../shared/contract/schemas.ts';
import { GigsUnavailable } from '../../../shared/gigs/outcome.ts';
import type { GigsCredentials, GigsProject } from '../../../shared/gigs/projects.ts';
import { shownText } from '../../../shared/gigs/shown.ts';
import { route } from '../route.ts';

export const getProject = route({
  operation: 'getProject',
  summary: 'The project that sells the plans',
  description: 'With the publishable key for payments, where the project uses Gigs Payments.',
  request: {},
  answers: { 200: { description: 'The project.', body: project } },
  problems: ['gigs-unavailable', 'service-unavailable'],
  async handle({ gigs }, { softDeadlineAt }) {
    const call = { answerBy: softDeadlineAt };
    const [found, credentials] = await Promise.all([gigs.getProject(call), gigs.getProjectCredentials(call)]);
    // The project is ours by configuration: one that Gigs does not know is no fault of the caller's.
    if (!found) throw new GigsUnavailable('unexpected-status');
    return { status: 200, body: toProject(found, credentials) };
  },
});

function toProject(from: GigsProject, credentials: GigsCredentials | undefined): Project {
  const { support } = from;
  return {
    id: from.id,
    name: shownText(from.name),
    type: from.type,
    image: from.image,
    locales: from.locales.map(shownText),
    currency: from.payments?.currency ?? from.billing?.currency ?? null,
    support: support && { email: support.email ?? null, phoneNumber: support.phoneNumber ?? null },
    paymentsKey: credentials?.paymentsKey ?? null,
  };
}
