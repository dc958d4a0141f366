// npm run soak: buys from many users at once, through every fault of the sandbox, while the service is killed again and
// again; then compares what users are shown with what the sandbox has charged. Exit code 1 if anything is not as it must be.
import { Command, InvalidArgumentError } from 'commander';
import { failuresOf, figuresOf } from './report.ts';
import { type SoakOptions, soak } from './soak.ts';
import { soakTimes } from './times.ts';

function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('not a whole number');
  return Number(text);
}

const program = new Command('soak')
  .description('Proves on real sockets that nothing is bought twice, claimed wrongly or lost, whatever dies.')
  .option('--purchases <count>', 'how many purchases users begin', whole, 2000)
  .option('--users <count>', 'how many users there are', whole, 200)
  .option('--at-once <count>', 'how many of them buy at the same time', whole, 24)
  .option('--kills <count>', 'how often the service is killed with SIGKILL', whole, 50)
  .option('--faults <count>', 'how many requests to Gigs must at least suffer a fault', whole, 500)
  .option('--port <port>', 'the first of the five ports', whole, 9100)
  .option('--seed <number>', 'of the chances', whole, Date.now() % 1_000_000);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

await program.parseAsync();
const options: SoakOptions = { ...program.opts<Omit<SoakOptions, 'times'>>(), times: soakTimes };
const { purchases, users, kills, faults, seed } = options;
console.log(`${purchases} purchases by ${users} users, ${faults} faults, ${kills} kills (seed ${seed})`);
const result = await soak(options);
for (const line of figuresOf(result)) console.log(line);
const failures = failuresOf(result);
for (const failure of failures.slice(0, 50)) console.error(failure);
console.log(failures.length === 0 ? 'passed' : 'FAILED');
process.exitCode = failures.length === 0 ? 0 : 1;
