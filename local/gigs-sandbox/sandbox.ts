import { createApi } from './api/app.ts';
import { createControls } from './controls/app.ts';
import { receive } from './receive.ts';
import { createState, type SandboxOptions } from './state.ts';
import { directWire, type Wire } from './wire.ts';

export interface GigsSandbox {
  /** Answers one request. Without a `wire` it is a call within the process, and a cut connection is a rejection. */
  fetch(request: Request, wire?: Wire): Promise<Response>;
  /** Back to the seed data: no faults, no requests, all switches as at the start. */
  reset(): void;
}

/** A Gigs sandbox without a server around it. */
export function createGigsSandbox(options: SandboxOptions = {}): GigsSandbox {
  const api = createApi();
  const controls = createControls();
  let sandbox = createState(options);

  function reset(): void {
    sandbox = createState(options);
  }

  return {
    reset,
    async fetch(request, wire = directWire(request)) {
      const isControl = /^\/sandbox(\/|$)/.test(new URL(request.url).pathname);
      return isControl ? controls.fetch(request, { sandbox, reset }) : receive(api, sandbox, request, wire);
    },
  };
}
