import type { Command } from 'commander';
import type { TopUp } from '../../shared/contract/schemas.ts';
import type { GigsAddon } from '../../shared/gigs/addons.ts';
import { readPlan } from '../../shared/top-ups/read-plan.ts';
import { readAddons } from './addons.ts';
import type { OperatorGigs } from './connect.ts';
import { checkCatalogue, checkKey, checkPlan, checkSecret, checkType, type Finding } from './diagnose.ts';
import { Failure } from './failure.ts';
import { examples, idArgument, jsonText, type Surroundings, withGigs } from './run.ts';
import { type HiddenAddon, hiddenFrom, plansIn, purchasableFor } from './shelf.ts';
import type { Terminal } from './terminal.ts';
import { allowanceWords, priceWords, tableOf, validityWords } from './words.ts';

interface DoctorOptions {
  readonly stage?: string;
  readonly plan?: string;
}

interface Shelf {
  readonly plan: string;
  /** As the service reads and sorts them for an app. */
  readonly topUps: readonly TopUp[];
  readonly hidden: readonly HiddenAddon[];
}

interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly shelves: readonly Shelf[];
}

/** `doctor`: whether the service can sell, and what. It changes nothing. */
export function addDoctorCommand(program: Command, surroundings: Surroundings): void {
  const { terminal } = surroundings;
  program
    .command('doctor')
    .description('check the secret, the key, the project and what apps see of the catalogue')
    .option('--stage <name>', 'production needs a project of type live, any other stage one of type test')
    .option('--plan <id>', 'only this plan, with all that an app sees', idArgument)
    .addHelpText('after', examples('doctor --stage production', 'doctor --plan pln_… --json'))
    .action(async (options: DoctorOptions, command: Command) =>
      withGigs(surroundings, command, async (operator, { json }) => {
        const diagnosis = await examine(operator, terminal, options);
        terminal.print(json ? jsonOf(diagnosis) : report(diagnosis, options.plan !== undefined));
        const failed = diagnosis.findings.filter(({ result }) => result === 'failed');
        if (failed.length > 0) throw new Failure('unwell', `Failed: ${failed.map(({ check }) => check).join(', ')}.`);
      }),
    );
}

async function examine(operator: OperatorGigs, terminal: Terminal, { stage, plan }: DoctorOptions): Promise<Diagnosis> {
  const secret = await checkSecret(operator, Date.now());
  if (secret.result === 'failed') return { findings: [secret], shelves: [] };
  const { found, ...key } = await checkKey(operator);
  if (!found) return { findings: [secret, key], shelves: [] };
  const { items, malformed } = await readAddons(operator, terminal, { status: 'all' });
  const findings = [secret, key, checkType(found, stage), checkCatalogue(items, malformed)];
  const shelves: Shelf[] = [];
  for (const one of plan === undefined ? plansIn(items) : [plan]) {
    terminal.progress(`reading plan ${one}`);
    const shelf = await shelfOf(operator, one, items);
    shelves.push(shelf);
    findings.push(checkPlan(one, shelf.topUps, purchasableFor(items, one), shelf.hidden.length));
  }
  terminal.progress(null);
  return { findings, shelves };
}

async function shelfOf({ gigs, call }: OperatorGigs, plan: string, addons: readonly GigsAddon[]): Promise<Shelf> {
  const topUps = await readPlan(gigs, plan, call(), () => {});
  return { plan, topUps, hidden: hiddenFrom(addons, plan) };
}

function jsonOf({ findings, shelves }: Diagnosis): string {
  return jsonText({ isWell: findings.every(({ result }) => result !== 'failed'), checks: findings, plans: shelves });
}

function report({ findings, shelves }: Diagnosis, isInFull: boolean): string {
  const lines = findings.flatMap(({ check, result, text, hint }) => [
    `${result.padEnd(7)}  ${check.padEnd(9)}  ${text}`,
    ...(hint === null ? [] : [`${' '.repeat(20)}${hint}`]),
  ]);
  const parts = [lines.join('\n')];
  if (isInFull) parts.push(...shelves.map(shelfTable));
  const hidden = shelves.flatMap((shelf) => shelf.hidden.map(({ addon, name, why }) => [shelf.plan, addon, name, why]));
  if (hidden.length > 0) {
    parts.push(`What apps do not see\n\n${tableOf(['plan', 'add-on', 'name', 'because it'], hidden)}`);
  }
  return parts.join('\n\n');
}

function shelfTable({ plan, topUps }: Shelf): string {
  const rows = topUps.map(({ id, name, price, allowances, validity }) => [
    id,
    name,
    priceWords(price),
    allowanceWords(allowances),
    validityWords(validity as GigsAddon['validity']),
  ]);
  return `What an app sees for ${plan}, in this order\n\n${tableOf(['id', 'name', 'price', 'gives', 'valid for'], rows)}`;
}
