import { setTimeout as wait } from 'node:timers/promises';
import { errorBodyFor } from './api/errors.ts';
import type { Fault, FaultKind } from './controls/faults.ts';
import type { Wire } from './wire.ts';

/** What became of a request. */
export interface Outcome {
  readonly response: Response;
  /** The status it was answered with, null when it was not. */
  readonly status: number | null;
}

/** Does what the request asks for. */
type Act = () => Promise<Response>;

const defaultDelayMs = 1000;

/** Lets a request suffer a fault. A request that is never answered has no outcome: the promise stays open. */
export async function suffer(fault: Fault, act: Act, wire: Wire): Promise<Outcome> {
  const delayMs = fault.delayMs ?? (fault.fault === 'delay' ? defaultDelayMs : 0);
  // Without a reference: a request that is still waiting does not keep a closed sandbox alive.
  if (delayMs > 0) await wait(delayMs, undefined, { ref: false });
  return effects[fault.fault](act, wire, fault);
}

const effects: Record<FaultKind, (act: Act, wire: Wire, fault: Fault) => Promise<Outcome>> = {
  async delay(act) {
    return answered(await act());
  },
  async status(_act, _wire, fault) {
    return answered(answerWith(fault, fault.status, errorBodyFor(fault.status)));
  },
  async statusAfter(act, _wire, fault) {
    await act();
    return answered(answerWith(fault, fault.status, errorBodyFor(fault.status)));
  },
  async reset(_act, wire) {
    return { response: wire.cut(), status: null };
  },
  async resetAfter(act, wire) {
    await act();
    return { response: wire.cut(), status: null };
  },
  hang() {
    return never();
  },
  async hangAfter(act) {
    await act();
    return never();
  },
  async truncate(act, wire) {
    const answer = await act();
    const { status } = answer;
    return { response: await wire.sendHalf(answer), status };
  },
  async redirect(_act, wire, fault) {
    const answer = answerWith(fault, 307, {});
    // Inside the API, so that the log shows a client that follows it.
    answer.headers.set('location', `/redirected${wire.target}`);
    return answered(answer);
  },
  async malformed(act, _wire, fault) {
    await act();
    return answered(answerWith(fault, 200, { object: 'unexpected', data: [] }));
  },
};

function answered(response: Response): Outcome {
  return { response, status: response.status };
}

function never(): Promise<Outcome> {
  return new Promise(() => {});
}

function answerWith(fault: Fault, status: number, defaultBody: object): Response {
  const headers = new Headers();
  if (fault.retryAfter !== undefined) headers.set('retry-after', String(fault.retryAfter));
  // These may have no body, and fetch's Response insists on it.
  if ([204, 205, 304].includes(status)) return new Response(null, { status, headers });
  const body = fault.body === undefined ? defaultBody : fault.body;
  const isText = typeof body === 'string';
  headers.set('content-type', isText ? 'text/html; charset=utf-8' : 'application/json');
  return new Response(isText ? body : JSON.stringify(body), { status, headers });
}
