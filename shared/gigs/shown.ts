const longest = 500;

/** Text of Gigs' as it may be shown: no control, half or direction-changing characters, and not endless. */
export function shownText(text: string): string {
  // Cut first: where that splits a character, its half is replaced too, since some JSON parsers refuse halves.
  return text.slice(0, longest).replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ');
}

/** A time of Gigs' in RFC 3339, UTC, to the millisecond; null where it is none. */
export function shownTime(time: string | null): string | null {
  if (time === null || time.length > 40) return null;
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
