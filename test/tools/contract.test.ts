import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import document from '../../openapi.json' with { type: 'json' };
import { contractChanges } from '../../tools/contract-changes.ts';

/** As much of the document as the tests change. */
interface Schema {
  type?: unknown;
  enum?: unknown[];
  properties: Record<string, Schema>;
  required: string[];
}
interface Document {
  paths: Record<string, Record<string, { parameters: object[]; responses: Record<string, unknown> }> | undefined>;
  components: { schemas: Record<'TopUp' | 'Purchase' | 'PurchaseRequest' | 'Problem', Schema> };
}

const purchases = '/v1/subscriptions/{subscription}/purchases';
const released = document as unknown as Document;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contract-'));
  await writeFile(join(folder, 'released.json'), JSON.stringify(released));
});
afterAll(() => rm(folder, { recursive: true }));

async function impactsOf(change: (copy: Document) => void): Promise<string[]> {
  const copy = structuredClone(released);
  change(copy);
  const file = join(folder, `${Math.random()}.json`);
  await writeFile(file, JSON.stringify(copy));
  return (await contractChanges(join(folder, 'released.json'), file)).map(({ impact }) => impact);
}

type Case = readonly [name: string, change: (copy: Document) => void];

const breaks: readonly Case[] = [
  ['a path is gone', (copy) => delete copy.paths['/v1/project']],
  ['an operation is gone', (copy) => delete copy.paths[purchases]?.['get']],
  ['an answer is gone', (copy) => delete copy.paths[purchases]?.['post']?.responses['202']],
  ['a member is gone', ({ components }) => delete components.schemas.TopUp.properties['name']],
  ['a member may be missing', ({ components }) => components.schemas.TopUp.required.shift()],
  [
    'a member may be null',
    ({ components }) => Object.assign(components.schemas.TopUp.properties['name'] ?? {}, { type: ['string', 'null'] }),
  ],
  [
    'an answer has a new state',
    ({ components }) => components.schemas.Purchase.properties['status']?.enum?.push('new'),
  ],
  ['a request needs more', ({ components }) => components.schemas.PurchaseRequest.required.push('allowRepeat')],
  ['a request may say less', ({ components }) => delete components.schemas.PurchaseRequest.properties['allowRepeat']],
  [
    'a header is needed',
    ({ paths }) =>
      paths[purchases]?.['get']?.parameters.push({
        in: 'header',
        name: 'X',
        required: true,
        schema: { type: 'string' },
      }),
  ],
];

const additions: readonly Case[] = [
  [
    'an answer says more',
    ({ components }) => Object.assign(components.schemas.TopUp.properties, { badge: { type: 'string' } }),
  ],
  ['there is a new problem code', ({ components }) => components.schemas.Problem.properties['code']?.enum?.push('new')],
  [
    'there is a new path',
    (copy) => Object.assign(copy.paths, { '/v1/news': { get: { operationId: 'listNews', responses: {} } } }),
  ],
];

describe('a change of the contract', () => {
  it.each(breaks)('breaks apps where %s', async (_name, change) => {
    expect(await impactsOf(change)).toContain('major');
  });

  it.each(additions)('breaks nothing where %s', async (_name, change) => {
    const impacts = await impactsOf(change);
    expect(impacts).toContain('minor');
    expect(impacts).not.toContain('major');
  });

  it('is none where nothing changed', async () => {
    expect(await impactsOf(() => {})).toEqual([]);
  });

  it('cannot be told of what is no document', async () => {
    const file = join(folder, 'none.json');
    await writeFile(file, '[]');
    await expect(contractChanges(join(folder, 'released.json'), file)).rejects.toThrow('cannot be compared');
  });
});
