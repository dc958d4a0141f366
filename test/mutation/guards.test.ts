import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../tools/function-bundles.ts';
import { allGuards } from './guards/all.ts';
import { withoutGuard } from './tree.ts';

// That each of them is missed is what `npm run test:mutation` shows, which takes minutes.
describe('the list of guards', () => {
  it.each(allGuards.map((guard) => [`${guard.file}: ${guard.guard}`, guard] as const))(
    'is up to date: %s',
    async (_name, guard) => {
      const content = await readFile(join(projectRoot, guard.file), 'utf8');
      expect(withoutGuard(content, guard)).not.toBe(content);
      expect(guard.killedBy.filter((test) => !existsSync(join(projectRoot, test)))).toEqual([]);
      expect(guard.killedBy).not.toEqual([]);
    },
  );

  it('has each once', () => {
    const names = allGuards.map(({ file, guard }) => `${file} ${guard}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('refuses a guard that is not there, or there twice: it would take away nothing, or something else', () => {
    const guard = { guard: 'g', file: 'f', text: 'if (a) b();', without: '', killedBy: [] };
    expect(withoutGuard('x; if (a) b(); y', guard)).toBe('x;  y');
    expect(() => withoutGuard('x; y', guard)).toThrow('0 times, not once');
    expect(() => withoutGuard('if (a) b(); if (a) b();', guard)).toThrow('2 times, not once');
  });
});
