import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { problemDocuments, withProblemTable } from './problem-documents.ts';

// Usage: npm run docs:problems            writes docs/problems/ and the app developer's table from the catalogue
//        npm run docs:problems -- --check says whether they are what the catalogue makes

const folder = new URL('../docs/problems/', import.meta.url);
const guide = new URL('../docs/app-developer.md', import.meta.url);

const there = new Map<string, string>();
for (const name of await readdir(folder).catch(() => []))
  there.set(name, await readFile(new URL(name, folder), 'utf8'));
const guideText = await readFile(guide, 'utf8');
const wanted = problemDocuments();
const names = [...new Set([...there.keys(), ...wanted.keys()])].filter((name) => there.get(name) !== wanted.get(name));
const stale = names.map((name) => `docs/problems/${name}`);
if (withProblemTable(guideText) !== guideText) stale.push('docs/app-developer.md');

if (stale.length === 0) {
  console.log('The problem pages are what the catalogue makes.');
} else if (process.argv.includes('--check')) {
  console.error(`Not what shared/contract/problems.ts makes: ${stale.join(', ')}. Run "npm run docs:problems".`);
  process.exitCode = 1;
} else {
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const text = wanted.get(name);
    await (text === undefined ? rm(new URL(name, folder)) : writeFile(new URL(name, folder), text));
  }
  await writeFile(guide, withProblemTable(guideText));
  console.log(`Written: ${stale.join(', ')}.`);
}
