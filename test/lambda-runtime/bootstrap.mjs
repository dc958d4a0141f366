// @ts-check
// What Lambda runs first in an instance: it asks the Runtime API for one invocation after another and answers each.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. Plain JavaScript, as there is no TypeScript on Lambda.
import http from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const env = process.env;
const [host, port] = (env['AWS_LAMBDA_RUNTIME_API'] ?? '').split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/**
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @returns {Promise<{ headers: http.IncomingHttpHeaders, body: string }>}
 */
function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, path: `/2018-06-01/runtime/${path}`, agent },
      async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ headers: response.headers, body: text });
      },
    );
    request.on('error', reject).end(body);
  });
}

/** @param {unknown} error */
function described(error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message, stackTrace: stack?.split('\n') ?? [] });
}

async function loadHandler() {
  const [file, name] = (env['_HANDLER'] ?? '').split('.');
  const module = await import(pathToFileURL(join(env['LAMBDA_TASK_ROOT'] ?? '', `${file}.mjs`)).href);
  if (typeof module[name ?? ''] !== 'function') throw new Error(`${env['_HANDLER']} is undefined or not exported`);
  return module[name ?? ''];
}

/** @param {http.IncomingHttpHeaders} headers */
function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** @param {(event: unknown, context: object) => unknown} handler */
async function serve(handler) {
  for (;;) {
    const { headers, body } = await call('GET', 'invocation/next');
    const invocation = `invocation/${headers['lambda-runtime-aws-request-id']}`;
    try {
      const result = await handler(JSON.parse(body), contextOf(headers));
      await call('POST', `${invocation}/response`, JSON.stringify(result) ?? 'null');
    } catch (error) {
      await call('POST', `${invocation}/error`, described(error));
    }
  }
}

try {
  await serve(
    await loadHandler().catch(async (error) => {
      await call('POST', 'init/error', described(error));
      throw error;
    }),
  );
} catch {
  // The Runtime API is gone, or knows already: nobody to tell.
  process.exit(1);
}
