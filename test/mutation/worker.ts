// Runs tests in a copy of the project, with one guard after the other taken away. Started by run.ts, which talks to it.
import { join } from 'node:path';
import type { TestModule, Vitest } from 'vitest/node';
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

const vitest = await createVitest('test', {
  root,
  watch: false,
  maxWorkers: 1,
  // One is enough.
  bail: 1,
  reporters: [{}],
  config: join(root, 'vitest.config.ts'),
});

process.on('message', async ({ guard, tests }: { guard: Guard | null; tests: readonly string[] }) => {
  const verdict = guard === null ? await runTests(vitest, tests) : await withoutIt(guard, tests);
  process.send?.(verdict);
});
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
  const { testModules } = await runner.runTestSpecifications(specifications);
  // Those of earlier runs are among them.
  const modules = testModules.filter(({ moduleId }) => wanted.has(moduleId));
  const all = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test })));
  const count = all.filter(({ test }) => test.result().state === 'passed').length;
  const failed = all.find(({ test }) => test.result().state === 'failed');
  if (failed) return { failed: `${nameOf(failed.module)}: ${failed.test.fullName}`, broken: null, count };
  const odd = modules.find((module) => !module.ok());
  if (odd) return { failed: null, broken: `${nameOf(odd)} does not run`, count };
  const isWhole = modules.length === wanted.size && count > 0;
  return { failed: null, broken: isWhole ? null : 'not all of the tests are there', count };
}

function nameOf({ moduleId }: TestModule): string {
  return moduleId.slice(root.length + 1);
}
