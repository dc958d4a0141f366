import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stop } from 'esbuild';
import { buildFunctions, projectRoot } from '../tools/function-bundles.ts';
import { environmentFor } from './environment.ts';
import { createLambdaFunction, type LambdaFunction } from './lambda/function.ts';
import { FunctionError } from './lambda/function-error.ts';
import type { Ports } from './ports.ts';

export interface Functions {
  readonly api: LambdaFunction;
  readonly settlement: LambdaFunction;
}

/**
 * Builds what is stale of the functions and loads each once, with these settings.
 *
 * @throws Error when one does not compile or refuses to start, with the function's own reason.
 */
export async function prepareFunctions(ports: Ports, settings: Readonly<Record<string, string>>): Promise<Functions> {
  await build();
  const env = { ...environmentFor(ports), ...settings };
  const create = (name: string) => ({
    name,
    bundleUrl: pathToFileURL(join(projectRoot, 'dist', name, 'index.mjs')).href,
    env,
  });
  const functions = {
    api: createLambdaFunction(create('api')),
    // One at a time, and as long as it may take until the next is due.
    settlement: createLambdaFunction({ ...create('settlement'), timeoutMs: 60_000, maxInstances: 1 }),
  };
  for (const [name, { warmUp }] of Object.entries(functions)) await warmUp().catch(explain(name));
  return functions;
}

async function build(): Promise<void> {
  try {
    for (const { name, isNew } of await buildFunctions({ onlyStale: true })) {
      if (isNew) console.log(`built dist/${name}`);
    }
  } finally {
    await stop(); // esbuild would stay beside us as a process of its own.
  }
}

function explain(name: string) {
  return (error: unknown): never => {
    if (!(error instanceof FunctionError) || error.message.startsWith('Bad settings: ')) throw error;
    throw new Error(`The function ${name} does not start: ${error.message}`);
  };
}
