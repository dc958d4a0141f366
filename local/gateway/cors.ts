import type { IncomingHttpHeaders } from 'node:http';
import { crossOrigin, operationNames, operations } from '../../shared/contract/operations.ts';
import type { Answer } from './refusal.ts';

/** Whether pages of this origin may use the API. */
export type AllowOrigin = (origin: string) => boolean;

const methods = [...new Set(operationNames.map((name) => operations[name].method))];

/** Pages that the developer serves from this machine, on whatever port. Deployed, the origins are listed in the stage. */
export function isOnThisMachine(origin: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/.test(origin);
}

/** The headers that let an allowed page read an answer. None for others: their browser keeps the answer from them. */
export function corsHeaders({ origin }: IncomingHttpHeaders, allowOrigin: AllowOrigin = nobody): Answer['headers'] {
  if (origin === undefined || !allowOrigin(origin)) return [];
  return [
    ['access-control-allow-origin', origin],
    ['access-control-expose-headers', crossOrigin.read.join(',')],
    ['vary', 'Origin'],
  ];
}

/** What a browser is told that asks before it sends an allowed page's request. Undefined for anything else. */
export function preflightAnswer(
  method: string,
  headers: IncomingHttpHeaders,
  allowOrigin: AllowOrigin = nobody,
): Answer | undefined {
  const { origin, 'access-control-request-method': asked } = headers;
  if (method !== 'OPTIONS' || asked === undefined || origin === undefined || !allowOrigin(origin)) return undefined;
  return {
    status: 204,
    headers: [
      ['access-control-allow-methods', methods.join(',')],
      ['access-control-allow-headers', crossOrigin.sent.join(',')],
      ['access-control-max-age', '3600'],
    ],
    body: Buffer.alloc(0),
  };
}

function nobody(): boolean {
  return false;
}
