import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';

/** The operator's side: results go to stdout, everything else to stderr. */
export interface Terminal {
  /** A result. */
  print(text: string): void;
  /** Anything that is no result. */
  note(text: string): void;
  /** How far a long list is. `null` when it is done. */
  progress(text: string | null): void;
  /** Asks for a line of text; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The terminal, or the pipes, that the process was started with. */
export function terminalOn({ stdin, stdout, stderr }: Streams): Terminal {
  return {
    print: (text) => void stdout.write(`${text}\n`),
    note: (text) => void stderr.write(`${text}\n`),
    progress(text) {
      // On a terminal one line that changes; in a log, lines.
      if (stderr.isTTY) stderr.write(`\r\u001b[K${text ?? ''}`);
      else if (text !== null) stderr.write(`${text}\n`);
    },
    ask: stdin.isTTY && stderr.isTTY ? (question) => askOn({ stdin, stderr }, question) : null,
  };
}

async function askOn({ stdin, stderr }: Pick<Streams, 'stdin' | 'stderr'>, question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    // Ctrl-C and Ctrl-D close it, and the question alone would then wait for ever.
    return await Promise.race([lines.question(question), once(lines, 'close').then(() => '')]);
  } finally {
    lines.close();
  }
}
