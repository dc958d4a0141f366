// @ts-check
// What runs in a function's process: Lambda's runtime in small. AWS's own speaks to the Runtime API in native code, so
// this one uses a bare socket: node:http, loaded here, would be a gift to whatever is measured.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { connect } from 'node:net';

const { AWS_LAMBDA_RUNTIME_API: api = '', LAMBDA_TASK_ROOT: root = '', _HANDLER: named = '' } = process.env;
const [file, name = ''] = named.split(/\.(?=[^.]+$)/);
// As on Lambda: a CommonJS file is required, since importing one costs it a parse more.
const path = `${root}/${file}`;
const { [name]: handler } = path.endsWith('.cjs') ? createRequire(import.meta.url)(path) : await import(path);

const [host, port] = api.split(':');
const socket = connect(Number(port), host);
socket.setNoDelay(true);

/**
 * One request and its answer.
 * @param {string} method
 * @param {string} path
 * @param {string} body
 */
async function call(method, path, body) {
  const head = `${method} /2018-06-01/runtime/invocation/${path} HTTP/1.1\r\nhost: ${api}\r\n`;
  socket.write(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  let received = Buffer.alloc(0);
  for (;;) {
    const end = received.indexOf('\r\n\r\n');
    const headers = end === -1 ? '' : received.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? Number.NaN);
    if (received.length >= end + 4 + length) return { headers, body: received.toString('utf8', end + 4) };
    const [chunk] = await once(socket, 'data');
    received = Buffer.concat([received, chunk]);
  }
}

for (;;) {
  const { headers, body } = await call('GET', 'next', '');
  const id = /lambda-runtime-aws-request-id: (\S+)/i.exec(headers)?.[1];
  const deadlineAt = Number(/lambda-runtime-deadline-ms: (\d+)/i.exec(headers)?.[1]);
  const context = {
    awsRequestId: id,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
  };
  try {
    await call('POST', `${id}/response`, JSON.stringify(await handler(JSON.parse(body), context)) ?? 'null');
  } catch (error) {
    await call('POST', `${id}/error`, JSON.stringify({ errorMessage: String(error) }));
  }
}
