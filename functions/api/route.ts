import type * as z from 'zod/mini';
import type { OperationName } from '../../shared/contract/operations.ts';
import type { ProblemCode } from '../../shared/contract/problems.ts';
import type { CheckedJson } from './checked-json.ts';
import type { Dependencies } from './dependencies.ts';

type Schema = z.ZodMiniType;

/** What an operation takes, part by part. What is not named is refused. */
export interface RequestShape {
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
}

export interface AnswerShape {
  readonly description: string;
  /** An allow-list: what is not in it cannot leave. Null for an answer without a body. */
  readonly body: Schema | null;
  /** Given to those who prefer text to JSON: then the body is a string. */
  readonly orText?: true;
  /** Headers beside those that every answer has, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Parsed<S> = S extends Schema ? z.output<S> : Record<string, never>;
type BodyOf<A extends AnswerShape> = A['body'] extends Schema
  ? z.input<A['body']> | CheckedJson<A['body']> | (A extends { readonly orText: true } ? string : never)
  : null;

/** What an operation's handler is given. */
export interface Input<R extends RequestShape> {
  /** The Gigs user id of the caller, from verified claims only. Empty on public routes. */
  readonly user: string;
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  readonly headers: { get(name: string): string | null };
  readonly requestId: string;
  /** When the answer must be on its way, in milliseconds since the epoch. */
  readonly softDeadlineAt: number;
}

export type Answer<A extends Readonly<Record<number, AnswerShape>>> = {
  [Status in keyof A & number]: {
    readonly status: Status;
    readonly body: BodyOf<A[Status]>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof A & number];

export interface Route<
  R extends RequestShape = RequestShape,
  A extends Readonly<Record<number, AnswerShape>> = Readonly<Record<number, AnswerShape>>,
> {
  readonly operation: OperationName;
  readonly summary: string;
  readonly description?: string;
  readonly request: R;
  /** Headers that the operation reads, with what they are for. */
  readonly requestHeaders?: Readonly<Record<string, { description: string; required: boolean }>>;
  readonly answers: A;
  /** Problems beside those that any operation may answer with. */
  readonly problems: readonly ProblemCode[];
  handle(dependencies: Dependencies, input: Input<R>): Promise<Answer<A>>;
}

/** Declares a route: the types of its input and its answer follow from its shapes, not from what the handler does. */
export function route<const R extends RequestShape, const A extends Readonly<Record<number, AnswerShape>>>(
  definition: Omit<Route<R, A>, 'handle'> & {
    handle(dependencies: Dependencies, input: Input<NoInfer<R>>): Promise<Answer<NoInfer<A>>>;
  },
): Route<R, A> {
  return definition;
}
