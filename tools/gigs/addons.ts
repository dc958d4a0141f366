import { type Command, Option } from 'commander';
import type { GigsAddon } from '../../shared/gigs/addons.ts';
import type { AddonsQuery } from '../../shared/gigs/administration.ts';
import type { OperatorGigs } from './connect.ts';
import { Failure } from './failure.ts';
import { readAll } from './read-all.ts';
import { countArgument, examples, idArgument, jsonText, type Surroundings, withGigs } from './run.ts';
import { whyHidden } from './shelf.ts';
import type { Terminal } from './terminal.ts';
import { allowanceWords, factsOf, priceWords, tableOf, validityWords } from './words.ts';

export const addonStatuses = ['available', 'draft', 'archived'] as const;

interface ListOptions extends Pick<AddonsQuery, 'plan' | 'provider' | 'type'> {
  readonly status: (typeof addonStatuses)[number] | 'all';
  readonly recurrence?: AddonsQuery['recurrenceType'];
  readonly limit?: number;
}

/** `addons list` and `addons show`; what changes one is in change-addons.ts. Returns the group for these. */
export function addAddonCommands(program: Command, surroundings: Surroundings): Command {
  const { terminal } = surroundings;
  const addons = program.command('addons').description("add-ons: the project's catalogue");

  addons
    .command('list')
    .description('list add-ons')
    .addOption(new Option('--status <status>', 'of this status').choices([...addonStatuses, 'all']).default('all'))
    .addOption(new Option('--type <type>', 'of this type').choices(['topUp', 'other']))
    .addOption(new Option('--recurrence <type>', 'that recur, or do not').choices(['oneTime', 'recurring']))
    .option('--plan <id>', 'that fit this plan', idArgument)
    .option('--provider <id>', 'of this provider', idArgument)
    .option('--limit <count>', 'at most so many', countArgument)
    .addHelpText('after', examples('addons list --status draft', 'addons list --plan pln_… --type topUp --json'))
    .action(async (options: ListOptions, command: Command) =>
      withGigs(surroundings, command, async (operator, { json }) => {
        const { items, malformed, isCut } = await readAddons(operator, terminal, options);
        if (malformed > 0)
          terminal.note(`${malformed} more cannot be read: they have another form than Gigs documents.`);
        if (isCut) terminal.note('There are more: raise --limit to see them.');
        terminal.print(json ? jsonText({ items }) : addonTable(items));
      }),
    );

  addons
    .command('show')
    .description('show an add-on')
    .argument('<addon>', 'its id', idArgument)
    .addHelpText('after', examples('addons show add_0SNlurA049MEWV4VxLfwJc7PJtHc'))
    .action(async (addon: string, _options: object, command: Command) =>
      withGigs(surroundings, command, async (operator, { json }) => {
        const found = await existingAddon(operator, addon);
        terminal.print(json ? jsonText(found) : addonFacts(found));
      }),
    );

  return addons;
}

/** Add-ons of one status or of all: Gigs lists one status at a time. */
export async function readAddons(
  { administration, call }: OperatorGigs,
  terminal: Pick<Terminal, 'progress'>,
  { status, recurrence, limit = 100_000, plan, provider, type }: ListOptions,
) {
  const statuses = status === 'all' ? addonStatuses : [status];
  const filter = {
    ...(plan !== undefined && { plan }),
    ...(provider !== undefined && { provider }),
    ...(type !== undefined && { type }),
    ...(recurrence !== undefined && { recurrenceType: recurrence }),
  };
  const items: GigsAddon[] = [];
  let malformed = 0;
  let isCut = false;
  for (const one of statuses) {
    if (items.length === limit) return { items, malformed, isCut: true };
    const listing = await readAll({
      what: `${one} add-ons`,
      most: limit - items.length,
      terminal,
      readPage: (position) => administration.listAddons({ ...filter, ...position, status: one }, call()),
    });
    items.push(...listing.items);
    malformed += listing.malformed;
    isCut ||= listing.isCut;
  }
  return { items, malformed, isCut };
}

/** @throws Failure where there is none. */
export async function existingAddon({ gigs, call, project }: OperatorGigs, addon: string): Promise<GigsAddon> {
  const found = await gigs.getAddon(addon, call());
  if (found) return found;
  throw new Failure('notFound', `Project ${project} has no add-on ${addon}.`, 'List them: addons list');
}

function addonTable(items: readonly GigsAddon[]): string {
  const rows = items.map((addon) => [
    addon.id,
    addon.name,
    addon.status,
    addon.type,
    priceWords(addon.price),
    allowanceWords(addon.allowances),
    validityWords(addon.validity),
  ]);
  return tableOf(['id', 'name', 'status', 'type', 'price', 'gives', 'valid for'], rows);
}

/** Everything about an add-on that the service knows. */
export function addonFacts(addon: GigsAddon): string {
  const why = whyHidden(addon);
  return factsOf({
    Id: addon.id,
    Name: addon.name,
    Description: addon.description ?? '–',
    Status: addon.status,
    Type: addon.type,
    Price: priceWords(addon.price),
    Gives: allowanceWords(addon.allowances),
    'Valid for': validityWords(addon.validity),
    Recurs: addon.recurrenceType,
    Starts: addon.activationTrigger ?? '–',
    Plans: addon.plans.join(', ') || 'none',
    'Apps see it': why === null ? 'yes' : `no: it ${why}`,
  });
}
