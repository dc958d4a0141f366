import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

export interface GigsKeySecretProps {
  readonly name: string;
  readonly removalPolicy: RemovalPolicy;
  /** Undefined for the account's own key of Secrets Manager. */
  readonly encryptionKey: IKey | undefined;
}

/**
 * The secret that will hold the Gigs API key, without a value: somebody puts it there once, by hand. The L2 construct
 * would always generate one, which the functions would then send to Gigs as if it were a key.
 */
export function createGigsKeySecret(scope: Construct, props: GigsKeySecretProps): CfnSecret {
  const secret = new CfnSecret(scope, 'GigsKey', {
    name: props.name,
    description: 'The Gigs API key: the key itself, or JSON { "key", "expiresAt"? }. See docs/key-rotation.md',
    ...(props.encryptionKey && { kmsKeyId: props.encryptionKey.keyArn }),
  });
  secret.applyRemovalPolicy(props.removalPolicy);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'Gigs makes keys in its dashboard only, so nothing can rotate this one by itself. docs/key-rotation.md says how a ' +
      'person does, and alarms ring when the key is old or about to run out.',
  });
  return secret;
}
