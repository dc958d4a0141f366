// @ts-check
// What runs inside one function instance: Lambda's runtime in small, in a thread of its own. Plain JavaScript, because
// a thread starts without the TypeScript loader of the process around it, as on Lambda.
import { parentPort, workerData } from 'node:worker_threads';

const port = parentPort;
if (!port) throw new Error('runtime.mjs is started by instance.ts only');

const { handler } = await import(workerData.bundleUrl);
if (typeof handler !== 'function') throw new Error('the bundle exports no function `handler`');

/** @param {import('./instance.ts').Invocation} invocation */
async function answerTo({ eventJson, requestId, deadlineAt }) {
  const context = {
    ...workerData.context,
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
  };
  try {
    const result = await handler(JSON.parse(eventJson), context);
    return { resultJson: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? String(error)) : `thrown: ${typeof error}` };
  }
}

port.on('message', async (invocation) => port.postMessage(await answerTo(invocation)));
port.postMessage('ready');
