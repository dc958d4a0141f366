// The bodies that API Gateway has for what it refuses itself, by status.
const messages = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type RefusalStatus = keyof typeof messages;

/** What leaves the gateway: a status, headers as pairs of name and value, and the body's bytes. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyArray<readonly [string, string]>;
  readonly body: Buffer;
}

/** A request that the gateway answers by itself. Thrown wherever the reason is found. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: Answer;

  constructor(status: RefusalStatus, headers: Answer['headers'] = []) {
    super(messages[status]);
    const body = Buffer.from(JSON.stringify({ message: messages[status] }));
    this.answer = { status, headers: [['content-type', 'application/json'], ...headers], body };
  }
}
