import * as z from 'zod';
import { mostExtraUsers } from './gigs-sandbox/seed.ts';
import type { ServerOptions } from './gigs-sandbox/server.ts';
import { type Ports, portSetting } from './ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The settings that the functions know; those that are set are handed on to them as they are. */
const functionSettings = [
  'GIGS_API_URL',
  'GIGS_PROJECT',
  'GIGS_KEY_SECRET_ID',
  'GIGS_KEY_CACHE_SECONDS',
  'LEDGER_TABLE',
  'USER_ID_CLAIM',
  'READ_SCOPE',
  'BUY_SCOPE',
  'PURCHASE_LIMIT_PER_DAY',
  'REPEAT_WINDOW_SECONDS',
  'SETTLE_AFTER_SECONDS',
  'SETTLE_LISTING_GAP_SECONDS',
  'TAKEOVER_GRACE_SECONDS',
  'SOFT_DEADLINE_MS',
  'GIGS_POST_TIMEOUT_MS',
  'GIGS_GET_TIMEOUT_MS',
  'GIGS_IDEMPOTENCY_KEYS',
  'CATALOGUE_FRESH_SECONDS',
  'CATALOGUE_STALE_SECONDS',
  'USER_REQUESTS_PER_MINUTE',
] as const;

const digits = z
  .string()
  .regex(/^\d{1,9}$/, 'is not a whole number')
  .transform(Number);
const scope = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((word) => (word === 'none' ? null : word));

const environment = z.object({
  PORT: portSetting,
  // The functions check these in full; here they are needed for the routes and for the tokens.
  READ_SCOPE: scope('top-ups:read'),
  BUY_SCOPE: scope('top-ups:buy'),
  USER_ID_CLAIM: z.string().default('gigs_user'),
  SETTLEMENT_EVERY_SECONDS: digits
    .pipe(z.number().min(1, 'is less than 1').max(86_400, 'is more than 86400'))
    .default(60),
  SANDBOX_ACTIVATION_MS: digits.optional(),
  SANDBOX_EXTRA_USERS: digits.pipe(z.number().max(mostExtraUsers, `is more than ${mostExtraUsers}`)).optional(),
  SANDBOX_IDEMPOTENCY_KEYS: z.enum(['known', 'ignored', 'refused'], 'is none of known, ignored and refused').optional(),
});

export interface LocalSettings {
  readonly ports: Ports;
  readonly userIdClaim: string;
  /** The scope that each kind of route asks for, null for none. */
  readonly scopes: { readonly read: string | null; readonly buy: string | null };
  readonly settlementEverySeconds: number;
  readonly sandbox: Pick<ServerOptions, 'activationMs' | 'idempotencyKeys' | 'extraUsers'>;
}

/** The settings of one machine, or what is wrong with each that is bad: its name and the reason, never the value. */
export function readSettings(env: Environment): LocalSettings | { readonly problems: readonly string[] } {
  const result = environment.safeParse(env);
  if (!result.success) {
    return { problems: result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`) };
  }
  const { SANDBOX_ACTIVATION_MS: activationMs, SANDBOX_IDEMPOTENCY_KEYS: idempotencyKeys, ...value } = result.data;
  const { SANDBOX_EXTRA_USERS: extraUsers } = value;
  return {
    ports: value.PORT,
    userIdClaim: value.USER_ID_CLAIM,
    scopes: { read: value.READ_SCOPE, buy: value.BUY_SCOPE },
    settlementEverySeconds: value.SETTLEMENT_EVERY_SECONDS,
    sandbox: {
      ...(activationMs !== undefined && { activationMs }),
      ...(idempotencyKeys !== undefined && { idempotencyKeys }),
      ...(extraUsers !== undefined && { extraUsers }),
    },
  };
}

/** The functions' settings that are set, as they are. */
export function functionSettingsIn(env: Environment): Record<string, string> {
  return Object.fromEntries(
    functionSettings.flatMap((name): [string, string][] => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
