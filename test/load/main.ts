// npm run load: drives the service of one machine, in a process of its own, with real tokens at rising rates, and says
// how much it takes, how long it takes, and what it answers when that is too much. A machine's figures are its own:
// whoever buys through all this is checked, whatever else is slow.
import { Command, InvalidArgumentError } from 'commander';
import { describeMachine } from '../bench/report/machine.ts';
import { loadAsMarkdown } from '../bench/report/markdown.ts';
import { keepInDocs } from '../bench/report/save.ts';
import { sectionAsText, targetsAsText } from '../bench/report/terminal.ts';
import { load } from './load.ts';

const program = new Command('load')
  .description('Lists and buys at rising rates, nine listings to a purchase.')
  .option('--rates <number...>', 'requests a second, one step each', (text: string, all: number[] = []) => [
    ...all,
    whole(text),
  ])
  .option('--seconds <number>', 'how long each step takes', whole, 15)
  .option('--port <port>', 'the first of the five ports', whole, 9200)
  .option('--keep', 'puts the table into docs/performance.md', false)
  .parse();
const {
  rates = [100, 200, 400, 800, 3200],
  seconds,
  port,
  keep,
} = program.opts<{
  rates?: number[];
  seconds: number;
  port: number;
  keep: boolean;
}>();

const startedAt = performance.now();
const machine = describeMachine();
const section = await load({ rates, seconds, port, say: (line) => process.stderr.write(`${line}\n`) });
const minutes = (performance.now() - startedAt) / 60_000;
const run = { ...machine, loadAfter: describeMachine().load, minutes, sections: [section] };
console.log(sectionAsText(section));
console.log(targetsAsText(run));
if (keep) console.log(`Kept in ${await keepInDocs('load', loadAsMarkdown(run), run.sections)}`);
process.exitCode = section.targets.every(({ isMet }) => isMet) ? 0 : 1;

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('not a whole number above 0');
  return Number(text);
}
