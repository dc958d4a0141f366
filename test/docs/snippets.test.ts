import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials, region } from '../../local/aws/credentials.ts';
import { ledgerTableName } from '../../local/aws/dynamodb.ts';
import { freePorts } from '../local/running-command.ts';
import { type Running, startAll } from './running-service.ts';
import { runShell } from './shell-snippets.ts';
import { documents, root, type Snippet, snippetsIn } from './snippets.ts';
import { typeErrors } from './typed-snippets.ts';

const texts = await documents();
const snippets = [...texts].flatMap(([file, text]) => snippetsIn(file, text));
const isRun = ({ noRun }: Snippet) => noRun === null;
const of = (...languages: string[]) => snippets.filter(({ language }) => languages.includes(language));
const shell = of('sh').filter(isRun);
// What has a place is part of the worked example; the client's README is one module. Both have tests of their own.
const typed = of('ts', 'tsx').filter(
  (snippet) => isRun(snippet) && snippet.place === null && snippet.file !== 'client/README.md',
);
const where = ({ file, line }: Snippet) => `${file}:${line}`;

/** Languages that nothing here can run or check. */
const foreign = ['swift', 'kotlin', 'yaml'];
// HTML has first-page.test.ts, JavaScript client-in-node.test.ts, the changes of the worked example worked-example.test.ts.
const checked = ['sh', 'ts', 'tsx', 'js', 'json', 'mermaid', 'text', 'html', 'diff'];

describe('snippets', () => {
  it('all say what they are, and those that are not run say why', () => {
    const unknown = snippets.filter(({ language }) => ![...checked, ...foreign].includes(language));
    expect(unknown.map((snippet) => `${where(snippet)} ${snippet.language}`)).toEqual([]);
    expect(
      of(...foreign)
        .filter(isRun)
        .map(where),
    ).toEqual([]);
  });

  it('are run wherever they can be', () => {
    const skipped = of('sh', 'ts', 'tsx').filter((snippet) => !isRun(snippet));
    console.log(`${shell.length} run, ${typed.length} compiled, ${skipped.length} marked no-run`);
    expect(shell.length).toBeGreaterThan(10);
    expect(typed.length).toBeGreaterThan(1);
    expect(new Set(shell.map(({ file }) => file)).size).toBeGreaterThan(3);
  });

  it('in TypeScript compile', () => {
    expect(typeErrors(typed)).toEqual([]);
  });

  it.each(
    of('json')
      .filter(isRun)
      .map((snippet) => [where(snippet), snippet] as const),
  )('is JSON: %s', (_where, { text }) => {
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it.each(of('mermaid').map((snippet) => [where(snippet), snippet] as const))(
    'is a drawing: %s',
    (_where, { text }) => {
      expect(text.trim()).toMatch(/^(sequenceDiagram|stateDiagram-v2|flowchart (LR|TB|TD)|graph (LR|TB|TD))\n/);
      expect(text).toMatch(/--?>>?/);
    },
  );
});

describe('with everything running', () => {
  let running: Running;
  let port: number;
  beforeAll(async () => {
    port = await freePorts(5);
    running = await startAll(port);
  });
  afterAll(() => running?.stop());

  it.each([...new Set(shell.map(({ file }) => file))])(
    'the commands of %s work, one after the other',
    async (file) => {
      await startAnew(port);
      const result = await runShell(
        shell.filter((snippet) => snippet.file === file),
        port,
      );
      expect(result).toMatchObject({ code: 0, at: 'done' });
    },
    70_000,
  );
});

describe('what the guides name', () => {
  const linked = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)/g)].map(
      ([, target = '']) => [file, target] as const,
    ),
  );

  it('is there: links', () => {
    const broken = linked.filter(([file, target]) => !existsSync(join(root, dirname(file), target)));
    expect(broken.map((link) => link.join(' → '))).toEqual([]);
  });

  it('is there: npm scripts', async () => {
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const known = new Set(Object.keys(scripts));
    const named = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/\bnpm run (?:-s )?([a-z][\w:-]*)/g)].map(([, script = '']) => `${file} ${script}`),
    );
    expect(named.filter((name) => !known.has(name.split(' ')[1] ?? ''))).toEqual([]);
  });
});

/** As after a start: the seed data, and no purchases. */
async function startAnew(port: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port + 1}/sandbox/reset`, { method: 'POST' });
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port + 3}`, region, credentials });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: ledgerTableName }));
  for (const { pk, sk } of Items) {
    if (!pk || !sk) throw new Error('An item of the ledger table has no key');
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [ledgerTableName]: [{ DeleteRequest: { Key: { pk, sk } } }] } }),
    );
  }
  client.destroy();
}
