import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseStage, readStage, type StageSettings } from '../../infra/config.ts';
import { createStacks } from '../../infra/stacks/stacks.ts';

export type Json = ReturnType<typeof JSON.parse>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Json;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
  readonly UpdatePolicy?: Json;
}

/** A template as CloudFormation would get it. */
export class Template {
  readonly json: Json;

  constructor(json: Json) {
    this.json = json;
  }

  /** The resources of a type, by logical id. */
  all(type: string): [string, Resource][] {
    const resources = Object.entries(this.json.Resources) as [string, Resource][];
    return resources.filter(([, resource]) => resource.Type === type);
  }

  /** The properties of the resources of a type. */
  properties(type: string): Json[] {
    return this.all(type).map(([, { Properties }]) => Properties);
  }

  /** The only resource of a type. */
  only(type: string): Resource & { readonly id: string } {
    const found = this.all(type);
    const [first] = found;
    if (!first || found.length > 1) throw new Error(`${found.length} resources are ${type}`);
    return { id: first[0], ...first[1] };
  }
}

export interface Synthesized {
  readonly settings: StageSettings;
  readonly state: Template;
  readonly service: Template;
  readonly stacks: { readonly state: Stack; readonly service: Stack };
}

/** The stacks of settings, synthesized without the bundles: what they hold changes nothing but their own hash. */
export function synthesizeSettings(settings: StageSettings): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-out-'));
  try {
    // Findings of rules have a test of their own.
    process.env['CDK_VALIDATION'] = 'false';
    const app = new App({ outdir, context: cdkJson.context });
    const stacks = createStacks(app, settings, () => Code.fromInline('//'));
    const assembly = app.synth();
    const template = (stack: Stack) => {
      const artefact = assembly.stacksRecursively.find(({ stackName }) => stackName === stack.stackName);
      return new Template(artefact?.template);
    };
    return { settings, stacks, state: template(stacks.state), service: template(stacks.service) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

const synthesized = new Map<string, Synthesized>();

/** The stacks of a sample stage. */
export function synthesize(stage: string): Synthesized {
  const known = synthesized.get(stage);
  if (known) return known;
  const fresh = synthesizeSettings(readStage(stage));
  synthesized.set(stage, fresh);
  return fresh;
}

/** The stage `test` with some settings changed. */
export function synthesizeChanged(changes: object): Synthesized {
  return synthesizeSettings(parseStage('changed', { ...settingsOf('test'), ...changes }));
}

/** The settings of a sample stage without its name, to be changed. */
export function settingsOf(stage: string): Json {
  const { stage: _name, ...settings } = readStage(stage);
  return structuredClone(settings);
}

/** A template without what changes with every build. */
export function withoutHashes(template: Template): Json {
  return JSON.parse(JSON.stringify(template.json).replace(/[0-9a-f]{64}/g, '<hash>'));
}
