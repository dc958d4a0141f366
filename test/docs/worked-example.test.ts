import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { documents, root, type Snippet, snippetsIn } from './snippets.ts';

const inTheCopy = [
  ...['functions', 'shared', 'local', 'tools', 'test/rig', 'test/security', 'test/functions/api/setup.ts'],
  ...['openapi.json', 'package.json', 'tsconfig.json', 'vitest.config.ts'],
];

/** A copy of the project in which the steps of CONTRIBUTING.md can be taken. */
async function copyOfTheProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'worked-example-'));
  onTestFinished(() => rm(copy, { recursive: true }));
  for (const path of inTheCopy) await cp(join(root, path), join(copy, path), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Takes one step: writes the file, or changes it where it holds what the step shows of it. */
async function take({ language, place, text, line }: Snippet, copy: string): Promise<void> {
  const file = join(copy, place ?? '');
  if (language !== 'diff') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\n`);
    return;
  }
  const lines = text.split('\n');
  const side = (mark: string) =>
    lines
      .filter((one) => !one.startsWith(mark))
      .map((one) => one.slice(1))
      .join('\n');
  const before = await readFile(file, 'utf8');
  expect(before, `CONTRIBUTING.md:${line} is not in ${place}`).toContain(`${side('+')}\n`);
  await writeFile(
    file,
    before.replace(side('+'), () => side('-')),
  );
}

it("CONTRIBUTING.md's operation works as its steps stand", async () => {
  const guide = (await documents()).get('CONTRIBUTING.md') ?? '';
  const steps = snippetsIn('CONTRIBUTING.md', guide).filter(({ place }) => place !== null);
  expect(steps.length).toBeGreaterThan(5);
  const copy = await copyOfTheProject();
  for (const step of steps) await take(step, copy);
  const run = async (...command: string[]) =>
    promisify(execFile)(process.execPath, command, { cwd: copy }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${command.join(' ')}\n${error.stdout}${error.stderr}`);
    });

  await run('--import', 'tsx', 'tools/openapi.ts');
  const document = JSON.parse(await readFile(join(copy, 'openapi.json'), 'utf8')) as { paths: object };
  expect(document.paths).toHaveProperty(['/v1/subscriptions/{subscription}/plan', 'get']);

  const files = steps.map(({ place }) => place).filter((place) => place?.endsWith('.ts'));
  await writeFile(
    join(copy, 'tsconfig.steps.json'),
    JSON.stringify({ extends: './tsconfig.json', include: [...files, 'local/**/*.d.ts'] }),
  );
  await run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.steps.json');
  await run('node_modules/vitest/vitest.mjs', 'run', 'test/functions/api/get-subscription-plan.test.ts');
}, 90_000);
