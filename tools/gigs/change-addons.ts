import type { Command } from 'commander';
import type { GigsAddon } from '../../shared/gigs/addons.ts';
import { addonFacts, existingAddon } from './addons.ts';
import { type Change, type ChangeOptions, carryOut } from './change.ts';
import type { OperatorGigs } from './connect.ts';
import { Failure } from './failure.ts';
import { examples, idArgument, jsonText, type Surroundings, withGigs } from './run.ts';
import { whyHidden } from './shelf.ts';

interface UpdateOptions extends ChangeOptions {
  readonly name?: string;
  readonly description?: string;
  readonly clearDescription?: boolean;
}

/** `addons update`, `addons publish` and `addons archive`. */
export function addAddonChangeCommands(addons: Command, surroundings: Surroundings): void {
  addChangeOptions(addons.command('update'))
    .description('change the name or the description of an add-on; Gigs lets nothing else be changed')
    .argument('<addon>', 'its id', idArgument)
    .option('--name <text>', 'the new name')
    .option('--description <text>', 'the new description')
    .option('--clear-description', 'leave it without a description')
    .addHelpText(
      'after',
      examples('addons update add_… --name "1 GB" --dry-run', 'addons update add_… --clear-description --yes'),
    )
    .action((addon: string, options: UpdateOptions, command: Command) =>
      changeAddon(surroundings, command, addon, options, (operator, found) => update(operator, found, options)),
    );

  addChangeOptions(addons.command('publish'))
    .description('make an add-on available: apps can buy it from then on')
    .argument('<addon>', 'its id', idArgument)
    .addHelpText('after', examples('addons publish add_… --dry-run', 'addons publish add_…'))
    .action((addon: string, options: ChangeOptions, command: Command) =>
      changeAddon(surroundings, command, addon, options, publish),
    );

  addChangeOptions(addons.command('archive'))
    .description('take an add-on off sale; subscriptions that have it keep it')
    .argument('<addon>', 'its id', idArgument)
    .addHelpText('after', examples('addons archive add_… --dry-run', 'addons archive add_… --yes'))
    .action((addon: string, options: ChangeOptions, command: Command) =>
      changeAddon(surroundings, command, addon, options, archive),
    );
}

/** The options of whatever changes something. */
export function addChangeOptions(command: Command): Command {
  return command
    .option('--dry-run', 'say what would be changed, and change nothing')
    .option('--yes', 'do it without asking');
}

type PlannedChange = Change<GigsAddon> | 'nothing to do';

async function changeAddon(
  surroundings: Surroundings,
  command: Command,
  addon: string,
  options: ChangeOptions,
  plan: (operator: OperatorGigs, found: GigsAddon) => PlannedChange,
): Promise<void> {
  const { terminal } = surroundings;
  await withGigs(surroundings, command, async (operator, { json }) => {
    const found = await existingAddon(operator, addon);
    const change = plan(operator, found);
    if (change === 'nothing to do') terminal.note('Nothing to do: it is so already.');
    const after = change === 'nothing to do' ? found : await carryOut(operator, terminal, options, change);
    const shown = after ?? found;
    terminal.print(json ? jsonText(shown) : addonFacts(shown));
  });
}

function update({ administration, gigs, call }: OperatorGigs, addon: GigsAddon, options: UpdateOptions): PlannedChange {
  const wanted = wantedTexts(options);
  const changed = Object.entries(wanted).filter(([member, text]) => addon[member as keyof typeof wanted] !== text);
  if (changed.length === 0) return 'nothing to do';
  return {
    sentences: [
      `Change the add-on ${addon.id} (${addon.name}):`,
      ...changed.map(
        ([member, text]) => `  ${member}: ${quoted(addon[member as keyof typeof wanted])} → ${quoted(text)}`,
      ),
    ],
    send: () => administration.updateAddon(addon.id, Object.fromEntries(changed), call()),
    async lookWhetherDone() {
      const now = await gigs.getAddon(addon.id, call());
      return now && changed.every(([member, text]) => now[member as keyof typeof wanted] === text) ? now : undefined;
    },
    lookCommand: `addons show ${addon.id}`,
  };
}

/** @throws Failure where the options ask for nothing, or for what cannot be. */
function wantedTexts({ name, description, clearDescription }: UpdateOptions): {
  name?: string;
  description?: string | null;
} {
  if (name === undefined && description === undefined && !clearDescription) {
    throw new Failure('usage', 'Nothing to change was named.', 'Use --name, --description or --clear-description.');
  }
  if (name?.trim() === '' || description?.trim() === '') {
    throw new Failure('usage', 'A name and a description cannot be empty.', 'To have none: --clear-description');
  }
  if (description !== undefined && clearDescription) {
    throw new Failure('usage', '--description and --clear-description exclude each other.');
  }
  return {
    ...(name !== undefined && { name }),
    ...((description !== undefined || clearDescription) && { description: description ?? null }),
  };
}

function quoted(text: string | null | undefined): string {
  return text == null ? 'none' : `"${text}"`;
}

function publish({ administration, gigs, call }: OperatorGigs, addon: GigsAddon): PlannedChange {
  if (addon.status === 'available') return 'nothing to do';
  const why = whyHidden({ ...addon, status: 'available' });
  return {
    sentences: [
      `Publish the ${addon.status} add-on ${addon.id} (${addon.name}). Once it is available, apps can buy it.`,
      ...(why === null ? [] : [`But no app will see it, since it ${why}.`]),
    ],
    send: () => administration.publishAddon(addon.id, call()),
    lookWhetherDone: async () => ofStatus(await gigs.getAddon(addon.id, call()), 'available'),
    lookCommand: `addons show ${addon.id}`,
  };
}

function archive({ administration, gigs, call }: OperatorGigs, addon: GigsAddon): PlannedChange {
  if (addon.status === 'archived') return 'nothing to do';
  return {
    sentences: [
      `Archive the ${addon.status} add-on ${addon.id} (${addon.name}). Nobody can buy it any more.`,
      'Apps that still show it, for a minute or so, are told that it is not on offer.',
    ],
    send: () => administration.archiveAddon(addon.id, call()),
    lookWhetherDone: async () => ofStatus(await gigs.getAddon(addon.id, call()), 'archived'),
    lookCommand: `addons show ${addon.id}`,
  };
}

function ofStatus(addon: GigsAddon | undefined, status: GigsAddon['status']): GigsAddon | undefined {
  return addon?.status === status ? addon : undefined;
}
