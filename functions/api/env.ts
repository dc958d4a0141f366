import type { Invocation } from './event.ts';

/** What Hono carries from the event to the handlers. */
export interface Env {
  Bindings: Invocation & {
    /** Milliseconds since the epoch. */
    readonly softDeadlineAt: number;
  };
  Variables: {
    /** The caller's Gigs user id. Not set on public routes. */
    user: string;
    /** The code of the problem that was answered with. */
    problem: string;
  };
}
