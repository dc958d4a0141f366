import type { Command } from 'commander';
import { toPurchase } from '../../shared/purchases/view.ts';
import { idArgument, jsonText } from '../gigs/run.ts';
import { factsOf, priceWords, tableOf } from '../gigs/words.ts';
import { ageWords, examples, type Surroundings, timeText, withDesk } from './desk.ts';
import { type Evidence, gather, type ListedObject, type PossibleResolution } from './evidence.ts';
import { findPurchase } from './find.ts';

/** `show`: a purchase with all that there is to decide by. */
export function addShowCommand(program: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  program
    .command('show')
    .description('show a purchase: what the ledger knows, what Gigs lists, and what could be decided')
    .argument('<purchase>', 'its id', idArgument)
    .option('--subscription <id>', 'its subscription; needed unless it is undecided or awaits an audit', idArgument)
    .addHelpText('after', examples('show pur_…', 'show pur_… --subscription sub_… --json'))
    .action((purchase: string, { subscription }: { subscription?: string }, command: Command) =>
      withDesk(surroundings, command, async (desk, { json }) => {
        const evidence = await gather(desk, await findPurchase(desk, purchase, subscription));
        terminal.print(json ? jsonText(jsonOf(evidence)) : textOf(evidence));
      }),
    );
}

function jsonOf({ purchase, entry, where, ledger, isPaused, listed, whyNotListed, resolutions }: Evidence) {
  return {
    purchase,
    subscription: ledger.subscription,
    where,
    ledgerVersion: ledger.version,
    isPaused,
    entry,
    listed: listed?.map(({ object, standing, heldBy }) => {
      const { id, status, createdAt } = object;
      return { id, status, createdAt, standing, heldBy };
    }),
    whyNotListed,
    resolutions,
  };
}

/** The evidence for people. */
export function textOf(evidence: Evidence): string {
  return [factsText(evidence), listingText(evidence), resolutionsText(evidence)].filter(Boolean).join('\n\n');
}

function factsText({ purchase, entry, where, ledger, isPaused }: Evidence): string {
  const { subscription } = ledger;
  const { addon, state, baseline, subscriptionAddon, failure } = entry;
  const seen = toPurchase(purchase, subscription, entry).status;
  const whole = baseline?.isWhole ? '' : ', the newest of more';
  return factsOf({
    Purchase: purchase,
    State: `${state} (apps see: ${seen})`,
    Subscription: subscription,
    User: entry.user,
    'Top-up': `${addon.name}, ${priceWords(addon.price)} (${addon.id})`,
    Begun: `${timeText(entry.createdAt)} (${ageWords(Date.now() - entry.createdAt)} ago)`,
    'Could leave until': timeText(entry.deadline),
    'Changed last': timeText(entry.updatedAt),
    'Listed last': timeText(entry.lastListedAt),
    'First seen missing': timeText(entry.firstEmptyAt),
    'Due next': timeText(entry.dueAt),
    'There before': baseline === null ? 'no longer known' : `${baseline.ids.length} add-ons of this kind${whole}`,
    'What it holds':
      subscriptionAddon === null ? 'nothing' : `${subscriptionAddon.id}, by ${proofWords[entry.proof ?? 'none']}`,
    Failure: failure === null ? '–' : [failure.code, failure.declineReason].filter(Boolean).join(', '),
    Kept: `in the ${where}; epoch ${entry.epoch}, ledger version ${ledger.version}`,
    Buying: isPaused ? 'is paused' : 'goes on',
  });
}

const proofWords = {
  answer: "Gigs' own answer",
  listing: 'a listing',
  operator: "an operator's word",
  none: 'nothing',
};

function listingText({ listed, whyNotListed }: Evidence): string {
  if (listed === null) return `What Gigs lists is not known: ${whyNotListed}`;
  const rows = listed.map(({ object, standing, heldBy }: ListedObject) => [
    object.id,
    object.status,
    object.createdAt || '–',
    heldBy === null ? standing : `held by ${heldBy}`,
  ]);
  return `Gigs lists of this add-on now:\n${tableOf(['id', 'status', 'created', 'is'], rows)}`;
}

function resolutionsText({ resolutions }: Evidence): string {
  if (resolutions.length === 0) return '';
  const rows = resolutions.map(({ as, subscriptionAddon, objection }: PossibleResolution) => [
    `--as ${as}${subscriptionAddon === null ? '' : ` --subscription-addon ${subscriptionAddon}`}`,
    objection ?? 'can be done',
  ]);
  return `What "resolve" would say:\n${tableOf(['resolution', 'answer'], rows)}`;
}
