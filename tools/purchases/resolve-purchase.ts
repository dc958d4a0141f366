import { type Command, Option } from 'commander';
import { createLog } from '../../shared/observability/log.ts';
import { createPurchaseReport } from '../../shared/observability/purchase-report.ts';
import { changeLedger } from '../../shared/purchases/change-ledger.ts';
import { type Resolution, resolve } from '../../shared/purchases/resolve.ts';
import { witnessSuccesses } from '../../shared/purchases/witness.ts';
import { type ChangeOptions, confirm } from '../gigs/change.ts';
import { addChangeOptions } from '../gigs/change-addons.ts';
import { Failure } from '../gigs/failure.ts';
import { idArgument, jsonText } from '../gigs/run.ts';
import { type Desk, examples, type Surroundings, withDesk } from './desk.ts';
import { archivedHolders, gather, listNow } from './evidence.ts';
import { type Found, findPurchase } from './find.ts';
import { textOf } from './show.ts';

interface ResolveOptions extends ChangeOptions {
  readonly subscription?: string;
  readonly as: Resolution['as'];
  readonly subscriptionAddon?: string;
}

/** `resolve`: a person decides what the service could not. */
export function addResolveCommand(program: Command, surroundings: Surroundings): void {
  addChangeOptions(program.command('resolve'))
    .description('decide a purchase that has no outcome, as far as the rules allow')
    .argument('<purchase>', 'its id', idArgument)
    .addOption(new Option('--as <outcome>', 'how it ended').choices(['succeeded', 'failed']).makeOptionMandatory())
    .option('--subscription-addon <id>', 'what was bought, where it succeeded', idArgument)
    .option('--subscription <id>', 'its subscription, where that is known', idArgument)
    .addHelpText(
      'after',
      examples(
        'resolve pur_… --as succeeded --subscription-addon sad_… --dry-run',
        'resolve pur_… --as failed --subscription sub_… --yes',
      ),
    )
    .action((purchase: string, options: ResolveOptions, command: Command) =>
      withDesk(surroundings, command, (desk, { json }) =>
        resolvePurchase(desk, surroundings, purchase, { ...options, json: json === true }),
      ),
    );
}

async function resolvePurchase(
  desk: Desk,
  { terminal }: Surroundings,
  purchase: string,
  options: ResolveOptions,
): Promise<void> {
  checkOptions(options);
  const found = await findPurchase(desk, purchase, options.subscription);
  const evidence = await gather(desk, found);
  terminal.note(`${textOf(evidence)}\n`);
  await refuseIfObjected(desk, found, await resolutionOf(desk, found, options));
  const { subscription } = found.ledger;
  terminal.note(sentence(purchase, options));
  terminal.note(`Table: ${desk.table}`);
  if (options.dryRun) return terminal.note('Dry run: nothing was changed.');
  if (!options.yes) await confirm(terminal);

  // Read and listed anew: whoever was asked may have thought for long.
  const resolution = await resolutionOf(desk, await findPurchase(desk, purchase, subscription), options);
  const report = createPurchaseReport(createLog(terminal.note, Date.now), () => {});
  const ledger = await changeLedger({ store: desk.store, report }, subscription, desk.answerBy(), (newest) => {
    const resolved = resolve(newest, purchase, resolution, desk.rules, Date.now());
    if ('objection' in resolved) throw refused(resolved.objection);
    witnessSuccesses(report, resolved.change);
    return resolved.change;
  });
  const { state } = ledger.purchases[purchase] ?? { state: 'removed' };
  terminal.print(options.json ? jsonText({ purchase, subscription, state }) : `${purchase} is ${state} now.`);
}

function checkOptions({ as, subscriptionAddon }: ResolveOptions): void {
  if ((as === 'succeeded') === (subscriptionAddon !== undefined)) return;
  throw new Failure(
    'usage',
    as === 'succeeded'
      ? 'What was bought is missing: --subscription-addon.'
      : 'A failed purchase has no subscription add-on.',
    'See "show" for what it can be.',
  );
}

async function resolutionOf(
  desk: Desk,
  found: Found,
  { as, subscriptionAddon = '' }: ResolveOptions,
): Promise<Resolution> {
  if (as === 'failed') return { as, listing: await listNow(desk, found) };
  const { operator } = desk;
  const object = await operator.gigs.getSubscriptionAddon(subscriptionAddon, operator.call());
  if (!object) throw new Failure('notFound', `Gigs knows no subscription add-on ${subscriptionAddon}.`);
  const holders = await archivedHolders(desk, found, { items: [object] });
  return { as, object, archivedHolder: holders.get(object.id) };
}

async function refuseIfObjected({ rules }: Desk, { ledger, purchase }: Found, resolution: Resolution): Promise<void> {
  const resolved = resolve(ledger, purchase, resolution, rules, Date.now());
  if ('objection' in resolved) throw refused(resolved.objection);
}

function refused(objection: string): Failure {
  return new Failure('refused', `That cannot be: ${objection} Nothing was changed.`, 'See "show" for what can be.');
}

function sentence(purchase: string, { as, subscriptionAddon }: ResolveOptions): string {
  return as === 'succeeded'
    ? `${purchase} will be shown as succeeded, with ${subscriptionAddon}. Nothing undoes that.`
    : `${purchase} will be shown as failed, and its user may buy again. Audits look for it after 15 min and 24 h.`;
}
