import type { Command } from 'commander';
import type { GigsProject } from '../../shared/gigs/projects.ts';
import { Failure } from './failure.ts';
import { readAll } from './read-all.ts';
import { countArgument, examples, idArgument, jsonText, type Surroundings, withGigs } from './run.ts';
import { factsOf, tableOf } from './words.ts';

/** `projects list` and `projects show`. */
export function addProjectCommands(program: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  const projects = program.command('projects').description('Gigs projects, as far as the key sees them');

  projects
    .command('list')
    .description('list the projects, newest first')
    .option('--organization <id>', 'only those of this organization', idArgument)
    .option('--limit <count>', 'at most so many', countArgument)
    .addHelpText('after', examples('projects list', 'projects list --json'))
    .action(async ({ organization, limit = 10_000 }: { organization?: string; limit?: number }, command: Command) =>
      withGigs(surroundings, command, async ({ administration, call }, { json }) => {
        const { items } = await readAll({
          what: 'projects',
          most: limit,
          terminal,
          readPage: (position) =>
            administration.listProjects({ ...position, ...(organization !== undefined && { organization }) }, call()),
        });
        const rows = items.map((project) => [project.id, project.name, project.type, currencyOf(project)]);
        terminal.print(json ? jsonText({ items }) : tableOf(['id', 'name', 'type', 'currency'], rows));
      }),
    );

  projects
    .command('show')
    .description('show a project')
    .argument('[project]', 'its id; GIGS_PROJECT unless given', idArgument)
    .addHelpText('after', examples('projects show', 'projects show gigs-test --json'))
    .action(async (project: string | undefined, _options: object, command: Command) =>
      withGigs(
        surroundings,
        command,
        async ({ gigs, call, project: asked }, { json }) => {
          const [found, credentials] = await Promise.all([gigs.getProject(call()), gigs.getProjectCredentials(call())]);
          if (!found) {
            throw new Failure('notFound', `The key's Gigs knows no project ${asked}.`, 'List them: projects list');
          }
          const hasPaymentsKey = typeof credentials?.paymentsKey === 'string';
          terminal.print(json ? jsonText({ ...found, hasPaymentsKey }) : projectFacts(found, hasPaymentsKey));
        },
        project,
      ),
    );
}

function projectFacts(project: GigsProject, hasPaymentsKey: boolean): string {
  const { support, payments, billing } = project;
  return factsOf({
    Id: project.id,
    Name: project.name,
    Type: project.type,
    Payments: payments ? `Gigs Payments, ${payments.currency}` : 'none',
    Billing: billing ? `Gigs Billing, ${billing.currency}` : 'none',
    'Payments key': hasPaymentsKey ? 'set' : 'none',
    Locales: project.locales.join(', ') || '–',
    Support: [support?.email, support?.phoneNumber].filter(Boolean).join(', ') || '–',
    Image: project.image ?? '–',
  });
}

function currencyOf({ payments, billing }: GigsProject): string {
  return payments?.currency ?? billing?.currency ?? '–';
}
