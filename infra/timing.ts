// How long each layer may take. Outermost must outlast innermost, so that nobody is cut off by the one who waits for it.

/** What is kept back of the soft deadline for writing down what a purchase came to, and for answering. */
const finishMs = 1000;

/** What the handler keeps back of an invocation, whatever the soft deadline says. */
const handlerKeepsMs = 1500;

/** Clocks of two instances may differ by as much. */
const clockSkewSeconds = 1;

export const apiTimeoutSeconds = 15;
export const settlementTimeoutSeconds = 60;
export const gatewayTimeoutSeconds = 20;

/** With memory comes processor: the API function's is for its cold start. */
export const memoryMb = { api: 1024, settlement: 512 } as const;

/** The settings whose values must fit each other and the time limit of the API function. */
export interface Timing {
  readonly SETTLE_AFTER_SECONDS: number;
  readonly SETTLE_LISTING_GAP_SECONDS: number;
  readonly TAKEOVER_GRACE_SECONDS: number;
  readonly SOFT_DEADLINE_MS: number;
  readonly GIGS_POST_TIMEOUT_MS: number;
  readonly GIGS_GET_TIMEOUT_MS: number;
}

/** What is wrong with the times, each with the name of the setting that is to be changed; empty when they fit. */
export function timingProblems(timing: Timing): string[] {
  const { SOFT_DEADLINE_MS: softMs, GIGS_POST_TIMEOUT_MS: postMs, GIGS_GET_TIMEOUT_MS: getMs } = timing;
  const latestSoftMs = apiTimeoutSeconds * 1000 - handlerKeepsMs;
  // The earliest deadline that a purchase can have, in seconds since its invocation began.
  const earliestDeadline = Math.min(softMs - finishMs, postMs) / 1000;
  const leastGrace = apiTimeoutSeconds - earliestDeadline + clockSkewSeconds;
  const leastSettle = Math.max(60, apiTimeoutSeconds + timing.TAKEOVER_GRACE_SECONDS);
  const rules: [isGood: boolean, problem: string][] = [
    [softMs <= latestSoftMs, `SOFT_DEADLINE_MS is more than ${latestSoftMs}, what the function's time limit leaves`],
    [postMs <= softMs - finishMs, `GIGS_POST_TIMEOUT_MS is more than SOFT_DEADLINE_MS less ${finishMs}`],
    [2 * getMs <= softMs, 'GIGS_GET_TIMEOUT_MS is more than half of SOFT_DEADLINE_MS: a read is tried twice'],
    [
      timing.TAKEOVER_GRACE_SECONDS >= leastGrace,
      `TAKEOVER_GRACE_SECONDS is less than ${leastGrace}: the worker that began a purchase could still be alive when it is taken over`,
    ],
    [
      timing.SETTLE_AFTER_SECONDS >= leastSettle,
      `SETTLE_AFTER_SECONDS is less than ${leastSettle}: Gigs might yet list what the function sent at its end`,
    ],
    [
      timing.SETTLE_LISTING_GAP_SECONDS >= apiTimeoutSeconds,
      `SETTLE_LISTING_GAP_SECONDS is less than ${apiTimeoutSeconds}, the function's time limit: both listings could share one hiccup`,
    ],
    [
      timing.SETTLE_LISTING_GAP_SECONDS <= timing.SETTLE_AFTER_SECONDS,
      'SETTLE_LISTING_GAP_SECONDS is more than SETTLE_AFTER_SECONDS',
    ],
  ];
  return rules.filter(([isGood]) => !isGood).map(([, problem]) => problem);
}
