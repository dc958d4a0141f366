/** Every message there is, with its level. docs/logging.md says what each one means. */
export const messages = {
  request: 'info',
  'purchase-changed': 'info',
  'purchase-alarm': 'error',
  'purchase-witness': 'info',
  'gigs-call-failed': 'warn',
  'gigs-refused-service': 'error',
  'gigs-key-unavailable': 'error',
  'gigs-items-malformed': 'warn',
  'catalogue-not-shared': 'warn',
  'ledger-unavailable': 'error',
  'unexpected-error': 'error',
  'settlement-run': 'info',
  'settlement-ledger-failed': 'error',
} as const satisfies Record<string, 'info' | 'warn' | 'error'>;

export type Message = keyof typeof messages;

/** The members a log line may have: an allow-list. Ids of purchases and lines, codes, counts and times; no person. */
export interface LogFields {
  readonly requestId?: string;
  readonly operation?: string;
  readonly status?: number | null;
  readonly code?: string | null;
  readonly reason?: string | null;
  readonly durationMs?: number;
  readonly purchase?: string;
  readonly subscription?: string;
  readonly subscriptionAddon?: string;
  readonly state?: string;
  readonly epoch?: number;
  readonly ageMs?: number;
  readonly count?: number;
  readonly failed?: number;
  /** Name of an error's class, and where it was thrown: never its text, which may hold what somebody sent. */
  readonly error?: string;
  readonly stack?: readonly string[];
}

export type Log = (message: Message, fields?: LogFields) => void;

const longest = 200;

/** A log that writes one line of JSON per message. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (message, fields = {}) => {
    const line = { time: new Date(now()).toISOString(), level: messages[message], message, ...fields };
    write(JSON.stringify(line, (_key, value) => (typeof value === 'string' ? value.slice(0, longest) : value)));
  };
}

/** What may be said of an error that nobody planned: its kind and its place. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'no Error' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, stack: frames.slice(0, 8).map((frame) => frame.trim()) };
}
