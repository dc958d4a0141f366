import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleClient } from '../../tools/client-bundle.ts';

const client = fileURLToPath(new URL('../../client/', import.meta.url));

let folder: string;
let installed: string;

/** An app with the package installed as npm would put it there. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'client-'));
  installed = join(folder, 'node_modules', '@gigs-top-ups', 'client');
  await mkdir(installed, { recursive: true });
  await copyFile(join(client, 'package.json'), join(installed, 'package.json'));
  await bundleClient(join(installed, 'dist', 'top-ups-client.js'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const { config } = ts.readConfigFile(join(client, 'tsconfig.json'), ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, client);
  const { emitSkipped, diagnostics } = ts
    .createProgram(fileNames, { ...options, outDir: join(installed, 'dist') })
    .emit();
  expect(messagesOf(diagnostics)).toEqual([]);
  expect(emitSkipped).toBe(false);
});
afterAll(() => rm(folder, { recursive: true }));

function messagesOf(diagnostics: readonly ts.Diagnostic[]): string[] {
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** What the compiler says to these files of an app, each on its own. */
async function compile(sources: Readonly<Record<string, string>>, options: ts.CompilerOptions = {}) {
  const files = await Promise.all(
    Object.entries(sources).map(async ([name, source]) => {
      const file = join(folder, `${name}.ts`);
      await writeFile(file, source);
      return file;
    }),
  );
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
    types: [],
    ...options,
  });
  return Object.fromEntries(
    files.map((file, index) => [
      Object.keys(sources)[index] ?? '',
      messagesOf(ts.getPreEmitDiagnostics(program, program.getSourceFile(file))),
    ]),
  );
}

describe('the package', () => {
  it('is less than 8 kB, and imports nothing', async () => {
    const code = await readFile(join(installed, 'dist', 'top-ups-client.js'), 'utf8');
    expect(Buffer.byteLength(code)).toBeLessThan(8000);
    expect(code).not.toMatch(/\bimport\b|\brequire\b|\bprocess\b|\bBuffer\b/);
  });

  it('can be imported', async () => {
    const { createTopUpsClient, TopUpsError } = (await import(
      join(installed, 'dist', 'top-ups-client.js')
    )) as typeof import('../../client/src/top-ups-client.ts');
    expect(createTopUpsClient).toBeTypeOf('function');
    expect(new TopUpsError({})).toMatchObject({
      name: 'TopUpsError',
      code: 'no-answer',
      retryable: true,
      status: null,
    });
  });

  it.each([
    ['a bundler', { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext }],
    // React Native before 0.79 and old settings of TypeScript look at main and types.
    ['what knows no exports', { moduleResolution: ts.ModuleResolutionKind.Node10, ignoreDeprecations: '6.0' }],
    ['Node', { moduleResolution: ts.ModuleResolutionKind.NodeNext, module: ts.ModuleKind.NodeNext }],
  ])('has types that %s finds, and that are sound', async (_name, options) => {
    const source = `import { createTopUpsClient } from '@gigs-top-ups/client';
export const names: readonly string[] = (await createTopUpsClient({
  baseUrl: '', getToken: () => '', account: '', storage: { get: async () => null, set: async () => {}, remove: async () => {} },
}).listTopUps('sub_1')).map(({ name }) => name);
// If the types were not found, this would be any, and no error.
export const wrong: number = names;
`;
    expect(await compile({ app: source }, options)).toEqual({
      app: [expect.stringMatching(/not assignable to type 'number'/)],
    });
  });

  it('has a README whose code compiles', async () => {
    const readme = await readFile(join(client, 'README.md'), 'utf8');
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
    expect(blocks.length).toBeGreaterThan(4);
    expect(await compile({ readme: blocks.join('\n') })).toEqual({ readme: [] });
  });
});

describe('a result', () => {
  const uses = {
    'takes processing for a failure': "if (result.status === 'processing') return result.reason;",
    'takes unconfirmed for a failure': "if (result.status === 'unconfirmed') return result.reason;",
    'shows a purchase without asking whether there is one': 'return result.purchase;',
    'takes everything that is not processing for a success':
      "if (result.status !== 'processing') return result.purchase;",
    'reads a price that is not there': "if (result.status === 'refused') return result.currentPrice;",
    'knows no such status': "if (result.status === 'success') return 1;",
    'knows no such reason': "if (result.status === 'failed' && result.reason === 'price-changed') return 1;",
    'leaves a case out': `switch (result.status) {
      case 'succeeded': case 'failed': case 'refused': case 'processing': return 1;
      default: { const none: never = result; return none; }
    }`,
  };

  it('cannot be misread: the compiler finds it', async () => {
    const right = "if (result.status === 'succeeded') return result.purchase;";
    const sourceOf = (use: string) => `import type { BuyResult } from '@gigs-top-ups/client';
export function read(result: BuyResult): unknown { ${use} return 0; }`;
    const wrong = Object.entries(uses).map(([name, use]) => [name.replaceAll(' ', '-'), sourceOf(use)]);
    const { control, ...found } = await compile({ control: sourceOf(right), ...Object.fromEntries(wrong) });
    expect(control).toEqual([]);
    for (const [name, messages] of Object.entries(found)) expect(messages, name).toHaveLength(1);
  });
});
