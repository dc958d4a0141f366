import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { readStage } from './config.ts';
import { createStacks } from './stacks/stacks.ts';

// npx cdk synth -c stage=<name>: the stacks of one stage, from infra/stages/<name>.json and the bundles in dist/.

/** The bundle of a function, without its source maps: these are for whoever reads a stack trace, and not for Lambda. */
function bundle(name: string): Code {
  const folder = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  if (!existsSync(`${folder}/index.mjs`)) throw new Error(`dist/${name} is not built: run npm run build`);
  return Code.fromAsset(folder, { exclude: ['**/*.map'] });
}

// Findings fail this process. The CLI, left to itself, would tell of the stacks only that it is about to deploy.
const app = new App({ autoSynth: false, postCliContext: { '@aws-cdk/core:failSynthOnValidationErrors': true } });
try {
  createStacks(app, readStage(app.node.tryGetContext('stage')), bundle);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
} catch (error) {
  // What is wrong, and not where in the framework it was noticed.
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
