import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../../tools/gigs/failure.ts';
import { terminalOn } from '../../../tools/gigs/terminal.ts';
import { gigs } from './setup.ts';

interface Wrong {
  readonly what: string;
  readonly args: readonly string[];
  readonly words: string;
  readonly env?: Record<string, string>;
}

const clearText = { GIGS_API_URL: 'http://gigs.example', GIGS_PROJECT: 'gigs', GIGS_KEY_SECRET_ID: 'key' };
const wrong: readonly Wrong[] = [
  { what: 'a command', args: ['addons', 'lst'], words: 'Did you mean list?' },
  { what: 'an option', args: ['addons', 'list', '--plans', 'x'], words: 'Did you mean --plan?' },
  { what: 'a status', args: ['addons', 'list', '--status', 'sold'], words: 'available, draft, archived, all' },
  {
    what: 'one of several statuses',
    args: ['subscription-addons', 'list', '--status', 'active,sold'],
    words: 'pending, initiated, active',
  },
  { what: 'an id', args: ['addons', 'show', '../projects'], words: 'It is no id' },
  { what: 'a limit', args: ['addons', 'list', '--limit', '0'], words: 'no whole number above 0' },
  { what: 'settings', args: ['addons', 'list'], words: 'GIGS_PROJECT is missing; GIGS_KEY_SECRET_ID is missing' },
  { what: 'PORT', args: ['addons', 'list', '--local'], words: 'PORT is not a whole number', env: { PORT: 'x' } },
  { what: 'an address without TLS', args: ['addons', 'list'], words: 'must begin with https:', env: clearText },
];

describe('wrong use', () => {
  it.each(wrong)('says what is wrong: $what', async ({ args, words, env = {} }) => {
    const { code, stdout, stderr } = await gigs(args, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });
});

describe('help', () => {
  it.each([
    [['--help']],
    [['projects', 'list', '--help']],
    [['addons', 'update', '--help']],
    [['subscription-addons', 'end', '--help']],
    [['doctor', '--help']],
  ])('has examples: %s', async (args) => {
    const { code, stdout } = await gigs(args, {});
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:\n {2}npm run gigs -- /);
    expect(stdout).toContain('--local');
  });

  it('lists the exit codes that there are, and so does the guide', async () => {
    const { stdout } = await gigs(['--help'], {});
    const guide = await readFile('docs/operator-tool.md', 'utf8');
    for (const code of Object.values(exitCodes)) {
      expect(stdout).toMatch(new RegExp(`[ \\n]${code} [A-Za-z]`));
      expect(guide).toMatch(new RegExp(`^\\| ${code} \\| `, 'm'));
    }
  });
});

describe('a confirmation', () => {
  function terminal() {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true });
    const streams = { stdin, stdout: new PassThrough(), stderr } as unknown as Parameters<typeof terminalOn>[0];
    return { stdin, stderr, ask: terminalOn(streams).ask };
  }

  it('asks on stderr and takes what was typed', async () => {
    const { stdin, stderr, ask } = terminal();
    const answer = ask?.('Go ahead? ');
    stdin.write('yes\n');
    expect(await answer).toBe('yes');
    stderr.end();
    expect(await text(stderr)).toContain('Go ahead? ');
  });

  it('is not given by closing the input', async () => {
    const { stdin, ask } = terminal();
    const answer = ask?.('Go ahead? ');
    stdin.end();
    expect(await answer).toBe('');
  });

  it('cannot be asked for where nobody sits at a terminal', () => {
    const piped = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    expect(terminalOn(piped as unknown as Parameters<typeof terminalOn>[0]).ask).toBeNull();
  });
});
