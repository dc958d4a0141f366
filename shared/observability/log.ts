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
  /** The caller as a keyed hash of the user id, see user-hash.ts. */
  readonly user?: string | undefined;
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

/** The same list for what no compiler checks, such as the members of an object that was spread. */
export const fieldNames = Object.keys({
  requestId: true,
  user: true,
  operation: true,
  status: true,
  code: true,
  reason: true,
  durationMs: true,
  purchase: true,
  subscription: true,
  subscriptionAddon: true,
  state: true,
  epoch: true,
  ageMs: true,
  count: true,
  failed: true,
  error: true,
  stack: true,
} satisfies Record<keyof LogFields, true>) as readonly (keyof LogFields)[];

const longest = 200;

/** A log that writes one line of JSON per message. */
export function createLog(write: (line: string) => void, now: () => number): Log {
  return (message, fields = {}) => {
    const line: Record<string, unknown> = { time: new Date(now()).toISOString(), level: messages[message], message };
    for (const name of fieldNames) line[name] = cutShort(fields[name]);
    write(inAscii(JSON.stringify(line)));
  };
}

/** Before it is written, and not by a replacer: with one, writing the line takes as long as the rest of a request. */
function cutShort(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, longest);
  return Array.isArray(value) ? value.map(cutShort) : value;
}

/** JSON leaves in what some readers of logs take for the end of a line or for a command to the terminal. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What may be said of an error that nobody planned: its kind and its place. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: 'no Error' };
  const { name, message, stack = '' } = error;
  // A text of several lines could pass for frames, and may hold what somebody sent.
  const frames = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return {
    error: name,
    stack: frames
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((frame) => frame.trim()),
  };
}
