import { Duration, RemovalPolicy, Size, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  type AliasOptions,
  ApplicationLogLevel,
  Architecture,
  type Code,
  type IFunction,
  type IVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type LogGroupProps } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { liveAlias } from '../names.ts';

export interface BundledFunctionProps {
  readonly description: string;
  /** The built bundle: a folder with index.mjs, which exports `handler`. */
  readonly code: Code;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What it may do, besides writing its log and its traces. */
  readonly permissions: readonly PolicyStatement[];
  readonly logs: Pick<LogGroupProps, 'retention' | 'removalPolicy' | 'encryptionKey'>;
  /** For a function that is invoked asynchronously: where an event goes that it could not work on. */
  readonly deadLetters?: IQueue;
  readonly asynchronous?: Pick<AliasOptions, 'maxEventAge' | 'retryAttempts'>;
}

/**
 * A function from its built bundle, with a role, a log group and an alias of its own. The alias, and not the function,
 * is what is to be called: it moves to a new version in steps, and back.
 */
export class BundledFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly alias: Alias;
  readonly logs: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.logs = new LogGroup(this, 'Logs', props.logs);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Of the function: ${props.description}`,
    });
    for (const permission of props.permissions) this.role.addToPolicy(permission);
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'OwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logs.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      memorySize: props.memoryMb,
      ephemeralStorageSize: Size.mebibytes(512),
      timeout: Duration.seconds(props.timeoutSeconds),
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: { ...props.environment },
      tracing: Tracing.ACTIVE,
      logGroup: this.logs,
      // Lambda's own lines are JSON too, as ours are.
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // Old versions cost nothing, and one that is kept can be gone back to by hand.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      ...(props.deadLetters && { deadLetterQueue: props.deadLetters }),
    });
    if (!props.deadLetters) {
      Validations.of(this.lambda).acknowledge({
        id: 'Serverless-LambdaDLQ',
        reason: 'Only the gateway invokes it, and waits for the answer: there is no event that could be lost.',
      });
    }
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources. A test pins all actions of the role.',
    });
    this.alias = new Alias(this, 'Live', {
      aliasName: liveAlias,
      // Said once more, since CDK's own types do not fit each other under exactOptionalPropertyTypes.
      version: this.lambda.currentVersion as IVersion,
      ...props.asynchronous,
    });
    if (props.asynchronous) {
      Validations.of(this.alias).acknowledge({
        id: 'Serverless-LambdaAsyncFailureDestination',
        reason:
          "The function's dead-letter queue takes what fails. A destination beside it would have everything twice.",
      });
    }
  }

  /** What others invoke. */
  get invoked(): IFunction {
    return this.alias as IFunction;
  }
}
