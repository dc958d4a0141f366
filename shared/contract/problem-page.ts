import { type ProblemCode, type ProblemKind, problems } from './problems.ts';

/**
 * A problem's page for people, in Markdown that also reads as plain text. It is what `/problems/{code}` answers a
 * browser with, and what `docs/problems/` holds.
 */
export function problemPageText(code: ProblemCode): string {
  const kind = problems[code];
  return `# ${kind.title}

\`${code}\`, HTTP status ${kind.status}

${kind.advice}

- **Try again:** ${retryWords(kind)}.
- **Tell the user:** "${kind.tellUser}"
`;
}

/** Whether the same purchase or request may be tried again, and with which key. */
export function retryWords({ retryable, status }: ProblemKind): string {
  if (!retryable) return 'no, not as it is';
  // Only where a purchase is known to have failed is its key used up.
  return status === 502 ? 'yes, with a new key' : 'yes, with the same key where there is one';
}
