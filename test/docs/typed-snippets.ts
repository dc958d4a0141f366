import { dirname, join } from 'node:path';
import ts from 'typescript';
import { root, type Snippet } from './snippets.ts';

/** What an app has and this project has not. */
const surroundings = `
declare module '@react-native-async-storage/async-storage' {
  const storage: {
    getItem(name: string): Promise<string | null>;
    setItem(name: string, value: string): Promise<void>;
    removeItem(name: string): Promise<void>;
  };
  export default storage;
}
`;

/** What the compiler says about snippets, each a module of its own. */
export function typeErrors(snippets: readonly Snippet[]): string[] {
  const modules = modulesOf(snippets);
  const texts = new Map([...modules].map(([path, { text }]) => [path, text]));
  texts.set(join(root, 'test/docs/surroundings.d.ts'), surroundings);
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...modules].flatMap(([path, { snippet }]) => {
    const source = program.getSourceFile(path);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return diagnostics.map(({ messageText, start = 0 }) => {
      const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${snippet.file}:${snippet.line + line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

function modulesOf(snippets: readonly Snippet[]): Map<string, { snippet: Snippet; text: string }> {
  const modules = new Map<string, { snippet: Snippet; text: string }>();
  let current: string | undefined;
  for (const snippet of snippets) {
    const { file, line, text } = snippet;
    if (!snippet.continues || current === undefined) {
      const name = `${file.replaceAll(/[^\w-]/g, '_')}-${line}.${snippet.language}`;
      current = join(root, dirname(file), name);
      // Always a module, so that two snippets may use the same names.
      modules.set(current, { snippet, text: `${text}\nexport {};\n` });
    } else {
      const begun = modules.get(current);
      const before = begun?.text.replace(/\nexport \{\};\n$/, '') ?? '';
      const gap = '\n'.repeat(Math.max(1, line - (begun?.snippet.line ?? 0) - before.split('\n').length + 1));
      modules.set(current, { snippet: begun?.snippet ?? snippet, text: `${before}${gap}${text}\nexport {};\n` });
    }
  }
  return modules;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    noEmit: true,
    // A snippet shows; it does not use all that it shows.
    noUnusedLocals: false,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    paths: { '@gigs-top-ups/client': ['./client/src/top-ups-client.ts'] },
  };
}
