import { validateHeaderName, validateHeaderValue } from 'node:http';
import { type Answer, Refusal } from './refusal.ts';

// Decided by the gateway for its own connection; what a function says about them does not count.
const ownHeaders = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'apigw-requestid']);

/**
 * What a function's result means as an HTTP answer, by the rules of payload format 2.0: without a status code the
 * result itself is the body of a 200.
 *
 * @throws Refusal 500 when the result is no answer that HTTP could carry.
 */
export function answerOf(result: unknown): Answer {
  if (!isRecord(result) || result['statusCode'] === undefined) {
    const body = typeof result === 'string' ? result : (JSON.stringify(result) ?? 'null');
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const { body = '', isBase64Encoded = false } = result;
  if (typeof body !== 'string' || typeof isBase64Encoded !== 'boolean') throw new Refusal(500);
  return {
    status: statusOf(result['statusCode']),
    headers: [...headersOf(result['headers']), ...cookiesOf(result['cookies'])],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function statusOf(statusCode: unknown): number {
  const status = typeof statusCode === 'string' ? Number(statusCode) : statusCode;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) throw new Refusal(500);
  return status;
}

function headersOf(headers: unknown): Array<[string, string]> {
  if (headers !== undefined && headers !== null && !isRecord(headers)) throw new Refusal(500);
  const pairs = Object.entries(headers ?? {}).map(([name, value]) => pairOf(name, value));
  const kept = pairs.filter(([name]) => !ownHeaders.has(name));
  return kept.some(([name]) => name === 'content-type')
    ? kept
    : [...kept, ['content-type', 'text/plain;charset=UTF-8']];
}

function cookiesOf(cookies: unknown): Array<[string, string]> {
  if (cookies === undefined || cookies === null) return [];
  if (!Array.isArray(cookies)) throw new Refusal(500);
  return cookies.map((cookie) => pairOf('set-cookie', cookie));
}

function pairOf(name: string, value: unknown): [string, string] {
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw new Refusal(500);
  const pair: [string, string] = [name.toLowerCase(), String(value)];
  try {
    validateHeaderName(pair[0]);
    validateHeaderValue(...pair);
  } catch {
    throw new Refusal(500);
  }
  return pair;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
