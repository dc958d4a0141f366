import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { freePorts, start } from '../../local/running-command.ts';
import { purchases, setup } from './setup.ts';

interface Wrong {
  readonly what: string;
  readonly args: readonly string[];
  readonly words: string;
  readonly env?: Record<string, string>;
}

const gigsOnly = { GIGS_PROJECT: 'gigs', GIGS_KEY_SECRET_ID: 'key' };
const wrong: readonly Wrong[] = [
  { what: 'a command', args: ['resolv'], words: 'Did you mean resolve?' },
  { what: 'no outcome', args: ['resolve', 'pur_1'], words: "required option '--as <outcome>' not specified" },
  { what: 'an id', args: ['show', 'pur_1', '--subscription', '../x'], words: 'It is no id' },
  { what: 'no person', args: ['forget', '--subscription', 'sub_1'], words: '--user <id>' },
  { what: 'no settings', args: ['list-undecided'], words: 'GIGS_PROJECT is missing' },
  { what: 'no table', args: ['list-undecided'], words: 'LEDGER_TABLE is missing', env: gigsOnly },
  { what: 'PORT', args: ['pause', '--local'], words: 'PORT is not a whole number', env: { PORT: 'x' } },
];

describe('wrong use', () => {
  it.each(wrong)('says what is wrong: $what', async ({ args, words, env = {} }) => {
    const { code, stdout, stderr } = await purchases(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });
});

describe('what does not answer', () => {
  it('is named: the table', async () => {
    const { settings } = await setup();
    const args = ['list-undecided', '--json'];
    const [elsewhere, gone] = await Promise.all([
      purchases(args, { ...settings, LEDGER_TABLE: 'no-such-table' }),
      purchases(args, { ...settings, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' }),
    ]);
    expect(elsewhere).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringContaining('The table no-such-table cannot be read or written (ResourceNotFoundException).'),
    });
    expect(gone).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('AWS_REGION') });
  });
});

describe('help', () => {
  it('has examples for each command, and the exit codes that the guide has', async () => {
    const commands = ['show', 'list-undecided', 'resolve', 'pause', 'resume', 'export', 'forget'];
    const [whole, ...each] = await Promise.all([
      purchases(['--help'], {}),
      ...commands.map((command) => purchases([command, '--help'], {})),
    ]);
    for (const { code, stdout } of each) {
      expect(code).toBe(0);
      expect(stdout).toMatch(/Examples:\n {2}npm run purchases -- /);
      expect(stdout).toContain('--local');
    }
    const guide = await readFile('docs/purchases-tool.md', 'utf8');
    const codes = [...guide.matchAll(/^\| (\d) \| /gm)].map(([, code]) => code);
    expect(codes).toEqual(['0', '1', '2', '3', '4', '5', '7', '8']);
    for (const code of codes) expect(whole?.stdout).toMatch(new RegExp(`[ \\n]${code} [A-Za-z]`));
    for (const command of commands) {
      expect(whole?.stdout).toContain(command);
      expect(guide).toContain(`\`${command}`);
    }
  });
});

it('--local finds what runs on this machine', async () => {
  const port = await freePorts(5);
  const { ready } = start(['node', '--import', 'tsx', 'local/start.ts', 'world'], { PORT: String(port) });
  await ready;
  const env = { PORT: String(port) };
  expect(await purchases(['pause', '--local'], env)).toMatchObject({ code: 0 });
  const listed = await purchases(['list-undecided', '--local'], env);
  expect(listed).toMatchObject({ code: 0, stdout: 'None.\n', stderr: expect.stringContaining('is paused since') });
  expect(await purchases(['show', 'pur_1', '--local'], env)).toMatchObject({ code: 3 });
});
