import * as z from 'zod/mini';
import { shownText, shownTime } from './shown.ts';

/**
 * What is asked of a Gigs id. Gigs calls ids opaque, case-sensitive and at most 64 characters long, and may change
 * their form (https://developers.gigs.com/docs/concepts/compatibility), so no prefix is expected. No dot, slash or
 * percent sign can pass, so an id is always one segment of a path.
 */
export const idPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** An id as Gigs gives it. */
export const gigsId = z.string().check(z.regex(idPattern));

/** Text for people. It goes to phones and logs, so it is made fit to be shown where it comes in. */
export const text = z.pipe(z.string(), z.transform(shownText));

/** A time that must be there. Gigs' pages write both `13Z` and `13.0Z`; from here on it is always `13.000Z`. */
export const time = z.pipe(
  z.string().check(z.refine((value) => shownTime(value) !== null)),
  z.transform((value: string) => shownTime(value) ?? value),
);

/** A time that may be absent. One that cannot be read is taken for absent: it is only shown. */
export const optionalTime = z.catch(z.nullable(time), null);

/** A list of words. What is no such word is left out: it says nothing, but takes nothing from the others. */
export function listOf(word: RegExp) {
  return z.pipe(
    z.catch(z.array(z.unknown()), []),
    z.transform((items: unknown[]) =>
      items.filter((item): item is string => typeof item === 'string' && word.test(item)),
    ),
  );
}
