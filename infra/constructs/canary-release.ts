import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type ILambdaDeploymentConfig, LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';

export interface CanaryReleaseProps {
  readonly released: BundledFunction;
  readonly config: ILambdaDeploymentConfig;
  /** Any of these sends everybody back to the old version. Metric alarms only: CodeDeploy may not see composite ones. */
  readonly alarms: readonly IAlarm[];
}

/** Moves a function's alias to a new version in steps, and back where an alarm rings meanwhile. */
export class CanaryRelease extends Construct {
  constructor(scope: Construct, id: string, { released, config, alarms }: CanaryReleaseProps) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('codedeploy.amazonaws.com'),
      description: `Moves the alias of one function: ${released.lambda.node.path}`,
    });
    role.addToPolicy(
      new PolicyStatement({
        sid: 'MoveAlias',
        actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        resources: [released.lambda.functionArn, `${released.lambda.functionArn}:${released.alias.aliasName}`],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: 'WatchAlarms',
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    );
    const group = new LambdaDeploymentGroup(this, 'Group', {
      application: new LambdaApplication(this, 'Application'),
      alias: released.alias,
      deploymentConfig: config,
      alarms: [...alarms],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      // The construct would add a managed policy that may move every alias of the account.
      role: role.withoutPolicyUpdates(),
    });
    group.node.addDependency(role);
  }
}
