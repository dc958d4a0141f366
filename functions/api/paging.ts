import * as z from 'zod/mini';
import { Problem, type ProblemCode } from '../../shared/contract/problems.ts';
import { idPattern } from '../../shared/contract/schemas.ts';
import type { Place } from '../../shared/purchases/ledger-store.ts';

const limit = z._default(
  z.pipe(z.string().check(z.regex(/^([1-9]\d?|100)$/, 'is not a whole number from 1 to 100')), z.transform(Number)),
  20,
);

const cursor = z.optional(z.string().check(z.regex(idPattern, 'is not a cursor of this list')));

const wrongCursor = { in: 'query', path: 'cursor', message: 'is not a cursor of this list' };

/** The query of a list, with members of its own beside `cursor` and `limit`. */
export function pageQuery<Own extends z.core.$ZodShape>(own: Own) {
  return z.strictObject({ ...own, cursor, limit });
}

/**
 * For a list whose cursor is an id of Gigs' (the last item of a page: https://developers.gigs.com/docs/concepts/pagination),
 * which is read to see whose it is. One that is not the caller's, which `code` says, is refused like one that Gigs does
 * not know: the difference would tell what exists.
 */
export function wrongCursorOn(code: ProblemCode): (error: unknown) => never {
  return (error) => {
    const isWrong = error instanceof Problem && error.code === code;
    throw isWrong ? new Problem('invalid-request', { errors: [wrongCursor] }) : error;
  };
}

/** The cursor that Gigs gives, where it is one of the caller's own items. Any other could be somebody else's id. */
export function ownCursor(own: readonly { readonly id: string }[], next: string | null): string | null {
  return own.some(({ id }) => id === next) ? next : null;
}

/** A place in a list of purchases as a cursor. */
export function cursorOf({ createdAt, purchase }: Place): string {
  return `${createdAt.toString(36)}-${purchase}`;
}

/** @throws Problem invalid-request for anything that `cursorOf` did not make */
export function placeAt(given: string | undefined): Place | null {
  if (given === undefined) return null;
  const [, time, purchase] = /^([0-9a-z]{1,11})-(pur_[\w-]+)$/.exec(given) ?? [];
  if (!time || !purchase) throw new Problem('invalid-request', { errors: [wrongCursor] });
  return { createdAt: Number.parseInt(time, 36), purchase };
}
