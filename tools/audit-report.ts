import * as z from 'zod';
import type { Lock } from './supply-chain-rules.ts';

/** What `npm audit --json` says: of what it found, or why it could not look. */
export const auditSchema = z.object({
  statusCode: z.number().optional(),
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), nodes: z.array(z.string()) })).optional(),
});

export type AuditVerdict =
  | { readonly kind: 'not-checked'; readonly why: string }
  | { readonly kind: 'checked'; readonly inFunctions: readonly string[]; readonly inTools: readonly string[] };

/** Which known holes are in what runs in the functions, and which in tools alone. */
export function auditVerdict({ vulnerabilities, statusCode }: z.infer<typeof auditSchema>, lock: Lock): AuditVerdict {
  if (vulnerabilities === undefined) {
    return { kind: 'not-checked', why: statusCode === undefined ? 'did not answer' : `answered ${statusCode}` };
  }
  const found = Object.entries(vulnerabilities).map(([name, { severity, nodes }]) => ({
    text: `${name}: ${severity}`,
    // npm's own --omit=dev leaves out what tools need too.
    runs: nodes.some((path) => !lock.packages[path]?.dev && !lock.packages[path]?.devOptional),
  }));
  const texts = (runs: boolean) => found.filter((one) => one.runs === runs).map(({ text }) => text);
  return { kind: 'checked', inFunctions: texts(true), inTools: texts(false) };
}
