import * as z from 'zod/mini';
import { idPattern } from './contract/schemas.ts';

/** A whole number within bounds, written in decimal digits, with a default. */
function whole(fallback: number, minimum: number, maximum: number) {
  return z._default(
    z.pipe(
      z.string().check(z.regex(/^\d{1,9}$/, 'is not a whole number')),
      z.pipe(
        z.transform(Number),
        z.number().check(z.minimum(minimum, `is less than ${minimum}`), z.maximum(maximum, `is more than ${maximum}`)),
      ),
    ),
    fallback,
  );
}

const name = z
  .string('is missing')
  .check(z.regex(/^[\w+=,.@:/-]{1,256}$/, 'is empty or has characters that no name has'));
const word = z.string().check(z.regex(/^[\x21-\x7e]{1,128}$/, 'is not one word'));

/** The key never crosses a network in clear text: http leads to this machine only. */
const safeOrigin = /^(https:\/\/[\w.-]+|http:\/\/(localhost|127\.\d+\.\d+\.\d+))(:\d+)?$/;

const settings = z.object({
  GIGS_API_URL: z._default(
    z
      .string()
      .check(z.refine((url) => safeOrigin.test(url) && URL.canParse(url), 'is not an origin like https://host')),
    'https://api.gigs.com',
  ),
  GIGS_PROJECT: z.string('is missing').check(z.regex(idPattern, 'is not an id')),
  GIGS_KEY_SECRET_ID: name,
  GIGS_KEY_CACHE_SECONDS: whole(300, 1, 86_400),
  LEDGER_TABLE: name,
  USER_ID_CLAIM: z._default(word, 'gigs_user'),
  READ_SCOPE: z._default(word, 'top-ups:read'),
  BUY_SCOPE: z._default(word, 'top-ups:buy'),
  PURCHASE_LIMIT_PER_DAY: whole(10, 1, 1000),
  REPEAT_WINDOW_SECONDS: whole(30, 0, 86_400),
  SETTLE_AFTER_SECONDS: whole(120, 1, 86_400),
  SETTLE_LISTING_GAP_SECONDS: whole(30, 1, 86_400),
  TAKEOVER_GRACE_SECONDS: whole(10, 1, 3600),
  // Buying keeps 1000 back to write down what came of it: with less than this, nothing would be left for Gigs.
  SOFT_DEADLINE_MS: whole(8500, 1500, 28_000),
  GIGS_POST_TIMEOUT_MS: whole(6000, 100, 28_000),
  GIGS_GET_TIMEOUT_MS: whole(2500, 100, 28_000),
  GIGS_IDEMPOTENCY_KEYS: z._default(z.enum(['on', 'off'], "is neither 'on' nor 'off'"), 'off'),
  CATALOGUE_FRESH_SECONDS: whole(60, 0, 86_400),
  CATALOGUE_STALE_SECONDS: whole(86_400, 0, 604_800),
  USER_REQUESTS_PER_MINUTE: whole(120, 0, 100_000),
});

export interface Config {
  readonly gigsApiUrl: string;
  readonly gigsProject: string;
  readonly gigsKeySecretId: string;
  readonly gigsKeyCacheSeconds: number;
  readonly ledgerTable: string;
  readonly userIdClaim: string;
  /** The scope that a route of this access asks for, null for none. */
  readonly scopes: { readonly read: string | null; readonly buy: string | null };
  readonly purchases: {
    readonly limitPerDay: number;
    readonly repeatWindowSeconds: number;
    readonly settleAfterSeconds: number;
    readonly settleListingGapSeconds: number;
    readonly takeoverGraceSeconds: number;
    readonly sendsIdempotencyKey: boolean;
  };
  readonly softDeadlineMs: number;
  readonly gigsPostTimeoutMs: number;
  readonly gigsGetTimeoutMs: number;
  readonly catalogue: { readonly freshSeconds: number; readonly staleSeconds: number };
  /** 0 = no limit. */
  readonly userRequestsPerMinute: number;
}

/**
 * The settings of the environment, checked all at once.
 *
 * @throws Error that names every bad setting with its reason, and never a value.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const result = settings.safeParse(env);
  if (!result.success) {
    const reasons = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`Bad settings: ${reasons.join('; ')}`);
  }
  const value = result.data;
  const scope = (word: string) => (word === 'none' ? null : word);
  return {
    gigsApiUrl: value.GIGS_API_URL,
    gigsProject: value.GIGS_PROJECT,
    gigsKeySecretId: value.GIGS_KEY_SECRET_ID,
    gigsKeyCacheSeconds: value.GIGS_KEY_CACHE_SECONDS,
    ledgerTable: value.LEDGER_TABLE,
    userIdClaim: value.USER_ID_CLAIM,
    scopes: { read: scope(value.READ_SCOPE), buy: scope(value.BUY_SCOPE) },
    purchases: {
      limitPerDay: value.PURCHASE_LIMIT_PER_DAY,
      repeatWindowSeconds: value.REPEAT_WINDOW_SECONDS,
      settleAfterSeconds: value.SETTLE_AFTER_SECONDS,
      settleListingGapSeconds: value.SETTLE_LISTING_GAP_SECONDS,
      takeoverGraceSeconds: value.TAKEOVER_GRACE_SECONDS,
      sendsIdempotencyKey: value.GIGS_IDEMPOTENCY_KEYS === 'on',
    },
    softDeadlineMs: value.SOFT_DEADLINE_MS,
    gigsPostTimeoutMs: value.GIGS_POST_TIMEOUT_MS,
    gigsGetTimeoutMs: value.GIGS_GET_TIMEOUT_MS,
    catalogue: { freshSeconds: value.CATALOGUE_FRESH_SECONDS, staleSeconds: value.CATALOGUE_STALE_SECONDS },
    userRequestsPerMinute: value.USER_REQUESTS_PER_MINUTE,
  };
}
