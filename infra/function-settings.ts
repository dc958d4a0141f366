import * as z from 'zod';

/** A whole number within bounds, as a number or in decimal digits. */
function whole(fallback: number, minimum: number, maximum: number) {
  return z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      'is not a whole number',
    )
    .pipe(
      z
        .number()
        .int('is not a whole number')
        .min(minimum, `is less than ${minimum}`)
        .max(maximum, `is more than ${maximum}`),
    )
    .default(fallback);
}

function word(fallback: string) {
  return z
    .string('is no text')
    .regex(/^[\x21-\x7e]{1,128}$/, 'is not one word')
    .default(fallback);
}

/**
 * The settings of the functions that a stage may change, under the names that they have in the functions' environment.
 * What each means is in the contract; a test holds bounds and defaults against what the functions accept.
 */
export const functionSettings = z.strictObject(
  {
    GIGS_API_URL: z
      .string('is no text')
      .refine((url) => /^https:\/\/[\w.:-]+$/.test(url) && URL.canParse(url), 'is not an origin like https://host')
      .default('https://api.gigs.com'),
    GIGS_PROJECT: z.string('is missing').regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not an id'),
    GIGS_KEY_CACHE_SECONDS: whole(300, 1, 86_400),
    USER_ID_CLAIM: word('gigs_user'),
    READ_SCOPE: word('top-ups:read'),
    BUY_SCOPE: word('top-ups:buy'),
    PURCHASE_LIMIT_PER_DAY: whole(10, 1, 1000),
    REPEAT_WINDOW_SECONDS: whole(30, 0, 86_400),
    SETTLE_AFTER_SECONDS: whole(120, 1, 86_400),
    SETTLE_LISTING_GAP_SECONDS: whole(30, 1, 86_400),
    TAKEOVER_GRACE_SECONDS: whole(10, 1, 3600),
    SOFT_DEADLINE_MS: whole(8500, 1500, 28_000),
    GIGS_POST_TIMEOUT_MS: whole(6000, 100, 28_000),
    GIGS_GET_TIMEOUT_MS: whole(2500, 100, 28_000),
    GIGS_IDEMPOTENCY_KEYS: z.enum(['on', 'off'], "is neither 'on' nor 'off'").default('off'),
    CATALOGUE_FRESH_SECONDS: whole(60, 0, 86_400),
    CATALOGUE_STALE_SECONDS: whole(86_400, 0, 604_800),
    USER_REQUESTS_PER_MINUTE: whole(120, 0, 100_000),
  },
  { error: objectError },
);

export type FunctionSettings = z.infer<typeof functionSettings>;

/** The scope that a route of this kind of access asks for, null for none. */
export function scopeFor(access: 'read' | 'buy', settings: FunctionSettings): string | null {
  const scope = access === 'read' ? settings.READ_SCOPE : settings.BUY_SCOPE;
  return scope === 'none' ? null : scope;
}

/** The settings as environment variables. */
export function environmentOf(settings: FunctionSettings): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** What is wrong with an object as a whole: names, never values. */
export function objectError(issue: {
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly input?: unknown;
}) {
  if (issue.code === 'unrecognized_keys') return `has no setting ${issue.keys?.join(', ')}`;
  return issue.input === undefined ? 'is missing' : 'is no object';
}
