import { type App, Stage, Tags } from 'aws-cdk-lib';
import type { StageSettings } from '../config.ts';
import type { CodeOf } from '../constructs/functions.ts';
import { ServiceStack } from './service.ts';
import { StateStack } from './state.ts';

/**
 * The two stacks of a stage. `cdk deploy` takes the service alone: the state stack is in an assembly of its own, so only
 * who names it (`cdk deploy state/stack`) can touch the data.
 */
export function createStacks(
  app: App,
  settings: StageSettings,
  codeOf: CodeOf,
): { state: StateStack; service: ServiceStack } {
  const state = new StateStack(new Stage(app, 'state'), 'stack', settings);
  const service = new ServiceStack(app, 'service', settings, codeOf);
  for (const stack of [state, service]) {
    const tags = {
      service: 'gigs-top-ups',
      stage: settings.stage,
      owner: settings.owner,
      'cost-centre': settings.costCentre,
    };
    for (const [name, value] of Object.entries(tags)) Tags.of(stack).add(name, value);
  }
  Tags.of(service).add('data-class', 'internal');
  return { state, service };
}
