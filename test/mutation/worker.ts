// Runs tests in a copy of the project, with one guard after the other taken away. Started by run.ts, which talks to it.
import { join } from 'node:path';
import type { TestModule, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import type { Guard } from './guard.ts';
import { whileWithout } from './tree.ts';

/** What a run of tests came to. */
export interface Verdict {
  /** The first that failed, null where none did. */
  readonly failed: string | null;
  /** A file of tests does not even run: that is no test that fails. */
  readonly isBroken: boolean;
  /** How many tests ran. */
  readonly count: number;
}

const [root = ''] = process.argv.slice(2);
process.chdir(root);

const vitest = await createVitest('test', {
  root,
  watch: false,
  maxWorkers: 1,
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
  let count = 0;
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'failed') return { failed: `${nameOf(module)}: ${test.fullName}`, isBroken: false, count };
      if (state === 'passed') count += 1;
    }
    if (!module.ok()) return { failed: `${nameOf(module)}: it does not run`, isBroken: true, count };
  }
  const isWhole = modules.length === wanted.size && count > 0;
  return { failed: isWhole ? null : 'no test ran', isBroken: !isWhole, count };
}

function nameOf({ moduleId }: TestModule): string {
  return moduleId.slice(root.length + 1);
}
