import { CommanderError } from 'commander';
import { GigsKeyUnavailable, GigsRefused, GigsUnavailable, type UnavailableReason } from '../../shared/gigs/outcome.ts';
import type { GigsKeyDescription } from '../../shared/gigs-key.ts';

/** What the exit codes mean. docs/operator-tool.md lists them, and a test keeps the two equal. */
export const exitCodes = {
  done: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  unknown: 6,
  key: 7,
  notConfirmed: 8,
  unwell: 9,
} as const;

/** Why the tool ends without having done what it was asked: what is wrong, then what to do. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;
  readonly hint: string | null;

  constructor(kind: keyof typeof exitCodes, message: string, hint: string | null = null) {
    super(message);
    this.exitCode = exitCodes[kind];
    this.hint = hint;
  }
}

/** What an explanation may name. Never the key. */
export interface Whereabouts {
  readonly apiUrl: string;
  readonly secretId: string;
  readonly isLocal: boolean;
  readonly key: GigsKeyDescription;
}

/** An error in words for an operator. */
export function explain(error: unknown, where?: Whereabouts): Failure {
  if (error instanceof Failure) return error;
  // Commander has said already what is wrong.
  if (error instanceof CommanderError) return new Failure(error.exitCode === 0 ? 'done' : 'usage', '');
  if (error instanceof GigsRefused) {
    return new Failure(
      'refused',
      `Gigs refused the request with status ${error.status}${codeWords(error.code)}.`,
      'An id in it may be mistyped, or belong to another project.',
    );
  }
  if (where && error instanceof GigsKeyUnavailable) return keyFailure(where, error.reason);
  if (where && error instanceof GigsUnavailable) return unavailableFailure(where, error.reason);
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Failure('unexpected', `Unexpected: ${text}`, 'That is a mistake in this tool: please report it.');
}

/** Gigs' machine-readable code, in words that follow a sentence. */
export function codeWords(code: string | null): string {
  return code === null ? '' : ` (${code})`;
}

const startWorld = 'Is everything running? Start it with "npm start" or "npm run world", and use the same PORT here.';

/** Why there is no key. */
export function keyFailure({ secretId, isLocal, key }: Whereabouts, reason: 'not-set' | 'unreadable'): Failure {
  if (reason === 'not-set') {
    return new Failure(
      'key',
      `The secret ${secretId} does not exist, or holds no Gigs API key.`,
      'Put the key in as its text, or as {"key": "…", "expiresAt": "…"}. GIGS_KEY_SECRET_ID and AWS_REGION say which secret is read.',
    );
  }
  const cause = key.errorName === null || key.errorName === 'Error' ? '' : ` (${key.errorName})`;
  return new Failure(
    'key',
    `The secret ${secretId} cannot be read${cause}.`,
    isLocal ? startWorld : secretHint(key.errorName ?? ''),
  );
}

function secretHint(errorName: string): string {
  if (/AccessDenied/.test(errorName)) return 'Your role needs secretsmanager:GetSecretValue on it, and kms:Decrypt.';
  if (/Credentials|Token|UnrecognizedClient|Signature/.test(errorName)) {
    return 'AWS does not know you: sign in (aws sso login), and say as whom with AWS_PROFILE.';
  }
  return 'Check AWS_REGION, AWS_PROFILE and that AWS can be reached from here.';
}

const reasons: Record<UnavailableReason, string> = {
  unreachable: 'cannot be reached',
  timeout: 'did not answer in time',
  'connection-lost': 'cut the connection',
  unauthenticated: 'does not accept the key',
  forbidden: 'does not allow this with the key',
  'too-many-requests': 'says that there were too many requests',
  'server-error': 'answered with an error of its own (5xx)',
  redirect: 'answered with a redirect, which is not followed',
  'unexpected-status': 'answered with a status that means nothing here',
  unreadable: 'answered with something that cannot be read',
};

/** Why Gigs gave no answer, and nothing was changed. */
export function unavailableFailure(where: Whereabouts, reason: UnavailableReason): Failure {
  const message = `Gigs at ${where.apiUrl} ${reasons[reason]}.`;
  if (reason === 'unauthenticated' || reason === 'forbidden') {
    return new Failure(
      'key',
      message,
      `The key in the secret ${where.secretId} may be revoked, run out, or of another project. Make a new one in Gigs' dashboard and put it in.`,
    );
  }
  if (where.isLocal) return new Failure('unavailable', message, startWorld);
  return new Failure(
    'unavailable',
    message,
    'Nothing was changed. Try again in a moment; GIGS_API_URL says where Gigs is.',
  );
}
