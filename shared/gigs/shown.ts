const longest = 500;

/** Text of Gigs' as it may be shown: no control or direction-changing characters, and not endless. */
export function shownText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ').slice(0, longest);
}

/** A time of Gigs' in RFC 3339, UTC, to the millisecond; null where it is none. */
export function shownTime(time: string | null): string | null {
  if (time === null || time.length > 40) return null;
  const moment = new Date(time);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
