import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder where the files of the security suite put their counts. */
    tallies: string;
  }
}

/** Prints what the files of the security suite counted, summed up, when all are done. */
export default function printTally(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'security-'));
  project.provide('tallies', folder);
  return () => {
    const sums = new Map<string, number>();
    for (const file of readdirSync(folder)) {
      const counts = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, number>;
      for (const [what, count] of Object.entries(counts)) sums.set(what, (sums.get(what) ?? 0) + count);
    }
    rmSync(folder, { recursive: true });
    // A run without the suite's own files looks for leaks too, and says so only when it finds some.
    if (!sums.has('cases tried')) return;
    const lines = [...sums].sort().map(([what, count]) => `  ${String(count).padStart(9)}  ${what}`);
    console.log(`\nSecurity suite\n${lines.join('\n')}\n`);
  };
}
