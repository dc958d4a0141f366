// npm run bench: measures the functions as they are deployed beside what a team would write instead, in one run on one
// machine. It never fails because of a figure: it says which aims are met.
import { Command, InvalidArgumentError } from 'commander';
import { buildSubjects } from './measure/subjects.ts';
import { describeMachine } from './report/machine.ts';
import { runAsMarkdown } from './report/markdown.ts';
import { chartsFolder, keepInDocs, saveResults } from './report/save.ts';
import type { Section } from './report/section.ts';
import { sectionAsText, targetsAsText } from './report/terminal.ts';
import { measureCatalogue } from './sections/catalogue.ts';
import { measureColdStarts } from './sections/cold-start.ts';
import type { BenchContext } from './sections/context.ts';
import { calculateCost } from './sections/cost.ts';
import { measureGrowth } from './sections/growth.ts';
import { measureRoundTrips } from './sections/round-trips.ts';
import { measureSettlement } from './sections/settlement.ts';
import { measureWarm } from './sections/warm.ts';
import { startWorld } from './world/world.ts';

const sections: Readonly<Record<string, (context: BenchContext) => Promise<Section>>> = {
  'cold-start': measureColdStarts,
  'round-trips': measureRoundTrips,
  warm: measureWarm,
  catalogue: measureCatalogue,
  growth: measureGrowth,
  settlement: measureSettlement,
  cost: calculateCost,
};

const program = new Command('bench')
  .description('Measures this service and its peers. Text to the terminal, JSON and charts to .local/bench/.')
  .option('--only <sections...>', `some of ${Object.keys(sections).join(', ')}`, known, [])
  .option('--share <part>', 'of the usual repetitions: 0.1 for a quick look', part, 1)
  .option(
    '--node <binary...>',
    'other Nodes to start cold with, beside this one',
    (path: string, all: string[]) => [...all, path],
    [] as string[],
  )
  .option('--keep', 'puts tables and charts into docs/performance.md', false)
  .parse();
const { only, share, node, keep } = program.opts<{ only: string[]; share: number; node: string[]; keep: boolean }>();
if (keep && (share < 1 || only.length > 0)) program.error('Only a whole run can be kept.');

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
const startedAt = performance.now();
const subjects = await buildSubjects();
await using world = await startWorld();
const context: BenchContext = { world, subjects, share, nodes: [process.execPath, ...node], say };
const measured: Section[] = [];
const before = describeMachine();
for (const [name, measure] of Object.entries(sections)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const section = await measure(context);
  measured.push(section);
  console.log(sectionAsText(section));
}
const run = {
  ...before,
  loadAfter: describeMachine().load,
  minutes: (performance.now() - startedAt) / 60_000,
  sections: measured,
};
console.log(targetsAsText(run));
console.log(`JSON and charts: ${await saveResults(run)}`);
if (keep) console.log(`Kept in ${await keepInDocs('bench', runAsMarkdown(run, chartsFolder), measured)}`);

/** Progress is not part of the report, so it goes to standard error. */
function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

function known(name: string, all: string[]): string[] {
  if (!(name in sections)) throw new InvalidArgumentError('no such section');
  return [...all, name];
}

function part(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('not above 0 and at most 1');
  return share;
}
