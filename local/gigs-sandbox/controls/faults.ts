import * as z from 'zod';

const faultKinds = [
  'delay',
  'status',
  'statusAfter',
  'reset',
  'resetAfter',
  'hang',
  'hangAfter',
  'truncate',
  'redirect',
  'malformed',
] as const;

export type FaultKind = (typeof faultKinds)[number];

const milliseconds = z.number().int().min(0).max(3_600_000);

/** The body of `POST /sandbox/faults`. */
export const faultRequest = z.strictObject({
  /** `*` is any. */
  method: z
    .string()
    .min(1)
    .transform((method) => method.toUpperCase()),
  path: z.string().min(1),
  fault: z.enum(faultKinds),
  times: z.number().int().min(1).default(1),
  status: z.number().int().min(200).max(599).default(500),
  /** Waited before anything else; a `delay` that does not say how long takes a second. */
  delayMs: milliseconds.optional(),
  /** The `Retry-After` of the answer: seconds, or a date. */
  retryAfter: z.union([z.number().int().min(0), z.string().min(1)]).optional(),
  /** The body of the answer: a string is sent as it is, as HTML, everything else as JSON. */
  body: z.json().optional(),
});

export type Fault = z.output<typeof faultRequest>;

/** Faults that have been ordered and not yet been suffered. */
export class WaitingFaults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ ...fault });
  }

  /** The oldest one that matches; one of its times is used up. */
  take(method: string, path: string): Fault | null {
    const fault = this.#waiting.find(
      (waiting) => (waiting.method === '*' || waiting.method === method) && matches(waiting.path, path),
    );
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times === 0) this.#waiting = this.#waiting.filter((waiting) => waiting !== fault);
    return fault;
  }

  clear(): void {
    this.#waiting = [];
  }

  get items(): readonly Fault[] {
    return this.#waiting;
  }
}

/** Whether the glob matches all of the path. A `*` stands for any characters, `/` among them, or for none. */
export function matches(glob: string, path: string): boolean {
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.pop();
  if (tail === undefined) return path === glob;
  if (!path.startsWith(head)) return false;
  let position = head.length;
  for (const part of rest) {
    const found = path.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return path.length - tail.length >= position && path.endsWith(tail);
}
