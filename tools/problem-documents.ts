import { problemPageText, retryWords } from '../shared/contract/problem-page.ts';
import { problemCodes, problems } from '../shared/contract/problems.ts';

/** Where the table stands in the app developer's guide. */
const begin = '<!-- problems: written by npm run docs:problems -->';
const end = '<!-- /problems -->';

/** The files of `docs/problems/`, by name: one page per problem code, made from the catalogue. */
export function problemDocuments(): Map<string, string> {
  return new Map(problemCodes.map((code) => [`${code}.md`, problemPageText(code)]));
}

/**
 * The guide with the table of all problems in its place.
 *
 * @throws Error where the guide has no such place.
 */
export function withProblemTable(guide: string): string {
  const from = guide.indexOf(begin);
  const to = guide.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The guide has no place for the table: ${begin} … ${end}`);
  return `${guide.slice(0, from)}${begin}\n\n${table()}\n\n${guide.slice(to)}`;
}

function table(): string {
  const rows = problemCodes.map((code) => {
    const kind = problems[code];
    return `| [\`${code}\`](problems/${code}.md) | ${kind.status} | ${retryWords(kind)} | ${kind.tellUser} |`;
  });
  return ['| Code | Status | Try again? | Tell the user |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
