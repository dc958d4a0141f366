import { randomUUID } from 'node:crypto';
import { region } from './aws/credentials.ts';
import type { LambdaFunction } from './lambda/function.ts';

/**
 * EventBridge in small: invokes the settlement function every so many seconds, for as long as the process lives. A time
 * at which the one before still runs is passed over.
 */
export function scheduleSettlement(settlement: LambdaFunction, everySeconds: number): void {
  let isRunning = false;
  setInterval(async () => {
    if (isRunning) return;
    isRunning = true;
    // What goes wrong is in the function's own output; the next time is another chance.
    await settlement.invoke(scheduledEvent(Date.now())).catch(() => undefined);
    isRunning = false;
  }, everySeconds * 1000);
}

function scheduledEvent(at: number) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '000000000000',
    time: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:events:${region}:000000000000:rule/settlement`],
    detail: {},
  };
}
