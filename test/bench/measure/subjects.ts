import { join } from 'node:path';
import { build } from 'esbuild';
import { buildFunctions, projectRoot } from '../../../tools/function-bundles.ts';

/** A function that is measured: what is deployed of it. */
export interface Subject {
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  /** Whether it lists and buys, or only answers. */
  readonly doesTheJob: boolean;
}

/** What this project deploys. */
export const ours = 'this service';
export const helloWorld = 'Hono hello world';

const peers = [
  { name: 'Express 5, serverless-http', source: 'express', doesTheJob: true },
  { name: 'Fastify, @fastify/aws-lambda', source: 'fastify', doesTheJob: true },
  { name: 'Hono, plain', source: 'hono', doesTheJob: true },
  { name: 'Hono, Powertools idempotency', source: 'powertools', doesTheJob: true },
  { name: 'no framework', source: 'no-framework', doesTheJob: true },
  { name: helloWorld, source: 'hello-world', doesTheJob: false },
  { name: 'bare handler', source: 'bare', doesTheJob: false },
];

/** Where results and the peers' bundles go. Git ignores it. */
export const resultsFolder = join(projectRoot, '.local', 'bench');

/** Builds this service as it is deployed, and the peers as esbuild and CDK bundle what they are told nothing about. */
export async function buildSubjects(): Promise<Subject[]> {
  await buildFunctions({ onlyStale: true });
  await Promise.all(peers.map(({ source }) => buildPeer(source)));
  return [
    { name: ours, folder: join(projectRoot, 'dist', 'api'), file: 'index.mjs', doesTheJob: true },
    ...peers.map(({ name, source, doesTheJob }) => ({ name, folder: folderOf(source), file: 'index.cjs', doesTheJob })),
  ];
}

function folderOf(source: string): string {
  return join(resultsFolder, 'peers', source);
}

async function buildPeer(source: string): Promise<void> {
  await build({
    entryPoints: [join(projectRoot, 'test', 'bench', 'peers', `${source}.ts`)],
    outfile: join(folderOf(source), 'index.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
}
