/**
 * Why an invocation has no result: the bundle could not be loaded, the handler threw, the instance ended in the middle,
 * the invocation outlasted its time limit, no instance became free in time, or the event or the result is too large.
 */
export type FunctionErrorCode =
  | 'init-failed'
  | 'handler-failed'
  | 'crashed'
  | 'timed-out'
  | 'no-capacity'
  | 'request-too-large'
  | 'response-too-large';

/** An invocation without a result. The message is for logs and the developer, never for a caller. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly code: FunctionErrorCode;

  constructor(code: FunctionErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
