import { type Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { StageSettings } from '../config.ts';

/** Where alarms go: the operator's own topic, or one that sends e-mails once its address has confirmed that it wants them. */
export function alarmTopic(stack: Stack, alarms: StageSettings['alarms'], encryptionKey: IKey | undefined): ITopic {
  if ('topicArn' in alarms) return Topic.fromTopicArn(stack, 'AlarmTopic', alarms.topicArn);
  const topic = new Topic(stack, 'AlarmTopic', {
    displayName: 'Gigs top-ups',
    enforceSSL: true,
    ...(encryptionKey && { masterKey: encryptionKey }),
  });
  // With a policy of its own, a topic no longer lets everybody in the account publish: the alarms must be named.
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  topic.addSubscription(new EmailSubscription(alarms.email));
  Validations.of(topic).acknowledge({
    id: 'Serverless-SNSRedrivePolicy',
    reason:
      'A queue of e-mails that were not delivered would be one more thing that nobody looks at. Pages go to a topic.',
  });
  return topic;
}
