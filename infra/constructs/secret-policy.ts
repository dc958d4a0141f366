import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * Keeps everybody but these roles from reading a secret, administrators included. Whoever may change policies can still
 * put a new value there, and lift this, which is seen.
 */
export function letOnlyRead(scope: Construct, secretArn: string, roleArns: readonly string[]): CfnResourcePolicy {
  return new CfnResourcePolicy(scope, 'GigsKeyReaders', {
    secretId: secretArn,
    blockPublicPolicy: true,
    resourcePolicy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'OnlyTheFunctionsRead',
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secretArn],
          conditions: { StringNotEquals: { 'aws:PrincipalArn': [...roleArns] } },
        }),
      ],
    }),
  });
}
