import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a guide. Its info string is a language and, after a space, a mark: CONTRIBUTING.md lists them. */
export interface Snippet {
  /** From the project's root. */
  readonly file: string;
  /** Of its first line of text, from 1. */
  readonly line: number;
  readonly language: string;
  /** Why it cannot be run or checked here, null where it can. */
  readonly noRun: string | null;
  /** Whether it goes on where the block before it ended. */
  readonly continues: boolean;
  /** Where in the project its text would be, null for anywhere. */
  readonly place: string | null;
  /** The status with which all its requests are answered, null for success. */
  readonly status: number | null;
  readonly text: string;
}

/** Every Markdown file that people read, by its path from the project's root. */
export async function documents(): Promise<Map<string, string>> {
  const below = async (folder: string) =>
    (await readdir(`${root}${folder}`, { recursive: true }).catch(() => [])).map((name) => `${folder}/${name}`);
  const names = [...(await readdir(root)), ...(await below('docs')), 'client/README.md', ...(await below('.github'))];
  const texts = names
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map(async (name) => [name, await readFile(root + name, 'utf8').catch(() => '')] as const);
  return new Map(await Promise.all(texts));
}

/**
 * The fenced blocks of a document.
 *
 * @throws Error where an info string has a mark that is none.
 */
export function snippetsIn(file: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const fence = /^( *)```(.*)$/.exec(lines[index] ?? '');
    if (!fence) continue;
    const [, indent = '', info = ''] = fence;
    const from = index + 1;
    do index++;
    while (index < lines.length && lines[index]?.trim() !== '```');
    const body = lines.slice(from, index).map((line) => line.slice(indent.length));
    snippets.push({ file, line: from + 1, ...readInfo(info.trim(), `${file}:${from}`), text: body.join('\n') });
  }
  return snippets;
}

function readInfo(info: string, where: string) {
  const [, language = '', mark = ''] = /^(\S*)\s*(.*)$/.exec(info) ?? [];
  const known = /^(?:no-run: (?<noRun>\S.+)|(?<continues>continues)|in (?<place>\S+)|status: (?<status>\d{3}))$/.exec(
    mark,
  );
  if (mark !== '' && !known) throw new Error(`${where} has a mark that is none: ${mark}`);
  const { noRun = null, continues, place = null, status } = known?.groups ?? {};
  return { language, noRun, continues: continues !== undefined, place, status: status ? Number(status) : null };
}
