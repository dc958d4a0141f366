import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A run that could not begin within this time is worth nothing: the next one does the same. */
export const longestWait = Duration.minutes(1);

/** Where runs go that failed. They hold nothing but the schedule's event; that they are there is what is of interest. */
export function createDeadLetterQueue(scope: Construct): Queue {
  const queue = new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'Serverless-SQSRedrivePolicy',
    reason: 'It is the dead-letter queue: nothing reads from it, so nothing can fail to.',
  });
  return queue;
}

/** Runs the function every minute. */
export function scheduleEveryMinute(scope: Construct, handler: IFunction, deadLetters: IQueue): Rule {
  return new Rule(scope, 'EveryMinute', {
    description: 'Settles purchases whose outcome is not known',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [
      new LambdaFunction(handler, { deadLetterQueue: deadLetters, maxEventAge: longestWait, retryAttempts: 0 }),
    ],
  });
}
