import type { Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type StageSettings, settlementConcurrency } from '../config.ts';
import { environmentOf } from '../function-settings.ts';
import { type FunctionName, permissionsOf } from '../permissions.ts';
import type { StateReferences } from '../stacks/state-references.ts';
import { apiTimeoutSeconds, memoryMb, settlementTimeoutSeconds } from '../timing.ts';
import { BundledFunction } from './bundled-function.ts';
import { longestWait } from './settlement-schedule.ts';

/** The built bundle of a function. A property, so that tests of the stack need no build. */
export type CodeOf = (name: FunctionName) => Code;

export interface FunctionsProps {
  readonly settings: StageSettings;
  readonly codeOf: CodeOf;
  readonly state: StateReferences;
  readonly logs: Pick<LogGroupProps, 'retention' | 'removalPolicy' | 'encryptionKey'>;
  readonly deadLetters: IQueue;
}

export type Functions = Readonly<Record<FunctionName, BundledFunction>>;

export function createFunctions(
  stack: Stack,
  { settings, codeOf, state, logs, deadLetters }: FunctionsProps,
): Functions {
  const environment = {
    ...environmentOf(settings.functions),
    LEDGER_TABLE: state.table.tableName,
    GIGS_KEY_SECRET_ID: state.arns.secret,
  };
  const common = (name: FunctionName) => ({
    code: codeOf(name),
    memoryMb: memoryMb[name],
    environment,
    permissions: permissionsOf(name, state.arns, stack),
    logs,
  });
  return {
    api: new BundledFunction(stack, 'api', {
      ...common('api'),
      description: 'Answers the app',
      timeoutSeconds: apiTimeoutSeconds,
      reservedConcurrency: settings.limits.apiConcurrency,
    }),
    settlement: new BundledFunction(stack, 'settlement', {
      ...common('settlement'),
      description: 'Settles purchases whose outcome is not known',
      timeoutSeconds: settlementTimeoutSeconds,
      reservedConcurrency: settlementConcurrency,
      deadLetters,
      asynchronous: { retryAttempts: 0, maxEventAge: longestWait },
    }),
  };
}
