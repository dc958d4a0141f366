import { type Command, InvalidArgumentError } from 'commander';
import {
  type GigsSubscriptionAddon,
  type SubscriptionAddonStatus,
  subscriptionAddonStatuses,
} from '../../shared/gigs/subscription-addons.ts';
import { type ChangeOptions, carryOut } from './change.ts';
import { addChangeOptions } from './change-addons.ts';
import type { OperatorGigs } from './connect.ts';
import { Failure } from './failure.ts';
import { readAll } from './read-all.ts';
import { countArgument, examples, idArgument, jsonText, type Surroundings, withGigs } from './run.ts';
import { factsOf, tableOf, timeWords } from './words.ts';

interface ListOptions {
  readonly addon?: string;
  readonly subscription?: string;
  readonly user?: string;
  readonly status: readonly SubscriptionAddonStatus[];
  readonly limit: number;
}

/** `subscription-addons list`, `show` and `end`. */
export function addSubscriptionAddonCommands(program: Command, surroundings: Surroundings): void {
  const group = program.command('subscription-addons').description('add-ons that subscriptions have');
  addListCommand(group, surroundings);
  addShowCommand(group, surroundings);
  addEndCommand(group, surroundings);
}

function addListCommand(group: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  group
    .command('list')
    .description('list the add-ons of subscriptions, newest first')
    .option('--subscription <id>', 'of this subscription', idArgument)
    .option('--addon <id>', 'this add-on', idArgument)
    .option('--user <id>', 'of this user', idArgument)
    .option('--status <statuses>', `of these: ${subscriptionAddonStatuses.join(',')}, or all`, statusesArgument, [
      'pending',
      'initiated',
      'active',
    ])
    .option('--limit <count>', 'at most so many', countArgument, 1000)
    .addHelpText(
      'after',
      examples('subscription-addons list --subscription sub_…', 'subscription-addons list --status all --json'),
    )
    .action(async ({ status, limit, ...filter }: ListOptions, command: Command) =>
      withGigs(surroundings, command, async ({ administration, call }, { json }) => {
        const { items, malformed, isCut } = await readAll({
          what: 'subscription add-ons',
          most: limit,
          terminal,
          readPage: (position) =>
            administration.listAllSubscriptionAddons({ ...filter, ...position, statuses: status }, call()),
        });
        if (malformed > 0)
          terminal.note(`${malformed} more cannot be read: they have another form than Gigs documents.`);
        if (isCut) terminal.note('There are more: raise --limit to see them.');
        terminal.print(json ? jsonText({ items }) : subscriptionAddonTable(items));
      }),
    );
}

function addShowCommand(group: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  group
    .command('show')
    .description('show one')
    .argument('<subscription add-on>', 'its id', idArgument)
    .addHelpText('after', examples('subscription-addons show sad_…'))
    .action(async (id: string, _options: object, command: Command) =>
      withGigs(surroundings, command, async (operator, { json }) => {
        const found = await existing(operator, id);
        terminal.print(json ? jsonText(found) : subscriptionAddonFacts(found));
      }),
    );
}

function addEndCommand(group: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  addChangeOptions(group.command('end'))
    .description('end an active one at once; Gigs documents no refund for that')
    .argument('<subscription add-on>', 'its id', idArgument)
    .addHelpText('after', examples('subscription-addons end sad_… --dry-run', 'subscription-addons end sad_… --yes'))
    .action(async (id: string, options: ChangeOptions, command: Command) =>
      withGigs(surroundings, command, async (operator, { json }) => {
        const found = await existing(operator, id);
        const shown = (await end(operator, found, options)) ?? found;
        terminal.print(json ? jsonText(shown) : subscriptionAddonFacts(shown));
      }),
    );

  async function end(operator: OperatorGigs, found: GigsSubscriptionAddon, options: ChangeOptions) {
    if (found.status === 'ended') {
      terminal.note('Nothing to do: it has ended already.');
      return found;
    }
    if (found.status !== 'active') {
      throw new Failure('refused', `It is ${found.status}, and only an active one can be ended.`);
    }
    const { gigs, call } = operator;
    return carryOut(operator, terminal, options, {
      sentences: [
        `End ${found.id} (${nameOf(found)}) of subscription ${found.subscription}, user ${found.user}, at once.`,
        'What is left of it is lost, and it cannot be brought back.',
      ],
      send: () => gigs.endSubscriptionAddon(found.id, call()),
      async lookWhetherDone() {
        const now = await gigs.getSubscriptionAddon(found.id, call());
        return now?.status === 'ended' ? now : undefined;
      },
      lookCommand: `subscription-addons show ${found.id}`,
    });
  }
}

async function existing({ gigs, call, project }: OperatorGigs, id: string): Promise<GigsSubscriptionAddon> {
  const found = await gigs.getSubscriptionAddon(id, call());
  if (found) return found;
  throw new Failure(
    'notFound',
    `Project ${project} has no subscription add-on ${id}.`,
    'List: subscription-addons list',
  );
}

function statusesArgument(value: string): readonly SubscriptionAddonStatus[] {
  if (value === 'all') return subscriptionAddonStatuses;
  return value.split(',').map((word) => {
    const status = subscriptionAddonStatuses.find((known) => known === word);
    if (status === undefined) {
      throw new InvalidArgumentError(`Allowed: ${subscriptionAddonStatuses.join(', ')}, with commas between, or all.`);
    }
    return status;
  });
}

function nameOf({ addon }: GigsSubscriptionAddon): string {
  return addon.details?.name ?? addon.id;
}

function subscriptionAddonTable(items: readonly GigsSubscriptionAddon[]): string {
  const rows = items.map((item) => [
    item.id,
    item.status,
    nameOf(item),
    item.subscription,
    item.user,
    timeWords(item.createdAt),
    timeWords(item.endedAt ?? item.currentPeriod?.end ?? null),
  ]);
  return tableOf(['id', 'status', 'add-on', 'subscription', 'user', 'created', 'ends'], rows);
}

function subscriptionAddonFacts(item: GigsSubscriptionAddon): string {
  const { currentPeriod: period } = item;
  return factsOf({
    Id: item.id,
    Status: item.status,
    'Add-on': `${item.addon.id} (${nameOf(item)})`,
    Subscription: item.subscription,
    User: item.user,
    Created: timeWords(item.createdAt),
    Activated: timeWords(item.activatedAt),
    Period: period ? `${period.number}: ${timeWords(period.start)} to ${timeWords(period.end)}` : '–',
    Canceled: timeWords(item.canceledAt),
    Ended: timeWords(item.endedAt),
  });
}
