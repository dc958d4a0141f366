// npm run test:mutation [-- words]: takes every guard away, one by one, in a copy of the code. A test must fail each time.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../tools/function-bundles.ts';
import { tableOf } from '../../tools/gigs/words.ts';
import type { Guard } from './guard.ts';
import { allGuards } from './guards/all.ts';
import { copyTree, withoutGuard } from './tree.ts';
import type { Verdict } from './worker.ts';

const sideBySide = 2;
/** A guard without which the tests never end is missed too. */
const longestMs = 90_000;

const words = process.argv.slice(2);
const guards = allGuards.filter(({ file, guard }) => words.every((word) => `${file} ${guard}`.includes(word)));

/** Tests of which nobody has seen yet that they pass. */
const unchecked = [...new Set(guards.flatMap((guard) => guard.killedBy))];
const waiting = [...guards];
const killedBy = new Map<Guard, string>();
const complaints: string[] = [];

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
await main();

async function main(): Promise<void> {
  await checkList();
  const startedAt = Date.now();
  await Promise.all(Array.from({ length: sideBySide }, work));
  report(Math.round((Date.now() - startedAt) / 1000));
}

/** Every guard must be where the list says, before anything is run. */
async function checkList(): Promise<void> {
  for (const guard of guards) withoutGuard(await readFile(join(projectRoot, guard.file), 'utf8'), guard);
  const names = new Set(guards.map(({ file, guard }) => `${file} ${guard}`));
  if (names.size !== guards.length) throw new Error('Two guards have the same name');
}

async function work(): Promise<void> {
  const tree = await copyTree();
  let worker = await startWorker(tree.root);
  try {
    await checkThatTestsPass(worker);
    for (let guard = waiting.shift(); guard; guard = waiting.shift()) {
      const verdict = await ask(worker, guard, guard.killedBy);
      if (verdict === undefined) {
        worker.kill('SIGKILL');
        worker = await startWorker(tree.root);
      }
      note(guard, verdict);
    }
  } finally {
    worker.kill('SIGKILL');
  }
}

function note(guard: Guard, verdict: Verdict | undefined): void {
  if (verdict === undefined) killedBy.set(guard, 'tests that no longer end');
  else if (verdict.failed !== null) killedBy.set(guard, verdict.failed);
  else complain(`${verdict.broken ?? 'SURVIVED'}: ${guard.guard} (${guard.file})`);
  const count = guards.length - waiting.length;
  if (count % 50 === 0) console.log(`${count} of ${guards.length} …`);
}

function complain(complaint: string): void {
  complaints.push(complaint);
  console.log(complaint);
}

/** A test that fails anyhow kills nothing. Each worker looks at its share of them. */
async function checkThatTestsPass(worker: ChildProcess): Promise<void> {
  for (let test = unchecked.shift(); test; test = unchecked.shift()) {
    const verdict = await ask(worker, null, [test]);
    const failure = verdict ? (verdict.failed ?? verdict.broken) : 'it does not end';
    if (failure !== null) complain(`${test} fails without any change: ${failure}`);
  }
}

async function startWorker(root: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('worker.ts', import.meta.url));
  const worker = fork(file, [root], {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(worker, 'message');
  return worker;
}

/** Undefined where there is no verdict in time. */
async function ask(worker: ChildProcess, guard: Guard | null, tests: readonly string[]): Promise<Verdict | undefined> {
  worker.send({ guard, tests });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), longestMs);
    worker.once('exit', () => resolve(undefined));
  });
  try {
    return await Promise.race([once(worker, 'message').then(([verdict]) => verdict as Verdict), late]);
  } finally {
    clearTimeout(timer);
    worker.removeAllListeners();
  }
}

function report(seconds: number): void {
  const rows = guards.map((guard) => [guard.file, guard.guard, killedBy.get(guard) ?? 'SURVIVED']);
  console.log(`\n${tableOf(['file', 'guard', 'killed by'], rows)}\n`);
  for (const complaint of complaints) console.log(complaint);
  console.log(`${killedBy.size} of ${guards.length} guards killed, in ${seconds} s`);
  process.exitCode = complaints.length === 0 && killedBy.size === guards.length && guards.length > 0 ? 0 : 1;
}
