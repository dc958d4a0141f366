import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { problemCodes, problems } from '../../shared/contract/problems.ts';
import { problemDocuments, withProblemTable } from '../../tools/problem-documents.ts';

describe('the pages of problems', () => {
  it('are those of the catalogue, one for each code, and no others', async () => {
    const names = await readdir('docs/problems');
    expect(names.sort()).toEqual(problemCodes.map((code) => `${code}.md`).sort());
    const texts = await Promise.all(names.map(async (name) => [name, await readFile(`docs/problems/${name}`, 'utf8')]));
    expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(problemDocuments()));
  });

  it('say when it happens, what to do, whether to try again and what to tell the user', () => {
    for (const code of problemCodes) {
      const text = problemDocuments().get(`${code}.md`) ?? '';
      const { status, title, advice, tellUser } = problems[code];
      for (const part of [code, String(status), title, advice, tellUser, 'Try again']) expect(text).toContain(part);
    }
  });

  it("are all in the app developer's guide", async () => {
    const guide = await readFile('docs/app-developer.md', 'utf8');
    expect(withProblemTable(guide)).toBe(guide);
    for (const code of problemCodes) expect(guide).toContain(`](problems/${code}.md)`);
  });
});
