// Runs tests in a copy of the project, with one guard after the other taken away. Started by run.ts, which talks to it.
import { join } from 'node:path';
import type { TestCase, TestModule, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import type { Guard } from './guard.ts';
import { whileWithout } from './tree.ts';

/** What a run of tests came to. */
export interface Verdict {
  /** The first test that failed, null where none did. */
  readonly failed: string | null;
  /** Why there is no verdict: a file of tests that does not even run is no test that fails. */
  readonly broken: string | null;
  /** How many tests ran. */
  readonly count: number;
}

const [root = ''] = process.argv.slice(2);
process.chdir(root);

/** The first test of a run that failed. Later ones are of no interest, and a run that is cut short forgets some. */
let failed: TestCase | undefined;

const vitest: Vitest = await createVitest('test', {
  root,
  watch: false,
  maxWorkers: 1,
  reporters: [
    {
      onTestCaseResult(test) {
        if (failed || test.result().state !== 'failed') return;
        failed = test;
        void vitest.cancelCurrentRun('test-failure');
      },
    },
  ],
  config: join(root, 'vitest.config.ts'),
});

process.on('message', async ({ guard, tests }: { guard: Guard | null; tests: readonly string[] }) => {
  const verdict = guard === null ? await runTests(vitest, tests) : await withoutIt(guard, tests);
  process.send?.(verdict);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');

async function withoutIt(guard: Guard, tests: readonly string[]): Promise<Verdict> {
  return whileWithout(root, guard, async (path) => {
    vitest.invalidateFile(path);
    const verdict = await runTests(vitest, tests);
    vitest.invalidateFile(path);
    return verdict;
  });
}

async function runTests(runner: Vitest, tests: readonly string[]): Promise<Verdict> {
  const wanted = new Set(tests.map((test) => join(root, test)));
  const specifications = (await runner.globTestSpecifications([...tests])).filter(({ moduleId }) =>
    wanted.has(moduleId),
  );
  failed = undefined;
  const { testModules } = await runner.runTestSpecifications(specifications);
  // Those of earlier runs are among them.
  const modules = testModules.filter(({ moduleId }) => wanted.has(moduleId));
  const all = modules.flatMap(({ children }) => [...children.allTests()]);
  const count = all.filter((test) => test.result().state === 'passed').length;
  const failure = firstFailure();
  if (failure) return { failed: `${nameOf(failure.module)}: ${failure.fullName}`, broken: null, count };
  const odd = modules.find((module) => !module.ok());
  if (odd) return { failed: null, broken: `${nameOf(odd)} does not run`, count };
  const isWhole = modules.length === wanted.size && count > 0;
  return { failed: null, broken: isWhole ? null : 'not all of the tests are there', count };
}

function firstFailure(): TestCase | undefined {
  return failed;
}

function nameOf({ moduleId }: TestModule): string {
  return moduleId.slice(root.length + 1);
}
